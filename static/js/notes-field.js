// One note field: keeps every keystroke on the device, and what the server last said about it.
import { drop, keep, keyOf } from "./notes-store.js";
import { write } from "./notes-write.js";

export class NoteField {
  constructor(box, talk) {
    const field = box.dataset.note;
    Object.assign(this, { box, area: box.querySelector("textarea") });
    Object.assign(this, { problem: "", isComposing: false });
    this.key = keyOf(talk.account, talk.interview, field);
    // A page that came back with a text it could not store starts from not knowing what is.
    this.stored = box.hasAttribute("data-unsaved") ? null : this.area.defaultValue;
    this.entry = {
      field,
      asked: this.hidden("asked").value,
      url: talk.save,
      page: talk.page,
      account: Number(talk.account),
      seen: this.stored === null ? 0 : Number(this.hidden("version").value),
      base: this.stored,
      text: this.area.defaultValue,
      tried: null,
    };
    // Typed before the scripts were here.
    if (this.stored === null || this.area.value !== this.area.defaultValue) this.typed();
  }

  hidden(name) {
    return this.box.querySelector(`[name="${name}-${this.box.dataset.note}"]`);
  }

  get isDirty() {
    return this.entry.text !== this.stored || this.entry.tried !== null;
  }

  /** Take what stands in the field; false when this device cannot keep it. */
  typed() {
    this.entry.text = this.area.value;
    this.isKept = !this.isDirty || keep(this.key, this.entry);
    if (!this.isDirty) drop(this.key);
    return this.isKept;
  }

  /** Go on from an entry of this note; return whether it is kept under this page's name now. */
  takeOver({ seen, base = null, tried, chosen, text }) {
    Object.assign(this.entry, { seen, base, tried, chosen });
    write(this.area, text);
    return this.typed();
  }

  /** Take what was stored elsewhere, unless something here waits to be; return whether it did. */
  follow({ text, version }) {
    if (this.isDirty || this.isComposing) return false;
    this.confirmed(text, version);
    return true;
  }

  /** The server has this text now, and so has the field. */
  confirmed(text, version) {
    this.stored = text;
    if (this.area.value !== text) write(this.area, text);
    Object.assign(this.entry, { seen: version, base: text, chosen: undefined });
    this.hidden("version").value = version;
    this.hidden("base")?.setAttribute("value", text);
    this.typed();
  }
}
