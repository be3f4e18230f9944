// Says what is left of the minutes of the question at hand, while the talk runs; once a minute.
import { current } from "./talk-current.js";

const { interview } = document.getElementById("talk").dataset;
const KEY = `askwell-pace/${interview}`;

/** Seconds spent on each question in this tab; a reload goes on from there. */
const spent = (() => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
})();

let last = Date.now();

function tick() {
  const passed = (Date.now() - last) / 1000;
  last = Date.now();
  const question = current();
  const pace = question?.querySelector("[data-pace]");
  if (!pace || !document.querySelector("[data-clock]")) return;
  spent[question.id] = (spent[question.id] ?? 0) + passed;
  const left = Math.ceil(Number(pace.dataset.pace) - spent[question.id] / 60);
  const said = left > 0 ? pace.dataset.left.replace("{n}", left) : pace.dataset.over;
  if (pace.textContent !== said) pace.textContent = said;
  pace.dataset.tone = left > 0 ? "" : "due";
  try {
    sessionStorage.setItem(KEY, JSON.stringify(spent));
  } catch {
    // Then a reload begins to count anew.
  }
}

setInterval(tick, 1000);
