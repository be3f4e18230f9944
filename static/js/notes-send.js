// Brings one kept entry to the server and says what became of it.
import { forget, keep } from "./notes-store.js";
// Browsers refuse larger bodies for requests that outlive their page.
const KEEPALIVE_LIMIT = 60000;
const SAID = ["saved", "conflict", "refused"];

// Signing in again, in any tab, changes it.
export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

async function post(entry, text) {
  const { url, field, seen, asked, account } = entry;
  const body = JSON.stringify({ key: field, text, seen, asked, account });
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      keepalive: new Blob([body]).size < KEEPALIVE_LIMIT,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body,
      signal: AbortSignal.timeout?.(20000),
    });
    if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) {
      return { kind: "signed-out" };
    }
    if (response.status === 404) return { kind: "gone" };
    const said = await response.json();
    return SAID.includes(said.kind) ? said : { kind: "failed" };
  } catch {
    return { kind: "failed" };
  }
}

/**
 * Send an entry {text, seen, tried, …} until the server has its text; return the last answer.
 *
 * `tried` is a text sent before whose answer never came. It goes first and unchanged: the server
 * knows it again if it arrived. The entry is forgotten only when its very text is confirmed.
 */
export async function send(key, entry) {
  for (;;) {
    const text = entry.tried ?? entry.text;
    entry.tried = text;
    keep(key, entry);
    const said = await post(entry, text);
    const isSame = said.kind === "conflict" && said.text === entry.text;
    if (said.kind !== "saved" && !isSame) {
      // Only where no answer came may the text have been stored after all.
      if (said.kind !== "failed") entry.tried = null;
      if (said.kind === "refused" && text !== entry.text) continue;
      keep(key, entry);
      return said;
    }
    entry.tried = null;
    entry.seen = said.version;
    if (isSame || text === entry.text) {
      forget(key, entry.text);
      return { ...said, kind: "saved", text: entry.text };
    }
  }
}
