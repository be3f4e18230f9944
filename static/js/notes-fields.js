// Keeps one field of a page: what is typed, what was left behind, what the server says.
import { adopt } from "./notes-adopt.js";
import { showConflicts } from "./notes-conflict.js";
import { NoteField } from "./notes-field.js";

/** Begin to keep the note in a box, among the fields of a page; resolves when it may be sent. */
export function keepField(box, { form, fields, pump, share }) {
  const field = new NoteField(box, form.dataset);
  const { area, entry } = field;
  const old = fields.findIndex((one) => one.entry.field === entry.field);
  if (old >= 0 && fields[old].isDirty) field.takeOver(fields[old].entry);
  fields.splice(old >= 0 ? old : fields.length, old >= 0 ? 1 : 0, field);

  /** Look for texts left behind, at every moment when the field could take one. */
  const takeLeft = () =>
    adopt(field, form.dataset, takeLeft).then(() => field.isDirty && pump.soon(0));

  /** While a letter is being put together on the keyboard, nothing may come into the field. */
  function wait() {
    field.problem = "composing";
    entry.base = entry.text;
  }

  showConflicts(field, () => pump.run());
  field.onStored = (said) => {
    if (said.kind === "merged" && field.isComposing) return wait();
    if (said.kind === "merged") box.querySelector("[data-merged]").hidden = false;
    field.confirmed(said.text, said.version);
    share(field);
    box.dispatchEvent(new CustomEvent("note:stored", { bubbles: true, detail: said }));
    takeLeft();
  };
  area.addEventListener("input", () => {
    field.typed();
    if (field.problem === "refused") field.problem = "";
    pump.tell("saving");
    pump.soon();
  });
  area.addEventListener("blur", () => takeLeft().then(() => pump.run()));
  area.addEventListener("compositionstart", () => (field.isComposing = true));
  area.addEventListener("compositionend", () => {
    field.isComposing = false;
    if (field.problem === "composing") field.problem = "";
    pump.soon();
  });
  return takeLeft();
}
