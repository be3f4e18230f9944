// Keeps the bar of the talk above a phone's keyboard, which lies over the bottom of the page, and
// low while little of the page is left.

const view = window.visualViewport;
const root = document.documentElement;
const LITTLE = 480;

function follow() {
  // Zoomed in, the reader moves the page about; then the bar stays at its bottom.
  const covered = view.scale > 1 ? 0 : innerHeight - view.height - view.offsetTop;
  root.style.setProperty("--keyboard", `${Math.max(0, Math.round(covered))}px`);
  root.toggleAttribute("data-short", view.height * view.scale < LITTLE);
}

for (const event of ["resize", "scroll"]) view?.addEventListener(event, follow);
if (view) follow();
