// Whatever may be the last chance to store the notes of a page, or a new one, is taken.
import { token } from "./notes-post.js";

/** Put the cursor into a field, which its page may have to bring into sight first. */
function want(field) {
  field?.box.dispatchEvent(new CustomEvent("note:wanted", { bubbles: true }));
  field?.area.focus();
}

/** Send at every chance; buttons that leave the page wait until everything is stored. */
export function atEveryChance(form, pump) {
  const send = () => {
    form.elements.csrfmiddlewaretoken.value = token() || form.elements.csrfmiddlewaretoken.value;
    return pump.run();
  };
  for (const event of ["online", "focus", "pagehide"]) addEventListener(event, send);
  document.addEventListener("visibilitychange", send);
  // A page from the browser's memory may be long out of date.
  addEventListener("pageshow", (event) => {
    if (event.persisted && pump.waiting.every((field) => field.isKept)) location.reload();
  });
  addEventListener("beforeunload", (event) => {
    if (pump.waiting.some((field) => !field.isKept)) event.preventDefault();
  });
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    const isLeaving = button && !button.hasAttribute("data-plain-save");
    if (isLeaving && pump.waiting.length === 0) return;
    event.preventDefault();
    // Where something cannot be stored, the page stays, with that field in hand. A form is not
    // sent from within its own submit event, hence the timer.
    if (!(await send())) want(pump.waiting[0]);
    else if (isLeaving) setTimeout(() => form.requestSubmit(button));
  });
}
