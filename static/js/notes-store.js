// Keeps texts on this device until the server has them. What is kept belongs to one account.
// One entry a field and writer (an open page), so that two tabs never write over each other.

import { writer } from "./notes-writer.js";

const prefix = (account, interview = "") => `askwell-note/${account}/${interview && `${interview}/`}`;

export const keyOf = (account, interview, field) =>
  `${prefix(account, interview)}${field}/${writer}`;

let isClosed = false;

/** Drop what an account has here and keep nothing more: it signed out. */
export function close(account) {
  isClosed = true;
  for (const [key] of kept(account)) drop(key);
}

/** Keep an entry; false when the browser does not let us. */
export function keep(key, entry) {
  if (isClosed) return false;
  try {
    localStorage.setItem(key, JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

/** Forget an entry, but only while it holds this very text. */
export function forget(key, text) {
  if (read(key)?.text === text) drop(key);
}

export function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing can have been kept.
  }
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
