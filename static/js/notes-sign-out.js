// Signing out leaves no note on the device; where some could not be stored, it asks first.
import { send } from "./notes-send.js";
import { drop, kept } from "./notes-store.js";
import { sentence } from "./say.js";

const { account } = document.body.dataset;
let isSettled = false;

const isSignOut = (form) =>
  new URL(form.getAttribute("action") || location.href, location.href).pathname.endsWith("/logout/");

document.addEventListener("submit", async (event) => {
  if (isSettled || !account || !isSignOut(event.target) || kept(account).length === 0) return;
  event.preventDefault();
  for (const [key, entry] of kept(account)) {
    if (!entry.draft) await send(key, entry);
  }
  const left = kept(account);
  if (left.length > 0 && !confirm(sentence("notesSignOut"))) return;
  for (const [key] of left) drop(key);
  isSettled = true;
  event.target.requestSubmit(event.submitter);
});
