// The lines of a note that the cursor or the selection touches, and how they are changed.

function reach({ value, selectionStart, selectionEnd }) {
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const last = Math.max(selectionStart, selectionEnd - (value[selectionEnd - 1] === "\n" ? 1 : 0));
  const to = value.indexOf("\n", last);
  return [from, to < 0 ? value.length : to];
}

/** The lines touched, as one text. */
export const linesHere = (area) => area.value.slice(...reach(area));

/** Change each line touched; the cursor goes to their end, and the note is kept. */
export function changeLines(area, change) {
  const lines = linesHere(area).split("\n").map(change).join("\n");
  area.focus({ preventScroll: true });
  area.setRangeText(lines, ...reach(area), "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
