// The live page of a talk: notes that keep themselves, the clock, the way from question to question.
import "./notes.js";
import "./talk-clock.js";
import "./talk-drafts.js";
import { markAsked } from "./talk-jump.js";

document.addEventListener("note:stored", ({ target, detail }) => {
  markAsked(target.dataset.note, detail.state);
});
