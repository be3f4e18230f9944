// Which question is at hand: the one written in or gone to. On a narrow screen it stands alone.

const form = document.getElementById("talk");

export const questions = () => [...form.querySelectorAll("[data-question]")];
export const current = () => form.querySelector("[data-current]");

/** The note of the question at hand; null where it has none. */
export const currentNote = () => current()?.querySelector("[data-note] textarea") ?? null;

let isOpen = false;

/** Take a question in hand; the address follows, so that a reload comes back to it. */
export function take(question) {
  if (!question) return;
  const isOther = question !== current();
  current()?.removeAttribute("data-current");
  question.setAttribute("data-current", "");
  for (const link of form.querySelectorAll("[data-jump]")) {
    if (link.dataset.jump === question.id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (isOpen && isOther) history.replaceState(history.state, "", `#${question.id}`);
  if (isOther) document.dispatchEvent(new CustomEvent("askwell:question"));
}

/** Go to a question: into its first field, or where a finger reads and no keyboard is up, to it. */
export function go(question) {
  if (!question) return;
  const isWriting = document.activeElement.matches("textarea, input");
  take(question);
  question.scrollIntoView({ block: "start" });
  const field = question.querySelector("textarea, input:not([type=hidden])");
  const heading = question.querySelector("h2");
  const isKeyboardThere = isWriting || matchMedia("(pointer: fine)").matches;
  (isKeyboardThere && field ? field : heading).focus({ preventScroll: true });
}

/** Bring the question of an element into sight, whichever stands alone now. */
const reveal = (element) => take(element?.closest("[data-question]"));

const named = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));
const first = () => named()?.closest("[data-question]") ?? questions()[0];

form.addEventListener("focusin", ({ target }) => reveal(target));
document.addEventListener("note:wanted", ({ target }) => reveal(target));
addEventListener("hashchange", () => reveal(named()));
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-to-conflict]")) reveal(form.querySelector(".talk-conflict"));
});
// A swapped part is a new element; what was at hand stays at hand.
document.addEventListener("htmx:afterSettle", () => current() ?? take(first()));
take(first());
isOpen = true;
