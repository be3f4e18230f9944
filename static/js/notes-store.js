// Keeps texts on this device until the server has them. What is kept belongs to one account.
// One entry a field and writer (an open page), so that two tabs never write over each other.

const prefix = (account, interview = "") => `askwell-note/${account}/${interview && `${interview}/`}`;

/** This open page; while it lives it holds a lock of this name. */
export const writer = Math.random().toString(36).slice(2);
const lockOf = (name) => `askwell-writer-${name}`;
navigator.locks?.request(lockOf(writer), () => new Promise(() => {}));

export const keyOf = (account, interview, field) =>
  `${prefix(account, interview)}${field}/${writer}`;

/** Keep an entry; false when the browser does not let us. */
export function keep(key, entry) {
  try {
    localStorage.setItem(key, JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

/** Forget an entry, but only while it holds this very text. */
export function forget(key, text) {
  if (read(key)?.text === text) localStorage.removeItem(key);
}

export const drop = (key) => localStorage.removeItem(key);

export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** All [key, entry] of an account, or of one of its talks. */
export function kept(account, interview) {
  const start = prefix(account, interview);
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(start));
    return keys.map((key) => [key, read(key)]).filter(([, entry]) => entry);
  } catch {
    return [];
  }
}

/** Whether the page that kept an entry is gone; without locks we cannot know and say yes. */
export async function isOrphan(key) {
  const name = key.split("/").at(-1);
  if (name === writer) return false;
  if (!navigator.locks) return true;
  return navigator.locks.request(lockOf(name), { ifAvailable: true }, (lock) => lock !== null);
}
