// Lines marked while going over a talk come up below by themselves, but never over half-made changes.

const seen = new Map();

const isChanged = (field) =>
  field.options
    ? [...field.options].some((option) => option.selected !== option.defaultSelected)
    : field.value !== field.defaultValue;

document.addEventListener("note:stored", ({ target, detail }) => {
  const marks = document.getElementById("marks");
  const again = marks?.querySelector("[data-marks-again]");
  const shown = target.querySelector("[data-marked]")?.childElementCount ? null : "";
  const before = seen.has(target) ? seen.get(target) : shown;
  if (!again || detail.marked === undefined || detail.marked === before) return;
  seen.set(target, detail.marked);
  if ([...marks.querySelectorAll("input, textarea, select")].some(isChanged)) again.hidden = false;
  else again.requestSubmit();
});
