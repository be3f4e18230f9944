// The live page of a talk: notes are saved as they are typed, and kept here until they are.
import { adopt } from "./notes-adopt.js";
import { atEveryChance } from "./notes-chances.js";
import { showConflicts } from "./notes-conflict.js";
import { NoteField } from "./notes-field.js";
import { Pump } from "./notes-pump.js";
import { tellState } from "./notes-state.js";
import { close } from "./notes-store.js";
import { onSignOut, shareStored } from "./notes-tabs.js";
import "./talk-clock.js";
import "./talk-drafts.js";
import { markAsked } from "./talk-jump.js";

const form = document.getElementById("talk");
const fields = [...form.querySelectorAll("[data-note]")].map((box) => new NoteField(box, form.dataset));
const pump = new Pump(fields, (doing, said) => tellState(fields, doing, said));
const share = shareStored(form.dataset, fields);

form.querySelector("[data-plain-save]").hidden = true;
form.querySelector("[data-notes-word]").hidden = false;
for (const field of fields) {
  showConflicts(field, () => pump.run());
  field.onStored = (said) => {
    markAsked(field.entry.field, said.state);
    share(field);
  };
  field.area.addEventListener("input", () => {
    field.typed();
    if (field.problem === "refused") field.problem = "";
    tellState(fields, "saving");
    pump.soon();
  });
  field.area.addEventListener("blur", () => pump.run());
}

onSignOut(form.dataset.account, () => {
  pump.stop();
  close(form.dataset.account);
  location.reload();
});

atEveryChance(form, pump);
const goOn = () => pump.run();
Promise.all(fields.map((field) => adopt(field, form.dataset, goOn))).then(goOn);
