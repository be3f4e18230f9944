// Typing finds questions: the arrows go through what is offered, Enter adds it, and focus stays in
// the field. Alt and an arrow move the question one is in.

const fieldId = "id_find-q";
const offers = () => [...document.querySelectorAll("#offers [name=pick]")];
const chosen = () => document.querySelector("#offers [data-chosen]");
let place = 0; // among what was offered, so that the next one is at hand when one is added

function choose(at) {
  const field = document.getElementById(fieldId);
  const all = offers();
  chosen()?.removeAttribute("data-chosen");
  place = Math.min(Math.max(at, -1), all.length - 1);
  const row = all[place]?.closest("li");
  field.toggleAttribute("data-choosing", Boolean(row));
  if (!row) return field.removeAttribute("aria-activedescendant");
  row.dataset.chosen = "";
  field.setAttribute("aria-activedescendant", all[place].id);
  row.scrollIntoView({ block: "nearest" });
}

const at = () => offers().findIndex((offer) => offer.closest("[data-chosen]"));

const keys = {
  ArrowDown: () => choose(Math.min(at() + 1, offers().length - 1)),
  ArrowUp: () => choose(at() - 1),
  Escape: () => choose(-1),
  Enter: () => chosen().querySelector("[name=pick]").click(),
};

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.isComposing) return;
  const line = event.altKey && target.closest("[data-line]");
  const by = { ArrowUp: "up", ArrowDown: "down" }[key];
  if (line && by) {
    event.preventDefault();
    return document.getElementById(`${by}-${line.dataset.line}`).click();
  }
  if (target.id !== fieldId || !keys[key] || (key === "Enter" && !chosen())) return;
  if (key === "Escape" && !chosen()) return;
  event.preventDefault();
  keys[key]();
});

// After adding, the one that took its place is chosen; after typing, none is.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.id === "offers") choose(-1);
  if (detail.elt.id === "builder" && document.activeElement?.id === fieldId) choose(place);
});
