// The live page of a talk: notes are saved as they are typed, and kept here until they are.
import { showConflicts } from "./notes-conflict.js";
import { NoteField } from "./notes-field.js";
import { Pump } from "./notes-pump.js";
import { token } from "./notes-send.js";
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

// Whatever may be the last chance, or a new one.
const now = () => {
  form.elements.csrfmiddlewaretoken.value = token();
  return pump.run();
};
for (const event of ["online", "focus", "pagehide"]) addEventListener(event, now);
document.addEventListener("visibilitychange", now);
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("beforeunload", (event) => {
  if (fields.some((field) => field.isDirty && !field.isKept)) event.preventDefault();
});

onSignOut(form.dataset.account, () => {
  pump.stop();
  close(form.dataset.account);
  location.reload();
});

// Buttons that leave the page wait for the notes; where those cannot be stored, the page stays.
let isStored = false;
form.addEventListener("submit", async (event) => {
  if (isStored) return;
  event.preventDefault();
  isStored = await now();
  const isHere = !event.submitter || event.submitter.hasAttribute("data-plain-save");
  if (isStored && !isHere) form.requestSubmit(event.submitter);
  else if (!isStored) pump.waiting[0]?.area.focus();
  isStored = false;
});

Promise.all(fields.map((field) => field.adopt())).then(() => pump.run());
