// Drags [data-drag=talk] to another quarter of an hour or day and [data-drag=follow-up] to another day;
// Escape puts it back.
import { drop } from "./calendar-drop.js";
import { momentAt, shift, told } from "./calendar-place.js";

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
  if (!drag.preview) begin();
  const day = document.elementsFromPoint(clientX, clientY).map((one) => one.closest("[data-day]")).find(Boolean);
  drag.over?.removeAttribute("data-over");
  drag.over = day ?? null;
  day?.setAttribute("data-over", "");
  show(day, clientY - drag.grip);
});

function begin() {
  const { entry } = drag;
  const { top } = entry.getBoundingClientRect();
  drag.grip = drag.y - top;
  entry.dataset.top = top + 0;
  drag.preview = document.createElement("p");
  drag.preview.className = "drag-told";
  drag.preview.setAttribute("role", "status");
  document.body.append(drag.preview);
  entry.dataset.dragging = "";
}

function show(day, top) {
  const { entry, preview } = drag;
  const name = day?.querySelector("h2 a, .month-day")?.textContent.replace(/\s+/g, " ").trim();
  const isOnScale = entry.dataset.drag === "talk" && day?.matches(".week-day");
  drag.moment = isOnScale ? momentAt(day, top) : null;
  if (isOnScale) entry.style.translate = shift(day, entry, top);
  if (isOnScale) preview.textContent = drag.moment ? told(drag.moment, entry.dataset.zones.split(" ")) : "";
  else preview.textContent = name ?? "";
}

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
