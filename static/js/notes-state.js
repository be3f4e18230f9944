// Tells how things stand with the notes of a page: saved, saving, or kept on this device and why.

const words = document.querySelector("[data-notes-state]");
const problems = document.querySelectorAll("[data-problem]");
const order = ["full", "conflict", "refused", "gone", "signed-out", "failed"];

/** From here on the page tells how things stand, in place of its button to save. */
export function showState() {
  document.querySelector("[data-plain-save]").hidden = true;
  document.querySelector("[data-notes-word]").hidden = false;
  document.querySelector("[data-to-conflict]").addEventListener("click", (event) => {
    event.preventDefault();
    document.querySelector(".talk-conflict")?.scrollIntoView({ block: "center" });
  });
}

/** Show `doing` ("saving" or nothing) over the fields' problems; `said` is the last answer. */
export function tellState(fields, doing, said = {}) {
  const unsent = fields.filter((field) => field.isDirty);
  const found = new Set(unsent.map((one) => (one.problem && !one.isKept ? "full" : one.problem)));
  const worst = order.find((problem) => found.has(problem));
  const trouble = worst === "full" ? "unkept" : worst && "kept";
  const state = trouble || (doing === "saving" || unsent.length > 0 ? "saving" : "saved");
  words.dataset.notesState = state;
  const word = words.querySelector("[data-notes-word]");
  if (word.textContent !== words.dataset[state]) word.textContent = words.dataset[state];
  if (said.reason) document.querySelector("[data-reason]").textContent = said.reason;
  for (const line of problems) {
    line.hidden = line.dataset.problem !== (worst === "failed" ? "kept" : worst);
  }
}
