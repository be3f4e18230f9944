// Marks the lines at the cursor: a button puts its sign before each, or takes it away again.
import { currentNote } from "./talk-current.js";
import { changeLines, linesHere } from "./talk-lines.js";
import { kindOf, signsIn, toggled } from "./talk-signs.js";

const panel = document.getElementById("talk-marks");
const buttons = [...panel.querySelectorAll("[data-kind]")];
const signs = signsIn(buttons);
const days = panel.querySelector("[data-days]");

const kindHere = (area) => kindOf(linesHere(area), signs);

/** Mark every line touched; where the first is marked so already, unmark those that are. */
function press(area, { kind }) {
  const isOn = kindHere(area) === kind;
  changeLines(area, (line) =>
    (kindOf(line, signs) === kind) === isOn ? toggled(line, kind, signs) : line,
  );
  show();
  // A promise may get its day yet.
  if (days.hidden && panel.matches(":popover-open")) panel.hidePopover();
}

/** The buttons show what the line at the cursor is. */
function show() {
  const area = currentNote();
  const kind = area && kindHere(area);
  for (const button of buttons) {
    button.setAttribute("aria-pressed", button.dataset.kind === kind);
    button.disabled = !area;
  }
  days.hidden = !buttons.some((one) => "hasDay" in one.dataset && one.dataset.kind === kind);
}

panel.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-kind]");
  if (button && currentNote()) press(currentNote(), button.dataset);
});
for (const event of ["selectionchange", "askwell:question", "input"]) {
  document.addEventListener(event, show);
}
show();
