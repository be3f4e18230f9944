// The box at the end of the paper: what is typed there becomes a marked line of the free notes.

const free = document.getElementById("note-free");

/** Put the field's words under the free notes with its sign; the field is free for the next. */
function add(input) {
  const words = input.value.trim();
  if (!words) return;
  const before = free.value.trimEnd();
  free.value = `${before}${before && "\n"}${input.dataset.closing} ${words}`;
  free.dispatchEvent(new InputEvent("input", { bubbles: true }));
  input.value = "";
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

for (const input of document.querySelectorAll("[data-closing]")) {
  input.addEventListener("change", () => add(input));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    // Before drafts take Enter for the press of a button.
    event.stopPropagation();
    add(input);
  });
}
