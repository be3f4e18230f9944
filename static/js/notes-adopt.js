// Takes over what pages that are gone left behind on this device for a field.
import { joined } from "./notes-conflict.js";
import { drop, kept } from "./notes-store.js";
import { isOrphan } from "./notes-writer.js";

/** Put the texts left for a field into it, to be sent; several of them end up one after another. */
export async function adopt(field, { account, interview }) {
  for (const [key, left] of kept(account, interview)) {
    if (left.field !== field.entry.field || !(await isOrphan(key))) continue;
    if (left.text === field.stored || takeOver(field, left)) drop(key);
  }
}

/** Return whether the text is kept under the field's own key now. */
function takeOver(field, { text, seen, tried }) {
  const isFirst = !field.isDirty;
  if (isFirst) Object.assign(field.entry, { seen, tried });
  else field.entry.seen = Math.min(field.entry.seen, seen);
  return field.put(isFirst ? text : joined(field.area.value, text));
}
