// From question to question: the bar under the thumb, Ctrl+Enter, and ticks in the list of all.
import { current, go, questions } from "./talk-current.js";

function step(by) {
  // What was just done, with its undo, is over the bar until one goes on.
  document.querySelector("#messages .notice[data-tone=good]")?.remove();
  const all = questions();
  go(all[Math.min(all.length - 1, Math.max(0, all.indexOf(current()) + by))]);
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

/** A long list scrolls by itself; the question at hand stays in its sight. */
function follow() {
  const list = document.getElementById("talk-jump");
  const link = list?.querySelector("[aria-current]");
  if (link) list.scrollTop = link.offsetTop - list.clientHeight / 2;
}

for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;
document.addEventListener("askwell:question", follow);
// A press on the bar leaves the cursor, and the keyboard of a phone, where they are.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".talk-nav button")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (button) step(Number(button.dataset.step));
  const link = event.target.closest("[data-jump]");
  if (!link) return;
  event.preventDefault();
  document.querySelector("#talk-jump:popover-open")?.hidePopover();
  go(document.getElementById(link.dataset.jump));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  step(event.shiftKey ? -1 : 1);
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.matches?.("[data-state]")) tick(detail.elt);
});
