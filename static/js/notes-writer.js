// Names this open page as a writer, and knows which writers are gone.

/** This open page; while it lives it holds a lock of this name. */
export const writer = Math.random().toString(36).slice(2);
const nameIn = (key) => key.split("/").at(-1);
const lockOf = (name) => `askwell-writer-${name}`;
navigator.locks?.request(lockOf(writer), () => new Promise(() => {}));

// Shared, so that of several who ask at once nobody takes another for the page itself.
const mode = "shared";

/** Whether the page that kept an entry is gone; without locks we cannot know and say yes. */
export async function isOrphan(key) {
  const name = nameIn(key);
  if (name === writer) return false;
  if (!navigator.locks) return true;
  const asked = { mode, ifAvailable: true };
  return navigator.locks.request(lockOf(name), asked, (lock) => lock !== null);
}

/** Call back once the page that kept an entry is gone; a page just closed takes a moment to go. */
export function whenGone(key, act) {
  if (nameIn(key) === writer) return;
  navigator.locks?.request(lockOf(nameIn(key)), { mode }, () => {}).then(act);
}
