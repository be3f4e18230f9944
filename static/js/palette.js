// <button data-insert="{field}"> writes that where the cursor last stood in subject or text.

const form = document.getElementById("template-form");
let last = form.elements.body;

form.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea, input[name=subject]")) last = target;
});

form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-insert]");
  if (!button) return;
  last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
  last.focus();
  last.dispatchEvent(new Event("input", { bubbles: true }));
});

for (const button of form.querySelectorAll("[data-insert]")) button.hidden = false;
