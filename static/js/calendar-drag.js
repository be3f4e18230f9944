// Drags [data-drag=talk] to another quarter of an hour or day and [data-drag=follow-up] to another day;
// Escape puts it back.
import { drop } from "./calendar-drop.js";
import { begin, show } from "./calendar-preview.js";

const threshold = 6; // pixels, below which a press is a click
let drag = null;

document.addEventListener("pointerdown", (event) => {
  const entry = event.target.closest("[data-drag]");
  const isFree = event.button === 0 && event.pointerType !== "touch" && !event.target.closest(".entry-move");
  if (entry && isFree) drag = { entry, x: event.clientX, y: event.clientY, preview: null, over: null };
});

// The browser would drag the link itself.
document.addEventListener("dragstart", (event) => event.target.closest?.("[data-drag]") && event.preventDefault());

document.addEventListener("pointermove", ({ clientX, clientY }) => {
  if (!drag) return;
  if (!drag.preview && Math.hypot(clientX - drag.x, clientY - drag.y) < threshold) return;
  if (!drag.preview) begin(drag);
  const day = document.elementsFromPoint(clientX, clientY).map((one) => one.closest("[data-day]")).find(Boolean);
  drag.over?.removeAttribute("data-over");
  drag.over = day ?? null;
  day?.setAttribute("data-over", "");
  show(drag, day, clientY - drag.grip);
});

function end(isKept) {
  if (!drag) return;
  const { entry, preview, over, moment } = drag;
  drag = null;
  if (!preview) return;
  preview.remove();
  over?.removeAttribute("data-over");
  delete entry.dataset.dragging;
  entry.style.translate = "";
  addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
  setTimeout(() => dispatchEvent(new Event("click"))); // where no click follows, none is eaten later
  if (!isKept || !over) return;
  drop(entry, over, moment);
}

document.addEventListener("pointerup", () => end(true));
document.addEventListener("pointercancel", () => end(false));
document.addEventListener("keydown", ({ key }) => key === "Escape" && end(false));
