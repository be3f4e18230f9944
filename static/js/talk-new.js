// A question that came up: its place is after the one at hand, and its note is kept like any other.
import { current, go, questions } from "./talk-current.js";

/** Return the line a question stands for: its number in the database. */
const lineOf = (question) => question?.id.match(/^line-(\d+)$/)?.[1];

let at = lineOf(current());
document.addEventListener("askwell:question", () => {
  if (lineOf(current())) at = lineOf(current());
  const place = document.querySelector("[name=new-after]");
  if (current().id === "new-question" && place.querySelector(`[value="${at}"]`)) place.value = at;
});

/** Put a question that the server has just given into its place, on the page and in the list. */
function settle(question) {
  question.removeAttribute("data-new");
  const before = document.getElementById(`line-${question.dataset.after}`);
  before?.after(question);
  const list = document.getElementById("talk-jump");
  const item = list.firstElementChild.cloneNode(true);
  const link = item.querySelector("a");
  link.href = `#${question.id}`;
  Object.assign(link.dataset, { jump: question.id, state: question.querySelector("[data-state]").dataset.state });
  link.textContent = question.querySelector("h2").textContent;
  const anchor = before && list.querySelector(`[data-jump="${before.id}"]`).parentElement;
  if (anchor) anchor.after(item);
  else list.querySelector('[data-jump="new-question"]').parentElement.before(item);
  questions()
    .map((one) => one.querySelector("[data-number]"))
    .filter(Boolean)
    .forEach((number, index) => (number.textContent = index + 1));
}

document.addEventListener("htmx:afterSettle", () => {
  const question = document.querySelector("[data-question][data-new]");
  if (!question) return;
  settle(question);
  go(question);
});
