// Tells when a request of htmx did not work, and why. What was typed stays on the page.
import { say, sentence } from "./say.js";

const byStatus = { 403: "stale", 404: "gone", 409: "conflict", 429: "often" };

document.addEventListener("htmx:responseError", ({ detail }) => {
  const name = byStatus[detail.xhr.status] ?? "failed";
  say(sentence(name), name === "failed" ? "overdue" : "due");
});

for (const event of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(event, () => say(sentence("offline"), "due"));
}
