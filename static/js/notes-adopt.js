// Takes over what pages that are gone left behind on this device for a field.
import { restored } from "./notes-restore.js";
import { drop, kept, read } from "./notes-store.js";
import { isOrphan, whenGone } from "./notes-writer.js";

const watched = new Set();

/**
 * Put a text left for a field into it, to be sent. Of several, each waits until the one before is
 * stored, so that the server makes one of them; and none takes the place of what is being typed.
 * What a page keeps that lives on is its own; `again` is called once it goes.
 */
export async function adopt(field, { account, interview }, again) {
  await restored;
  for (const [key, left] of kept(account, interview)) {
    if (left.field !== field.entry.field) continue;
    if (await isOrphan(key)) take(field, key);
    else if (!watched.has(key)) whenGone(key, again);
    watched.add(key);
  }
}

function take(field, key) {
  const left = read(key);
  const isBusy = field.isDirty || document.activeElement === field.area;
  if (left && (left.text === field.stored || (!isBusy && field.takeOver(left)))) drop(key);
}
