// The asked-boxes of the paper: a tick is stored at once, and the first word of a note ticks its box.
import { token } from "./notes-post.js";

const unsent = new Set();

async function store(box) {
  unsent.add(box);
  const { isOn } = { isOn: box.checked };
  try {
    const response = await fetch(box.dataset.store, {
      method: "POST",
      redirect: "manual",
      keepalive: true,
      headers: { "X-CSRFToken": token() },
      body: new URLSearchParams({ state: isOn ? "asked" : "open" }),
    });
    const isStored = response.type === "opaqueredirect" || response.ok;
    if (isStored && box.checked === isOn) unsent.delete(box);
  } catch {
    // Tried again below; and the button at the end sends all boxes.
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-store]")) store(target);
});
document.addEventListener("input", ({ target }) => {
  const box = target.closest("[data-question]")?.querySelector("[data-store]");
  if (!target.matches("[data-note] textarea") || !box || box.checked || box.dataset.isLeft) return;
  box.checked = true;
  store(box);
});
// Unticked by hand, a box stays so.
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-store]") && !target.checked) target.dataset.isLeft = "yes";
});
for (const event of ["online", "focus"]) addEventListener(event, () => [...unsent].forEach(store));
