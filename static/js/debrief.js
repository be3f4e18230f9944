// Lines marked while going over a talk come up below by themselves, but never over half-made changes.

const seen = new Map();

// A list where nothing was chosen beforehand shows its first choice.
const first = (list) => Math.max(0, [...list.options].findIndex((one) => one.defaultSelected));

const isChanged = (field) =>
  field.options ? field.selectedIndex !== first(field) : field.value !== field.defaultValue;

document.addEventListener("note:stored", ({ target, detail }) => {
  const marks = document.getElementById("marks");
  const again = marks?.querySelector("[data-marks-again]");
  const shown = target.querySelector("[data-marked]")?.childElementCount ? null : "";
  const before = seen.has(target) ? seen.get(target) : shown;
  if (!again || detail.marked === undefined || detail.marked === before) return;
  seen.set(target, detail.marked);
  const isTyped = marks.querySelector("[data-typed]") !== null;
  if (isTyped || [...marks.querySelectorAll("input, textarea, select")].some(isChanged)) {
    again.hidden = false;
  } else again.querySelector("button").click();
});
// The page is one form; Enter in a field of a marked line presses the first button of that line.
document.addEventListener("keydown", (event) => {
  const { key, target, isComposing } = event;
  if (key !== "Enter" || isComposing || !target.matches("[data-enter] input")) return;
  event.preventDefault();
  target.closest("[data-enter]").querySelector("button").click();
});
