// From question to question: the bar under the thumb, Ctrl+Enter, and ticks in the list of all.

const questions = () => [...document.querySelectorAll("[data-question]")];

/** The question being written in, else the one that stands highest on the screen. */
function current(all) {
  const focused = document.activeElement.closest("[data-question]");
  if (focused) return all.indexOf(focused);
  const below = all.findIndex((one) => one.getBoundingClientRect().top > 120);
  return below < 0 ? all.length - 1 : Math.max(-1, below - 1);
}

function step(by) {
  const all = questions();
  const next = all[Math.min(all.length - 1, Math.max(0, current(all) + by))];
  next?.scrollIntoView({ block: "start" });
  next?.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
}

/** Show what became of a question, on it and in the list; asked says the server by itself. */
export function markAsked(field, state) {
  const part = document.querySelector(`#line-state-${field.split("-")[1]}`);
  if (!state || !part || part.dataset.state === state) return;
  part.dataset.state = state;
  for (const button of part.querySelectorAll("[data-mark]")) {
    const isPressed = button.dataset.mark === state;
    button.setAttribute("aria-pressed", isPressed);
    button.value = isPressed ? "open" : button.dataset.mark;
  }
  tick(part);
}

function tick(part) {
  const link = document.querySelector(`[data-jump="line-${part.id.split("-").at(-1)}"]`);
  if (link) link.dataset.state = part.dataset.state;
}

for (const button of document.querySelectorAll("[data-step], [data-keys]")) button.hidden = false;
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step]");
  if (button) step(Number(button.dataset.step));
  if (target.closest("[data-jump]")) document.querySelector("#talk-jump:popover-open")?.hidePopover();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  step(event.shiftKey ? -1 : 1);
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.matches?.("[data-state]")) tick(detail.elt);
});
