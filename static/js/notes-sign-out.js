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

function mark(account) {
  try {
    sessionStorage.setItem(MARK, account);
  } catch {
    // Then other tabs find out by themselves.
  }
}

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

/** Send what is kept; return whether all of it is gone from here, or may go. */
async function letGo() {
  for (const [key, entry] of kept(account)) {
    if (!entry.draft) await send(key, entry);
  }
  const isUnsent = kept(account).some(([, entry]) => !entry.isSent);
  if (isUnsent && !confirm(sentence("notesSignOut"))) return false;
  await close(account);
  return true;
}

document.addEventListener("submit", async (event) => {
  if (!account || !isSignOut(event.target) || event.defaultPrevented) return;
  if (!isSettled && kept(account).length > 0) {
    event.preventDefault();
    isSettled = await letGo();
    // Not from within the form's own submit event.
    if (isSettled) setTimeout(() => event.target.requestSubmit(event.submitter));
  } else mark(account);
});
