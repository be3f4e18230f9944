// On every page: finishes notes of this account that another page could not bring to the server.
import { restored } from "./notes-restore.js";
import { send } from "./notes-send.js";
import { drop, kept } from "./notes-store.js";
import { isOrphan } from "./notes-writer.js";
import { say, sentence } from "./say.js";

const { account } = document.body.dataset;
// A page that shows a note takes care of it.
const form = document.querySelector("form[data-notes]");
const isHere = ({ url, field }) =>
  url === form?.dataset.save && form.querySelector(`[data-note="${field}"]`) !== null;

function tell(name, tone, ...more) {
  say(sentence(name), tone);
  document.querySelector("#messages .notice")?.append(...more);
}

function element(tag, text, more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, more);
}

/** A note whose talk is gone can only be copied or thrown away, and the reader decides. */
function tellGone(key, { text }) {
  const copy = element("button", sentence("notesCopy"), { className: "button small" });
  copy.dataset.copy = "#kept-note";
  const away = element("button", sentence("notesDrop"), { className: "button small danger" });
  away.addEventListener("click", () => {
    drop(key);
    away.closest(".notice").remove();
  });
  tell("notesGone", "due", element("q", text, { id: "kept-note" }), copy, away);
}

async function finish() {
  await restored;
  let stored = 0;
  let trouble = null;
  for (const [key, entry] of kept(account)) {
    if (entry.draft || isHere(entry) || !(await isOrphan(key))) continue;
    const said = await send(key, entry);
    if (["saved", "merged"].includes(said.kind)) stored += 1;
    else trouble ??= { ...said, key, entry };
  }
  if (trouble?.kind === "gone") tellGone(trouble.key, trouble.entry);
  else if (trouble) {
    tell("notesWaiting", "due", element("a", sentence("notesOpen"), { href: trouble.entry.page }));
  } else if (stored) tell("notesStored", "good");
}

if (account) {
  finish();
  addEventListener("online", finish);
}
