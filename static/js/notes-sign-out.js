// Signing out leaves no note on the device; where some could not be stored, it asks first.
import { send } from "./notes-send.js";
import { close, kept } from "./notes-store.js";
import { tellTabs } from "./notes-tabs.js";
import { sentence } from "./say.js";

const { account } = document.body.dataset;
let isSettled = false;

const isSignOut = (form) =>
  new URL(form.getAttribute("action") || location.href, location.href).pathname.endsWith("/logout/");

const MARK = "askwell-left";

/** Whom this tab has just signed out; asked once. */
function whoLeft() {
  try {
    const left = sessionStorage.getItem(MARK);
    sessionStorage.removeItem(MARK);
    return left;
  } catch {
    return null;
  }
}

// The page after it: now the session has ended, other tabs let go of what they show and hold.
const left = whoLeft();
if (left && !account) {
  close(left);
  tellTabs(left);
}

document.addEventListener("submit", async (event) => {
  if (isSettled || !account || !isSignOut(event.target) || kept(account).length === 0) return;
  event.preventDefault();
  for (const [key, entry] of kept(account)) {
    if (!entry.draft) await send(key, entry);
  }
  const isUnsent = kept(account).some(([, entry]) => !entry.isSent);
  if (isUnsent && !confirm(sentence("notesSignOut"))) return;
  close(account);
  isSettled = true;
  sessionStorage.setItem(MARK, account);
  // Not from within the form's own submit event.
  setTimeout(() => event.target.requestSubmit(event.submitter));
});
