// Marks the lines at the cursor: a button puts its sign before each, or takes it away again.
import { currentNote } from "./talk-current.js";
import { kindOf, signsIn, toggled } from "./talk-signs.js";

const panel = document.getElementById("talk-marks");
const buttons = [...panel.querySelectorAll("[data-kind]")];
const signs = signsIn(buttons);
const days = panel.querySelector("[data-days]");

/** From where to where the lines reach that the cursor or the selection touches. */
function reach({ value, selectionStart, selectionEnd }) {
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const last = Math.max(selectionStart, selectionEnd - (value[selectionEnd - 1] === "\n" ? 1 : 0));
  const to = value.indexOf("\n", last);
  return [from, to < 0 ? value.length : to];
}

function write(area, change) {
  const [from, to] = reach(area);
  const lines = area.value.slice(from, to).split("\n").map(change).join("\n");
  area.focus({ preventScroll: true });
  area.setRangeText(lines, from, to, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

const kindHere = (area) => kindOf(area.value.slice(...reach(area)), signs);

function press(button) {
  const area = currentNote();
  if (!area) return;
  if (button.dataset.kind) {
    const isOn = kindHere(area) === button.dataset.kind;
    const change = (line) => {
      const isSo = kindOf(line, signs) === button.dataset.kind;
      return isSo === isOn ? toggled(line, button.dataset.kind, signs) : line;
    };
    write(area, change);
  } else write(area, (line) => `${line.replace(/,? by [^,]*\d$/, "").trimEnd()} ${button.dataset.day}`);
  show();
  if (days.hidden || button.dataset.day) panel.matches(":popover-open") && panel.hidePopover();
}

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
  const button = target.closest("[data-kind], [data-day]");
  if (button) press(button);
});
panel.addEventListener("change", ({ target }) => {
  if (target.value) press({ dataset: { day: `${target.dataset.by} ${target.value}` } });
  target.value = "";
});
for (const event of ["selectionchange", "askwell:question", "input"]) {
  document.addEventListener(event, show);
}
show();
