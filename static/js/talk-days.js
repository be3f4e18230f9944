// Writes the day of a promise at the end of its line, in place of one written so before.
import { currentNote } from "./talk-current.js";
import { changeLines } from "./talk-lines.js";

const panel = document.getElementById("talk-marks");
const input = panel.querySelector("[data-day-input]");
const offered = [...panel.querySelectorAll("[data-day]")].map((button) => ` ${button.dataset.day}`);
const chosen = new RegExp(` ${input.dataset.by} \\d{4}-\\d\\d-\\d\\d$`);

function withoutDay(line) {
  const said = offered.find((day) => line.endsWith(day));
  return (said ? line.slice(0, -said.length) : line.replace(chosen, "")).trimEnd();
}

function write(day) {
  if (currentNote()) changeLines(currentNote(), (line) => `${withoutDay(line)} ${day}`);
  if (panel.matches(":popover-open")) panel.hidePopover();
}

panel.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-day]");
  if (button) write(button.dataset.day);
});
input.addEventListener("change", () => {
  // While a year is typed, its first digits make a day of long ago.
  if (!input.value || !input.validity.valid) return;
  write(`${input.dataset.by} ${input.value}`);
  input.value = "";
});
