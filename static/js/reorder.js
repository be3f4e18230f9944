// <ol data-reorder="#form"> whose rows <li data-line="7"> are dragged by their [data-drag] handle:
// on drop the form's `order` gets "7,3,…" and is sent. Also says aloud what a change did.

const edge = 72; // how near the end of the window, in pixels, dragging scrolls it
const step = 12;
let row = null;
let before = "";

const orderOf = (list) =>
  [...list.querySelectorAll(":scope > [data-line]")].map((line) => line.dataset.line).join(",");

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-drag]");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  row = handle.closest("[data-line]");
  before = orderOf(row.parentElement);
  row.dataset.dragging = "";
  // The list keeps the pointer: the row itself is taken out and put in again on the way.
  row.parentElement.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", ({ clientX, clientY }) => {
  if (!row) return;
  if (clientY < edge) scrollBy(0, -step);
  if (clientY > innerHeight - edge) scrollBy(0, step);
  const over = document.elementFromPoint(clientX, clientY)?.closest("[data-line]");
  if (!over || over === row || over.parentElement !== row.parentElement) return;
  const { top, height } = over.getBoundingClientRect();
  if (clientY > top + height / 2) over.after(row);
  else over.before(row);
});

function drop(isKept) {
  if (!row) return;
  const list = row.parentElement;
  const order = orderOf(list);
  delete row.dataset.dragging;
  row = null;
  if (order === before) return;
  if (!isKept) {
    for (const key of before.split(",")) list.append(list.querySelector(`:scope > [data-line="${key}"]`));
    return;
  }
  const form = document.querySelector(list.dataset.reorder);
  form.elements.order.value = order;
  form.requestSubmit();
}

document.addEventListener("pointerup", () => drop(true));
document.addEventListener("pointercancel", () => drop(false));
document.addEventListener("keydown", ({ key }) => key === "Escape" && drop(false));

document.addEventListener("htmx:afterSettle", () => {
  const said = document.querySelector("[data-said]")?.dataset.said;
  if (said) document.getElementById("said").textContent = said;
});
