// What a drop in the calendar leads to: for a talk the page that asks, while a follow-up moves at once.

/** Entry over a day; `moment` where it was dropped on the scale of a week. */
export function drop(entry, over, moment) {
  const { drag: kind, to, zones } = entry.dataset;
  const { day } = over.dataset;
  if (kind === "talk" && moment) return location.assign(`${to}?to=${moment.toISOString()}`);
  if (over === entry.closest("[data-day]")) return;
  if (kind === "talk" && over.matches("td")) location.assign(`${to}?on=${day}&zone=${zones.split(" ")[0]}`);
  if (kind === "follow-up") send(to, day);
}

function send(to, day) {
  const form = document.getElementById("follow-up-day");
  form.action = to;
  form.elements.day.value = day;
  form.requestSubmit();
}
