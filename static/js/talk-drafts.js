// Keeps a person or a question not added yet on this device, and adds them on Enter.
import { restored } from "./notes-restore.js";
import { drop, keep, kept, keyOf } from "./notes-store.js";
import { isOrphan } from "./notes-writer.js";

const { account, interview } = document.getElementById("talk").dataset;
const key = keyOf(account, interview, "draft");
const FIELDS = "[data-drafts] :is(input:not([type=checkbox]), textarea, select)";
const inputs = () => [...document.querySelectorAll(FIELDS)];
const texts = () => inputs().filter((input) => !input.matches("select"));

const isListed = (draft) =>
  [...document.querySelectorAll("#next-people .rows a")].some(
    (link) => link.textContent.trim() === draft["next-name"],
  );

function keepDraft(more = {}) {
  const values = Object.fromEntries(inputs().map((input) => [input.name, input.value]));
  if (texts().some((input) => input.value)) keep(key, { draft: values, ...more });
  else drop(key);
}

/** Put back what a page that is gone left unfinished, unless something is typed already. */
async function putBack() {
  await restored;
  for (const [old, entry] of kept(account, interview)) {
    const isOfHere = inputs().some((input) => input.name in (entry.draft ?? {}));
    if (!isOfHere || texts().some((input) => input.value) || !(await isOrphan(old))) continue;
    if (!entry.isSent || !isListed(entry.draft)) {
      for (const input of inputs()) input.value = entry.draft[input.name] ?? input.value;
      keepDraft();
    }
    drop(old);
  }
}

document.addEventListener("input", ({ target }) => {
  if (target.closest("[data-drafts]")) keepDraft();
});
document.addEventListener("keydown", (event) => {
  const isAsking = event.target.matches("[data-drafts] :is(input, [data-enter-adds])");
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (!isAsking) return;
  event.preventDefault();
  event.target.closest("[data-drafts]").querySelector("[data-add]").click();
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.querySelector?.("[data-drafts]")) keepDraft();
});
// Sent with the page, the person is added there; kept still, in case the page does not arrive.
document.getElementById("talk").addEventListener("submit", (event) => {
  setTimeout(() => event.defaultPrevented || keepDraft({ isSent: true }));
});
putBack();
