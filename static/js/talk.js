// The live page of a talk: notes that keep themselves, the clock, the way from question to question.
import "./notes.js";
import "./talk-awake.js";
import "./talk-clock.js";
import "./talk-days.js";
import "./talk-drafts.js";
import { markAsked } from "./talk-jump.js";
import "./talk-keyboard.js";
import "./talk-keys.js";
import "./talk-marks.js";
import "./talk-new.js";
import "./talk-pace.js";

document.addEventListener("note:stored", ({ target, detail }) => {
  markAsked(target.dataset.note, detail.state);
});
