// Reads a part's data-milestone aloud when it changes, not with every fresh copy of the part.

const region = document.getElementById("milestone");
const told = () => document.querySelector("[data-milestone]")?.dataset.milestone ?? "";
let last = told();

document.addEventListener("htmx:afterSettle", () => {
  if (told() === last) return;
  last = told();
  region.textContent = last;
});
