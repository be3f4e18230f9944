// Tells the other tabs with the same talk what was stored, so that they go on from there.

/** Return a function that shares a stored field; untouched fields here follow other tabs. */
export function shareStored({ account, interview }, fields) {
  if (!("BroadcastChannel" in window)) return () => {};
  const channel = new BroadcastChannel(`askwell-notes-${account}-${interview}`);
  channel.addEventListener("message", ({ data }) => {
    const field = fields.find((one) => one.entry.field === data.field);
    if (!field || field.isDirty || data.version <= field.entry.seen) return;
    field.confirmed(data.text, data.version);
    field.put(data.text);
  });
  return ({ entry, stored }) =>
    channel.postMessage({ field: entry.field, text: stored, version: entry.seen });
}
