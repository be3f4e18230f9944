// Ticking people in a list: the whole page at once, a stretch with shift, and how many are ticked.

let last = null;

const ticks = (form) => [...form.querySelectorAll("input[name=person]")];

function tell(form) {
  const all = ticks(form);
  const chosen = all.filter((tick) => tick.checked).length;
  const { one, many } = form.querySelector("[data-chosen]").dataset;
  const words = chosen === 1 ? one : `${chosen} ${many}`;
  form.querySelector("[data-chosen]").textContent = chosen ? words : "";
  const page = form.querySelector("[data-choose-all]");
  if (!page) return;
  page.checked = chosen === all.length;
  page.indeterminate = chosen > 0 && chosen < all.length;
}

function tickStretch(form, to) {
  const all = ticks(form);
  const ends = [all.indexOf(last), all.indexOf(to)].sort((a, b) => a - b);
  if (ends[0] < 0) return;
  for (const tick of all.slice(ends[0], ends[1] + 1)) tick.checked = to.checked;
}

document.addEventListener("click", (event) => {
  const tick = event.target;
  const form = tick.closest?.("form.bulk");
  if (!form || !tick.matches("input[type=checkbox]")) return;
  if (tick.matches("[data-choose-all]")) {
    for (const one of ticks(form)) one.checked = tick.checked;
  } else if (tick.name === "person") {
    if (event.shiftKey) tickStretch(form, tick);
    last = tick;
  }
  tell(form);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const element of document.querySelectorAll(".bulk [data-needs-js]")) element.hidden = false;
});
