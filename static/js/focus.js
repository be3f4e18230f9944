// After a swap: focus goes where the new part asks for it, and is never lost with the old part.

const wanted = "[data-focus], [autofocus]";
let hadFocus = false;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  hadFocus = detail.target.contains(document.activeElement);
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const part = detail.elt;
  if (part.id === "messages" || !part.isConnected) return;
  const next = part.matches(wanted) ? part : part.querySelector(wanted);
  if (next) return next.focus();
  const isLost = hadFocus && document.activeElement === document.body;
  if (isLost) {
    if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
    part.focus({ preventScroll: true });
  }
});

// A page that comes back with errors starts at their summary.
document.querySelector("[data-focus]")?.focus();
