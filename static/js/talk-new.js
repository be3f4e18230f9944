// A question that came up: its place is after the one at hand, and its note is kept like any other.
import { current, go, questions } from "./talk-current.js";

/** Return the line a question stands for: its number in the database. */
const lineOf = (question) => question?.id.match(/^line-(\d+)$/)?.[1];

let at = lineOf(current());
document.addEventListener("askwell:question", () => {
  if (lineOf(current())) at = lineOf(current());
  const place = document.querySelector("[name=new-after]");
  if (current().id === "new-question" && place?.querySelector(`[value="${at}"]`)) place.value = at;
});

/** The list of all gets a line for it, at the same place. */
function list(question, before) {
  const all = document.getElementById("talk-jump");
  const item = all.firstElementChild.cloneNode(true);
  const link = item.querySelector("a");
  link.href = `#${question.id}`;
  link.dataset.jump = question.id;
  link.dataset.state = question.querySelector("[data-state]").dataset.state;
  link.textContent = question.querySelector("h2").textContent;
  const anchor = all.querySelector(`[data-jump="${before?.id ?? "new-question"}"]`).parentElement;
  anchor[before ? "after" : "before"](item);
}

/** Put a question that the server has just given into its place. */
function settle(question) {
  question.removeAttribute("data-new");
  const before = document.getElementById(`line-${question.dataset.after}`);
  before?.after(question);
  if (document.getElementById("talk-jump")) list(question, before);
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
