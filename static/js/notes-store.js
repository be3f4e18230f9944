// Keeps texts on this device until the server has them. What is kept belongs to one account.
// One entry a field and writer (an open page), so that two tabs never write over each other.
import { copy, wipe } from "./notes-copy.js";
import { writer } from "./notes-writer.js";

export const prefix = (account, interview = "") => `askwell-note/${account}/${interview && `${interview}/`}`;
export const keyOf = (account, interview, field) => `${prefix(account, interview)}${field}/${writer}`;

let isClosed = false;
// Counts the states of entries, so that of two copies the later one is known.
let states = 0;
const next = (n = 0) => (states = Math.max(states, n) + 1);

/** Drop what an account has here and keep nothing more: it signed out. */
export async function close(account) {
  isClosed = true;
  for (const [key] of kept(account)) drop(key);
  await wipe(prefix(account));
}

/** Keep an entry; false when the browser does not let us. */
export function keep(key, entry) {
  if (isClosed) return false;
  entry.n = next(entry.n);
  copy(key, entry.n, entry);
  try {
    localStorage.setItem(key, JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

export function drop(key) {
  const entry = read(key);
  if (!entry) return;
  copy(key, next(entry.n), null);
  localStorage.removeItem(key);
}

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
