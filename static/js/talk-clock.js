// Ticks the clock of a running talk by the server's time, and says gently when it is up.

const shownAt = new WeakMap();

/** Milliseconds since the talk began; a device whose clock is wrong makes no difference. */
function elapsed({ began, now }, since) {
  return Math.max(0, Number(now) - Number(began) + (Date.now() - since));
}

function show(element, isShown) {
  if (element && element.hidden === isShown) element.hidden = !isShown;
}

function tick() {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  if (!shownAt.has(clock)) shownAt.set(clock, Date.now());
  const { minutes, closing, left: sentence } = clock.dataset;
  const seconds = Math.floor(elapsed(clock.dataset, shownAt.get(clock)) / 1000);
  const left = Math.max(0, Math.ceil(Number(minutes) - seconds / 60));
  const rest = String(seconds % 60).padStart(2, "0");
  clock.querySelector("[data-elapsed]").textContent = `${Math.floor(seconds / 60)}:${rest}`;
  clock.querySelector("[data-left-text]").textContent = sentence.replace("{n}", left);
  show(clock.querySelector("[data-left-text]"), left > 0);
  const part = clock.parentElement;
  part.querySelector("[data-used]").value = seconds / 60;
  show(part.querySelector("[data-closing-text]"), left > 0 && left <= Number(closing));
  show(part.querySelector("[data-over-text]"), left === 0);
  part.dataset.tone = left === 0 ? "due" : "";
}

tick();
setInterval(tick, 1000);
