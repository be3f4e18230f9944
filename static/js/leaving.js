// A form on its way to the next page asks for nothing more. What htmx still held back of the typing
// would go to the address of the button pressed, and so press it twice.

const left = new WeakSet();

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) left.add(event.target);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (left.has(event.detail.elt)) event.preventDefault();
});
// Back on the page as it was left, it goes on.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => left.delete(form));
});
