// What the search box says while it looks, when nothing fits and when the server cannot be reached.

// Longer than this and somebody wonders whether anything happens.
const SLOW = 700;

/** Keep the panel of a search form in step with its requests. */
export function showState(form, { open, choose, options }) {
  const field = form.querySelector("input");
  const panel = form.querySelector("[data-find-panel]");
  const status = form.querySelector("[data-find-status]");
  const note = form.querySelector("[data-find-note]");
  let waiting = 0;

  function say(text) {
    note.textContent = text;
    note.hidden = !text;
    if (text) open(true);
  }

  function settle(text) {
    clearTimeout(waiting);
    form.removeAttribute("aria-busy");
    say(text);
  }

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "find-options");
  field.setAttribute("aria-expanded", "false");
  form.querySelector("kbd").hidden = false;

  form.addEventListener("htmx:beforeRequest", () => {
    form.setAttribute("aria-busy", "true");
    clearTimeout(waiting);
    waiting = setTimeout(() => say(panel.dataset.slow), SLOW);
  });
  form.addEventListener("htmx:afterSwap", () => {
    settle("");
    choose(null);
    const found = panel.querySelectorAll("[role=group] [role=option]").length;
    const { one, many, none } = status.dataset;
    status.textContent = found > 1 ? many.replace("%n", found) : found ? one : none;
    open(document.activeElement === field && options().length > 0);
  });
  for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    form.addEventListener(failed, () => settle(panel.dataset.failed));
  }
}
