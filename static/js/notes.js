// Keeps the notes of a page: on this device with every keystroke, on the server soon after.
//
// A page that wants its notes kept imports this module and holds, once each:
// - <form data-notes data-account="…" data-interview="…" data-save="{% url 'talk-save' … %}"
//   data-page="(its own address)"> with {% csrf_token %}, which sends all notes where scripts are off
//   (its view: @hands_notes_back of views/late_notes.py, keep_posted_notes of views/notes.py);
// - in it _saved.html (with page_url, the same address), and a _note.html for every field (with
//   `field`, a NoteField of views/notes.py); fields that htmx brings later are kept as well;
// - _conflict_template.html anywhere.
// Whoever changes a note by script dispatches "input" on its textarea. From the box of a note bubble
// "note:stored" with what the server said, "note:written" when a text came in that nobody typed
// here, and "note:wanted" before the field takes the cursor.
import { atEveryChance } from "./notes-chances.js";
import { keepField } from "./notes-fields.js";
import { keepFresh } from "./notes-fresh.js";
import "./notes-marked.js";
import { Pump } from "./notes-pump.js";
import { showState, tellState } from "./notes-state.js";
import { close } from "./notes-store.js";
import { onSignOut, shareStored } from "./notes-tabs.js";

const form = document.querySelector("form[data-notes]");
const fields = [];
const pump = new Pump(fields, (doing, said) => {
  tellState(fields, doing, said);
  // Somebody else signed in here: what is kept waits for its owner, and nobody else sees it.
  if (said?.isOther && pump.waiting.every((field) => field.isKept)) location.replace("/");
});
const page = { form, fields, pump, share: shareStored(form.dataset, fields) };

function keepFields() {
  const boxes = [...form.querySelectorAll("[data-note]")];
  const fresh = boxes.filter((box) => !fields.some((field) => field.box === box));
  return Promise.all(fresh.map((box) => keepField(box, page))).then(() => pump.run());
}

showState();
keepFields();
document.addEventListener("htmx:load", keepFields);
atEveryChance(form, pump);
keepFresh(form, fields, pump);
onSignOut(form.dataset.account, async () => {
  fields.length = 0;
  await close(form.dataset.account);
  location.reload();
});
