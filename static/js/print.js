// Shows the print button, also in a part that came later, where a script can open the print dialogue.
const show = (within) => {
  for (const button of within.querySelectorAll("[data-print][hidden]")) button.hidden = false;
};

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) window.print();
});
// Browsers that cannot open a disclosure by style do so here, for as long as it is printed.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".comparison-more:not([open])")];
  for (const one of opened) one.open = true;
});
addEventListener("afterprint", () => opened.forEach((one) => (one.open = false)));
document.addEventListener("htmx:load", ({ target }) => show(target));
show(document);
