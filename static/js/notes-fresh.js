// Brings in what was stored on another device, while this page is in sight.

const EVERY = 20000;

/**
 * Ask for newer notes now and then and whenever the page is come back to; usually the server only
 * says that there are none. A field where words wait to be stored is sent: the server makes one of
 * both texts.
 */
export function keepFresh(form, fields, pump) {
  let stamp = "";
  let asking = null;

  function take({ key, ...said }) {
    const field = fields.find((one) => one.entry.field === key);
    if (!field || said.version <= field.entry.seen) return true;
    if (!field.follow(said)) return false;
    field.box.querySelector("[data-merged]").hidden = false;
    field.box.dispatchEvent(new CustomEvent("note:stored", { bubbles: true, detail: said }));
    return true;
  }

  async function ask() {
    const response = await fetch(form.dataset.save, {
      headers: stamp ? { "If-None-Match": stamp } : {},
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout?.(10000),
    });
    if (response.status !== 200) return;
    const { notes } = await response.json();
    const isAll = notes.map(take).every(Boolean);
    // What could not be taken is asked for again.
    stamp = isAll ? response.headers.get("ETag") : "";
    if (!isAll) pump.soon();
  }

  const look = () => {
    if (document.hidden || !navigator.onLine) return;
    asking ??= ask()
      .catch(() => {})
      .finally(() => (asking = null));
  };
  setInterval(look, EVERY);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
}
