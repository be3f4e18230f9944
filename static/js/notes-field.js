// One note field: keeps every keystroke on the device, and what the server last said about it.
import { joined } from "./notes-conflict.js";
import { drop, keep, kept, keyOf } from "./notes-store.js";
import { isOrphan } from "./notes-writer.js";

export class NoteField {
  constructor(box, talk) {
    const field = box.dataset.note;
    this.box = box;
    this.area = box.querySelector("textarea");
    this.version = box.querySelector(`[name="version-${field}"]`);
    this.key = keyOf(talk.account, talk.interview, field);
    this.talk = talk;
    this.problem = "";
    // A page that came back with a text it could not store starts from not knowing what is.
    this.stored = box.hasAttribute("data-unsaved") ? null : this.area.defaultValue;
    const asked = box.querySelector(`[name="asked-${field}"]`).value;
    const { save: url, page } = talk;
    const seen = this.stored === null ? 0 : Number(this.version.value);
    this.entry = { field, asked, url, page, account: Number(talk.account), seen, tried: null };
    this.entry.text = this.area.defaultValue;
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

  /** Take over what pages that are gone left behind for this field. */
  async adopt() {
    for (const [key, left] of kept(this.talk.account, this.talk.interview)) {
      if (left.field !== this.entry.field || !(await isOrphan(key))) continue;
      if (left.text === this.stored) {
        drop(key);
        continue;
      }
      const isFirst = !this.isDirty;
      if (isFirst) Object.assign(this.entry, { seen: left.seen, tried: left.tried });
      else this.entry.seen = Math.min(this.entry.seen, left.seen);
      if (this.put(isFirst ? left.text : joined(this.area.value, left.text))) drop(key);
    }
  }
}
