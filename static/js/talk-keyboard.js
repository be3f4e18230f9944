// Keeps the bar of the talk above a phone's keyboard, which lies over the bottom of the page.

const view = window.visualViewport;

function follow() {
  // Zoomed in, the reader moves the page about; then the bar stays at its bottom.
  const covered = view.scale > 1 ? 0 : innerHeight - view.height - view.offsetTop;
  document.documentElement.style.setProperty("--keyboard", `${Math.max(0, Math.round(covered))}px`);
}

for (const event of ["resize", "scroll"]) view?.addEventListener(event, follow);
