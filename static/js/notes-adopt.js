// Takes over what pages that are gone left behind on this device for a field.
import { joined } from "./notes-conflict.js";
import { drop, kept, read } from "./notes-store.js";
import { isOrphan, whenGone } from "./notes-writer.js";

/**
 * Put the texts left for a field into it, to be sent; several of them end up one after another.
 * What a page keeps that lives on is its own; `later` is called if it goes and its text came over.
 */
export async function adopt(field, { account, interview }, later) {
  for (const [key, left] of kept(account, interview)) {
    if (left.field !== field.entry.field) continue;
    if (await isOrphan(key)) take(field, key);
    else whenGone(key, () => take(field, key) && later());
  }
}

/** Take over an entry, if it is still there; return whether it was. */
function take(field, key) {
  const left = read(key);
  if (left && (left.text === field.stored || takeOver(field, left))) drop(key);
  return left !== null;
}

/** Return whether the text is kept under the field's own key now. */
function takeOver(field, { text, seen, tried }) {
  const isFirst = !field.isDirty;
  if (isFirst) Object.assign(field.entry, { seen, tried });
  else field.entry.seen = Math.min(field.entry.seen, seen);
  return field.put(isFirst ? text : joined(field.area.value, text));
}
