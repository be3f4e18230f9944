// The search box: a combobox (WAI-ARIA) over what the server finds.
import { showState } from "./find-state.js";

const form = document.querySelector("[data-find]");
const field = form?.querySelector("input");
const panel = form?.querySelector("[data-find-panel]");
const options = () => [...panel.querySelectorAll("[role=option]")];
let cameFrom = null;

function open(isOpen) {
  panel.hidden = !isOpen;
  field.setAttribute("aria-expanded", isOpen);
  if (!isOpen) choose(null);
}

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", one === option);
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

const chosen = () => panel.querySelector("[aria-selected=true]");

function step(by) {
  const all = options();
  if (!all.length) return;
  open(true);
  const at = all.indexOf(chosen());
  choose(all[at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length]);
}

function close() {
  if (!panel.hidden) return open(false);
  field.value = "";
  (cameFrom?.isConnected ? cameFrom : document.getElementById("main")).focus();
}

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Escape: close,
  Enter: () => (chosen() ? chosen().click() : form.submit()),
};

if (form) {
  showState(form, { open, choose, options });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  field.addEventListener("focus", (event) => {
    cameFrom = event.relatedTarget ?? cameFrom;
    if (field.value.trim() && options().length) open(true);
  });
  document.addEventListener("pointerdown", ({ target }) => form.contains(target) || open(false));
  document.addEventListener("focusin", ({ target }) => form.contains(target) || open(false));
}
