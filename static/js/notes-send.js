// Brings one kept entry to the server and says what became of it.
import { post } from "./notes-post.js";
import { drop, keep, read } from "./notes-store.js";

/**
 * Send an entry {text, seen, base, tried, …} until the server has its text; return the last answer.
 *
 * `tried` is a text sent before whose answer never came. It goes first and unchanged: the server
 * knows it again if it arrived. `base`, the text that the writer began from, goes along only where
 * somebody else wrote too. The entry is forgotten only when its very text is stored.
 */
export async function send(key, entry) {
  for (;;) {
    const text = entry.tried ?? entry.text;
    entry.tried = text;
    keep(key, entry);
    let said = await post(entry, text);
    if (said.kind === "conflict" && entry.base != null) said = await post(entry, text, entry.base);
    const isSame = said.kind === "conflict" && said.text === entry.text;
    // Only where no answer came may the text have been stored after all.
    if (said.kind !== "failed") entry.tried = null;
    if (!["saved", "merged"].includes(said.kind) && !isSame) {
      if (said.kind === "refused" && text !== entry.text) continue;
      keep(key, entry);
      return said;
    }
    if (isSame || text === entry.text) {
      if (read(key)?.text === entry.text) drop(key);
      return { text, ...said, kind: isSame ? "saved" : said.kind };
    }
    // Typed on meanwhile, from a text that the server has, if only made one with another.
    entry.base = text;
    if (said.kind === "saved") entry.seen = said.version;
  }
}
