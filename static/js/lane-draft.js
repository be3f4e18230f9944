// Keeps the names typed in a lane on this device until they are on the list.
import { restored } from "./notes-restore.js";
import { drop, keep, kept, keyOf, read } from "./notes-store.js";
import { isOrphan, whenGone } from "./notes-writer.js";

const { account } = document.body.dataset;
const area = () => document.querySelector("[data-draft]");
const place = () => `lane-${document.getElementById("lane").dataset.search}-${area().dataset.draft}`;
const key = keyOf(account, place(), "names");

/** Keep what differs from what the page itself brought along. */
function keepDraft(more = {}) {
  if (area().value === area().defaultValue) drop(key);
  else keep(key, { draft: area().value, ...more });
}

function takeOver(old) {
  const entry = read(old);
  const isListed = entry?.isSent && document.querySelector("[data-sent]");
  if (entry?.draft && !isListed && !area().value) {
    area().value = entry.draft;
    keepDraft();
  }
  drop(old);
}

/** Take over what pages kept that are gone, at once or as soon as they are. */
async function putBack() {
  // Else what is dropped here could be brought back from its copy.
  await restored;
  for (const [old] of kept(account, place())) {
    if (await isOrphan(old)) takeOver(old);
    else whenGone(old, () => takeOver(old));
  }
}

document.addEventListener("input", ({ target }) => target === area() && keepDraft());
// The answer brings a fresh field, empty but for what could not be added.
document.addEventListener("htmx:afterSettle", ({ detail }) => detail.elt.id === "lane" && keepDraft());
// Sent with the page; kept still, in case the page does not arrive.
area().form.addEventListener("submit", (event) => {
  setTimeout(() => event.defaultPrevented || keepDraft({ isSent: true }));
});
putBack();
