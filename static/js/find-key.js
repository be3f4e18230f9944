// “/”, while nobody is typing, and Ctrl+K or ⌘K lead to the search box.

document.addEventListener("keydown", (event) => {
  const isCommand = event.ctrlKey || event.metaKey;
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  const isSlash = event.key === "/" && !isTyping && !isCommand && !event.altKey;
  if (!isSlash && !(event.key === "k" && isCommand)) return;
  const field = document.querySelector("[data-find] input");
  if (!field) return;
  event.preventDefault();
  field.select();
});
