// Sends the changed fields of a page one after the other, and tries again for ever.
import { send } from "./notes-send.js";

const PAUSE = 600;
const LONGEST_WAIT = 30000;
const FINAL = ["conflict", "refused", "gone"];

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

  /** Send nothing any more. */
  stop() {
    clearTimeout(this.timer);
    this.fields.length = 0;
  }

  /** Send what is unsent now; resolves to whether everything is stored. */
  async run() {
    clearTimeout(this.timer);
    this.running ??= this.drain().finally(() => (this.running = null));
    await this.running;
    return this.waiting.length === 0;
  }

  async drain() {
    for (;;) {
      const field = this.fields.find((one) => one.isDirty && !FINAL.includes(one.problem));
      if (!field) break;
      this.tell("saving");
      const said = await send(field.key, field.entry);
      field.problem = said.kind === "saved" ? "" : said.kind;
      if (said.kind === "saved") {
        field.confirmed(said.text, said.version);
        field.onStored?.(said);
      } else if (said.kind === "conflict") field.conflict?.(said);
      else if (!FINAL.includes(said.kind)) return this.later(said);
      this.tell("", said);
    }
    this.wait = 0;
    this.tell("");
  }

  later(said) {
    this.wait = Math.min(LONGEST_WAIT, Math.max(1000, this.wait * 2));
    this.soon(this.wait);
    this.tell("", said);
  }
}
