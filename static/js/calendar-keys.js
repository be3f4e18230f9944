// The keys of the calendar, while the focus is in [data-calendar]: arrows go from day to day and from
// entry to entry; a letter, Page Up and Page Down follow the link with that data-key.

const kept = "askwell:calendar-keys";
const calendar = document.querySelector("[data-calendar]");
const days = [...calendar.querySelectorAll("[data-day], .agenda-day")];
const links = (day) => [...day.querySelectorAll("a:not(.entry-move)")].filter((link) => link.offsetParent);
const head = (day) => day.querySelector("h2 a, .month-day") ?? day.querySelector("h2");
const isMonth = !!calendar.querySelector(".month");

/** Move the focus to a day, so many days on. */
function toDay(day, steps) {
  const next = day ? days[days.indexOf(day) + steps] : (chosen() ?? days[0]);
  if (next) head(next).focus();
  return !!next;
}

const chosen = () => calendar.querySelector("[data-chosen]")?.closest("[data-day]") ?? null;

/** Move the focus to the entry before or after within a day; over its ends, to its heading. */
function toEntry(day, step) {
  const stops = [head(day), ...links(day).filter((link) => link !== head(day))];
  const next = stops[stops.indexOf(document.activeElement) + step];
  next?.focus();
  return !!next;
}

function go(key) {
  const day = document.activeElement.closest("[data-day], .agenda-day");
  const isUp = key === "ArrowUp" || key === "ArrowDown";
  const step = key === "ArrowUp" || key === "ArrowLeft" ? -1 : 1;
  if (!isUp || !day) return toDay(day, step);
  // In a month, a step down is a week; in an agenda days lie below each other.
  if (isMonth && document.activeElement === head(day)) return toDay(day, 7 * step);
  return toEntry(day, step) || (!isMonth && toDay(day, step));
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !target.closest("[data-calendar]")) return;
  if (target.matches("input, select, textarea")) return;
  if (key.startsWith("Arrow") && go(key)) return event.preventDefault();
  const link = key.length === 1 || key.startsWith("Page") ? document.querySelector(`a[data-key="${CSS.escape(key)}"]`) : null;
  if (!link) return;
  event.preventDefault();
  sessionStorage.setItem(kept, "1");
  link.click();
});

// After such a key the focus stays in the calendar of the next page.
if (sessionStorage.getItem(kept)) {
  sessionStorage.removeItem(kept);
  toDay(null, 0) || calendar.focus();
}
