// Keeps the screen on while the talk runs and its page is in sight, where the browser can.

let lock = null;

const tell = (isAwake) => {
  for (const line of document.querySelectorAll("[data-awake]")) {
    line.hidden = (line.dataset.awake === "yes") !== isAwake;
  }
};

/** Take the lock, or let it go; browsers let it go by themselves whenever the page is hidden. */
async function keep() {
  const isRunning = document.querySelector("[data-clock]") !== null;
  if (!isRunning || document.hidden) {
    const held = lock;
    lock = null;
    return held?.release();
  }
  if (lock && !lock.released) return;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch {
    // Refused, for instance while the battery is low; the list of keys says so.
    tell(false);
  }
}

if ("wakeLock" in navigator) {
  tell(true);
  document.addEventListener("visibilitychange", keep);
  document.addEventListener("htmx:afterSettle", keep);
  keep();
}
