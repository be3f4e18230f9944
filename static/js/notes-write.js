// Brings a text into a field that somebody may be typing in.

/** Write it; where somebody is typing only what differs, so that the caret stays in its place. */
export function write(area, text) {
  if (document.activeElement === area) change(area, text);
  else area.value = text;
  area.dispatchEvent(new CustomEvent("note:written", { bubbles: true }));
}

function change(area, text) {
  const old = area.value;
  const shortest = Math.min(old.length, text.length);
  let head = 0;
  while (head < shortest && old[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && old.at(-tail - 1) === text.at(-tail - 1)) tail += 1;
  area.setRangeText(text.slice(head, text.length - tail), head, old.length - tail, "preserve");
}
