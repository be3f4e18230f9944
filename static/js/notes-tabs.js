// What tabs tell each other: that a note was stored, so that others go on from there, and that the
// account signed out, so that nothing typed stays behind on a shared computer.

const open = (name) => ("BroadcastChannel" in window ? new BroadcastChannel(name) : null);
const accountChannel = (account) => open(`askwell-account-${account}`);

/** Tell that an account signed out. */
export const tellTabs = (account) => accountChannel(account)?.postMessage("signed out");

/** Call back when another tab signs this account out. */
export function onSignOut(account, leave) {
  accountChannel(account)?.addEventListener("message", leave);
}

/** Return a function that shares a stored field; untouched fields here follow other tabs. */
export function shareStored({ account, interview }, fields) {
  const channel = open(`askwell-notes-${account}-${interview}`);
  channel?.addEventListener("message", ({ data }) => {
    const field = fields.find((one) => one.entry.field === data.field);
    if (field && data.version > field.entry.seen) field.follow(data);
  });
  return ({ entry, stored }) =>
    channel?.postMessage({ field: entry.field, text: stored, version: entry.seen });
}
