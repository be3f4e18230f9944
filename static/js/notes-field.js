// One note field: keeps every keystroke on the device, and what the server last said about it.
import { drop, keep, keyOf } from "./notes-store.js";

export class NoteField {
  constructor(box, talk) {
    const field = box.dataset.note;
    this.box = box;
    this.area = box.querySelector("textarea");
    this.version = box.querySelector(`[name="version-${field}"]`);
    this.key = keyOf(talk.account, talk.interview, field);
    this.problem = "";
    // A page that came back with a text it could not store starts from not knowing what is.
    this.stored = box.hasAttribute("data-unsaved") ? null : this.area.defaultValue;
    this.entry = {
      field,
      asked: box.querySelector(`[name="asked-${field}"]`).value,
      url: talk.save,
      page: talk.page,
      account: Number(talk.account),
      seen: this.stored === null ? 0 : Number(this.version.value),
      text: this.area.defaultValue,
      tried: null,
    };
    // Typed before the scripts were here.
    if (this.stored === null || this.area.value !== this.area.defaultValue) this.typed();
  }

  /** Take the place of the field of the same note that a fresh part of the page replaced. */
  succeed(old) {
    if (!old.isDirty) return;
    Object.assign(this.entry, { seen: old.entry.seen, tried: old.entry.tried });
    this.stored = old.stored;
    this.put(old.area.value);
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

  put(text) {
    this.area.value = text;
    return this.typed();
  }

  confirmed(text, version) {
    this.stored = text;
    this.entry.seen = version;
    this.version.value = version;
    this.typed();
  }
}
