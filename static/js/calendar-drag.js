// Drags [data-drag=talk] to another quarter of an hour or day and [data-drag=follow-up] to another day;
// Escape puts it back. A talk dropped leads to the page that asks, a follow-up is sent off at once.
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
  if (drag.entry.dataset.drag === "talk") show(day, clientY - drag.grip);
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
  const isWeek = day?.matches(".week-day");
  drag.moment = isWeek ? momentAt(day, top) : null;
  const name = day?.querySelector("h2, .month-day").textContent.replace(/\s+/g, " ").trim() ?? "";
  preview.textContent = drag.moment ? told(drag.moment, entry.dataset.zones.split(" ")) : isWeek ? "" : name;
  if (isWeek) entry.style.translate = shift(day, entry, top);
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
  const { drag: kind, to, zones } = entry.dataset;
  const { day } = over.dataset;
  if (kind === "talk" && moment) return location.assign(`${to}?to=${moment.toISOString()}`);
  if (over === entry.closest("[data-day]")) return;
  if (kind === "talk" && over.matches("td")) location.assign(`${to}?on=${day}&zone=${zones.split(" ")[0]}`);
  if (kind === "follow-up") send(entry, over);
}

function send(entry, day) {
  const form = document.getElementById("follow-up-day");
  form.action = entry.dataset.to;
  form.elements.day.value = day.dataset.day;
  form.requestSubmit();
}

document.addEventListener("pointerup", () => end(true));
document.addEventListener("pointercancel", () => end(false));
document.addEventListener("keydown", ({ key }) => key === "Escape" && end(false));
