// The week of times: <table data-slots>. Arrow keys move from box to box (only one is a tab stop),
// Home and End go to the ends of a row, Enter chooses as Space does.
const grid = () => document.querySelector("[data-slots]");
const boxes = (root) => [...root.querySelectorAll("input")];
const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function onlyStop(box) {
  for (const one of boxes(grid())) one.tabIndex = one === box ? 0 : -1;
}

function begin() {
  if (!grid()) return;
  const all = boxes(grid());
  const here = all.find((box) => box === document.activeElement);
  const first = here ?? all.find((box) => box.checked) ?? grid().querySelector("[data-state=free] input");
  onlyStop(first ?? all[0]);
}

/** The next box from a cell in a direction, over cells that hold none. */
function next(cell, [down, right]) {
  const rows = grid().tBodies[0].rows;
  let [row, column] = [cell.parentElement.rowIndex - 1 + down, cell.cellIndex + right];
  while (rows[row]?.cells[column]) {
    const box = rows[row].cells[column].querySelector("input");
    if (box) return box;
    row += down;
    column += right;
  }
  return null;
}

function end(cell, isFirst) {
  const row = boxes(cell.parentElement);
  return isFirst ? row[0] : row.at(-1);
}

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-slots] input");
  if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  const cell = box.closest("td");
  const other = steps[key] ? next(cell, steps[key]) : null;
  const there = key === "Home" || key === "End" ? end(cell, key === "Home") : other;
  if (key === "Enter") box.click();
  else if (!steps[key] && !there) return;
  event.preventDefault();
  if (!there) return;
  onlyStop(there);
  there.focus();
});

document.addEventListener("focusin", ({ target }) => target.closest("[data-slots] input") && onlyStop(target));
document.addEventListener("htmx:afterSettle", begin);
begin();
