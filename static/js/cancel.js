// Escape presses Cancel where something is edited in its place.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
  const cancel = event.target.closest("form")?.querySelector("[data-cancel]");
  if (!cancel) return;
  event.preventDefault();
  cancel.focus();
  cancel.click();
});
