// Keeps the notes of a page: on this device with every keystroke, on the server soon after.
//
// A page that wants its notes kept imports this module and holds, once each:
// - <form data-notes data-account="…" data-interview="…" data-save="{% url 'talk-save' … %}"
//   data-page="(its own address)"> with {% csrf_token %}, which sends all notes where scripts are off
//   (its view: @hands_notes_back of views/late_notes.py, keep_posted_notes of views/notes.py);
// - in it _saved.html (with page_url, the same address), and a _note.html for every field (with
//   `field`, a NoteField of views/notes.py); fields that htmx brings later are kept as well;
// - _conflict_template.html anywhere.
// Whoever changes a note by script dispatches "input" on its textarea. From the box of a note
// bubbles "note:stored" with what the server said, and "note:wanted" before it takes the cursor.
import { adopt } from "./notes-adopt.js";
import { atEveryChance } from "./notes-chances.js";
import { showConflicts } from "./notes-conflict.js";
import { NoteField } from "./notes-field.js";
import { Pump } from "./notes-pump.js";
import { showState, tellState } from "./notes-state.js";
import { close } from "./notes-store.js";
import { onSignOut, shareStored } from "./notes-tabs.js";

const form = document.querySelector("form[data-notes]");
const fields = [];
const pump = new Pump(fields, (doing, said) => tellState(fields, doing, said));
const share = shareStored(form.dataset, fields);
const goOn = () => pump.run();

function add(box) {
  const old = fields.findIndex((field) => field.entry.field === box.dataset.note);
  const field = new NoteField(box, form.dataset);
  if (old >= 0) field.succeed(fields[old]);
  fields.splice(old >= 0 ? old : fields.length, old >= 0 ? 1 : 0, field);
  showConflicts(field, goOn);
  field.onStored = (said) => {
    share(field);
    box.dispatchEvent(new CustomEvent("note:stored", { bubbles: true, detail: said }));
  };
  field.area.addEventListener("input", () => {
    field.typed();
    if (field.problem === "refused") field.problem = "";
    tellState(fields, "saving");
    pump.soon();
  });
  field.area.addEventListener("blur", goOn);
  return adopt(field, form.dataset, goOn);
}

const addAll = (boxes) => Promise.all([...boxes].map(add)).then(goOn);
addAll(form.querySelectorAll("[data-note]"));
document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  const isNew = (box) => form.contains(box) && !fields.some((field) => field.box === box);
  const boxes = [elt, ...elt.querySelectorAll("[data-note]")].filter((box) => box.matches("[data-note]"));
  if (boxes.some(isNew)) addAll(boxes.filter(isNew));
});
showState();
atEveryChance(form, pump);
onSignOut(form.dataset.account, () => {
  pump.stop();
  close(form.dataset.account);
  location.reload();
});
