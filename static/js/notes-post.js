// Posts one text of a note and says what the server said.

// Browsers refuse larger bodies for requests that outlive their page.
const KEEPALIVE_LIMIT = 60000;
const SAID = ["saved", "merged", "conflict", "refused"];

/** Signing in again, in any tab, changes it. */
export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/** The answer's kind: saved, merged, conflict, refused; else signed-out, gone, failed. */
export async function post({ url, field, seen, asked, account, chosen }, text, base) {
  const body = JSON.stringify({ key: field, text, seen, asked, account, chosen, base });
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
      return { kind: "signed-out", isOther: response.status === 401 };
    }
    if (response.status === 404) return { kind: "gone" };
    const said = await response.json().catch(() => response);
    return SAID.includes(said.kind) ? said : { kind: "failed", isAnswered: true };
  } catch {
    return { kind: "failed" };
  }
}
