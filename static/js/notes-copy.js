// A second copy of what this device keeps. Browsers bring localStorage to the disk up to a minute
// late, and a process that is killed takes that minute along. IndexedDB goes there at once, but
// not from a page that closes in the same moment: so both.

const STORE = "kept";

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open() {
  const request = indexedDB.open("askwell-notes", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return answer(request);
}

let opened = null;

/** Run a command of the store; undefined where this browser has none or refuses. */
async function run(mode, command) {
  try {
    opened ??= open();
    const store = (await opened).transaction(STORE, mode).objectStore(STORE);
    return await command(store);
  } catch {
    return undefined;
  }
}

const within = (start) => IDBKeyRange.bound(start, `${start}\uffff`);

/** Copy an entry as its n-th state; null says that it is not needed any more. */
export const copy = (key, n, entry) => run("readwrite", (store) => answer(store.put({ n, entry }, key)));

/** All [key, {n, entry}] whose key begins so. */
export async function copies(start) {
  const all = (store) =>
    Promise.all([answer(store.getAllKeys(within(start))), answer(store.getAll(within(start)))]);
  const [keys, rows] = (await run("readonly", all)) ?? [[], []];
  return keys.map((key, index) => [key, rows[index]]);
}

/** Remove all copies whose key begins so; resolves when they are gone. */
export const wipe = (start) =>
  run("readwrite", async (store) => {
    store.delete(within(start));
    await new Promise((resolve) => (store.transaction.oncomplete = resolve));
  });
