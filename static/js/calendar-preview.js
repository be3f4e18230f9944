// What a drag in the calendar shows on its way: the entry where it would stand, and the clocks there.
import { momentAt, shift, told } from "./calendar-place.js";

/** The pointer has moved far enough: this is a drag. */
export function begin(drag) {
  const { top } = drag.entry.getBoundingClientRect();
  drag.grip = drag.y - top;
  drag.entry.dataset.top = top;
  drag.entry.dataset.dragging = "";
  drag.preview = document.createElement("p");
  drag.preview.className = "drag-told";
  drag.preview.setAttribute("role", "status");
  document.body.append(drag.preview);
}

/** The upper edge of the entry is at `top`, over a day or over none; sets `drag.moment`. */
export function show(drag, day, top) {
  const { entry, preview } = drag;
  const name = day?.querySelector("h2 a, .month-day")?.textContent.replace(/\s+/g, " ").trim();
  const isOnScale = entry.dataset.drag === "talk" && day?.matches(".week-day");
  drag.moment = isOnScale ? momentAt(day, top) : null;
  if (isOnScale) entry.style.translate = shift(day, entry, top);
  if (isOnScale) preview.textContent = drag.moment ? told(drag.moment, entry.dataset.zones.split(" ")) : "";
  else preview.textContent = name ?? "";
}
