// Which moment a place in the calendar is, and how moments read on other clocks.

const quarter = 15 * 60_000;

/** The quarter of an hour at a height of a day of the week; null where that day has none. */
export function momentAt(day, top) {
  const body = day.querySelector(".week-body");
  if (!body || !day.dataset.begins) return null;
  const at = Math.max(0, Math.round((top - body.getBoundingClientRect().top) / quarterHeight(body)));
  const missing = day.dataset.missing.split(" ").filter(Boolean).map(Number);
  if (missing.includes(at)) return null;
  const passed = at - missing.filter((one) => one < at).length;
  return new Date(Date.parse(day.dataset.begins) + passed * quarter);
}

function quarterHeight(body) {
  return 3 * Number.parseFloat(getComputedStyle(body).gridAutoRows);
}

/** “Tue 24 Nov, 10:00 Lisbon / 05:00 New York” */
export function told(moment, zones) {
  const parts = zones.map((timeZone, at) => {
    const day = { weekday: "short", day: "numeric", month: "short" };
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
    const city = timeZone.split("/").at(-1).replaceAll("_", " ");
    return `${new Intl.DateTimeFormat("en-GB", at ? { weekday: "short", ...time } : { ...day, ...time }).format(moment)} ${city}`;
  });
  return parts.join(" / ");
}

/** By how much an entry moves, on the page, to stand where it would be dropped. */
export function shift(day, entry, top) {
  const body = day.querySelector(".week-body").getBoundingClientRect();
  const own = entry.closest(".week-body").getBoundingClientRect();
  const height = quarterHeight(entry.closest(".week-body"));
  const row = Math.max(0, Math.round((top - body.top) / height)) * height;
  return `${body.left - own.left}px ${row - (entry.dataset.top - own.top)}px`;
}
