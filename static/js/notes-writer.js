// Names this open page as a writer, and knows which writers are gone.

/** This open page; while it lives it holds a lock of this name. */
export const writer = Math.random().toString(36).slice(2);
const lockOf = (name) => `askwell-writer-${name}`;
navigator.locks?.request(lockOf(writer), () => new Promise(() => {}));

/** Whether the page that kept an entry is gone; without locks we cannot know and say yes. */
export async function isOrphan(key) {
  const name = key.split("/").at(-1);
  if (name === writer) return false;
  if (!navigator.locks) return true;
  return navigator.locks.request(lockOf(name), { ifAvailable: true }, (lock) => lock !== null);
}
