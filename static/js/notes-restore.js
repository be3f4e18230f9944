// Where a process was killed, the copies know better than what reached the disk: they are followed.
import { copies, wipe } from "./notes-copy.js";
import { prefix, read } from "./notes-store.js";
import { isOrphan } from "./notes-writer.js";

/** Where the device is full, the copy stays for a better day, and the next one has its turn. */
function putBack(key, entry) {
  try {
    localStorage.setItem(key, JSON.stringify(entry));
  } catch {
    // Still in the copies.
  }
}

async function restore(account) {
  for (const [key, { n, entry }] of await copies(prefix(account))) {
    if (!(await isOrphan(key)) || n < (read(key)?.n ?? 0)) continue;
    if (entry) putBack(key, entry);
    else {
      localStorage.removeItem(key);
      wipe(key);
    }
  }
}

const { account } = document.body.dataset;

/** Resolves when what is kept here is as the last page left it, whatever ended that. */
export const restored = account ? restore(account).catch(() => {}) : Promise.resolve();
