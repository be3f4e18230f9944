// Shows the print button, also in a part that came later, where a script can open the print dialogue.
const show = (within) => {
  for (const button of within.querySelectorAll("[data-print][hidden]")) button.hidden = false;
};

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) window.print();
});
document.addEventListener("htmx:load", ({ target }) => show(target));
show(document);
