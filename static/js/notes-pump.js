// Sends the changed fields of a page one after the other, and tries again for ever.
import { send } from "./notes-send.js";

const PAUSE = 600;
const LONGEST_WAIT = 30000;
const FINAL = ["conflict", "refused", "gone", "composing"];

export class Pump {
  constructor(fields, tell) {
    Object.assign(this, { fields, tell, wait: 0, timer: 0, running: null });
  }

  get waiting() {
    return this.fields.filter((field) => field.isDirty);
  }

  soon(delay = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), delay);
  }

  /** Send what is unsent now; resolves to whether everything is stored. */
  async run() {
    clearTimeout(this.timer);
    this.running ??= this.drain().finally(() => (this.running = null));
    await this.running;
    return this.waiting.length === 0;
  }

  async drain() {
    const failed = new Set();
    const isNext = (one) => one.isDirty && !FINAL.includes(one.problem) && !failed.has(one);
    for (let field; (field = this.fields.find(isNext)); ) {
      this.tell("saving");
      const said = await send(field.key, field.entry);
      const isStored = ["saved", "merged"].includes(said.kind);
      field.problem = isStored ? "" : said.kind;
      if (isStored) field.onStored(said);
      else if (said.kind === "conflict") field.onConflict(said);
      else if (!FINAL.includes(said.kind)) {
        // One note that the server cannot store keeps no other waiting.
        if (!said.isAnswered) return this.later(said);
        failed.add(field);
      }
      this.tell("", said);
    }
    if (failed.size > 0) return this.later();
    this.wait = 0;
    this.tell("");
  }

  later(said) {
    this.wait = Math.min(LONGEST_WAIT, Math.max(1000, this.wait * 2));
    this.soon(this.wait);
    this.tell("", said);
  }
}
