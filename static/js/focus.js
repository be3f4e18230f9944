// After a swap: focus goes where the new part asks for it, and is never lost with the old part.

const wanted = "[data-focus], [autofocus]";
let asking = null;
let hadFocus = false;

// A button that is disabled while its request runs loses the focus before the swap.
document.addEventListener("htmx:beforeRequest", () => {
  asking = document.activeElement;
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  hadFocus = [document.activeElement, asking].some((element) => detail.target.contains(element));
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const part = detail.elt;
  if (part.id === "messages" || !part.isConnected) return;
  const next = part.matches(wanted) ? part : part.querySelector(wanted);
  // Asked for once: a part kept through later swaps (hx-preserve) does not call the focus back.
  next?.removeAttribute("autofocus");
  if (next) return next.focus();
  const isLost = hadFocus && document.activeElement === document.body;
  const same = isLost && asking?.id ? document.getElementById(asking.id) : null;
  if (same && part.contains(same)) same.focus({ preventScroll: true });
  // What is hidden by now does not take it.
  if (isLost && document.activeElement === document.body) {
    if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
    part.focus({ preventScroll: true });
  }
});

// A page that comes back with errors starts at their summary.
document.querySelector("[data-focus]")?.focus();
