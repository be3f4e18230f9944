// The list of keys: opened by Ctrl+/ anywhere, by ? outside a field; then one key does it.
import { current, go, questions } from "./talk-current.js";

const panel = document.getElementById("talk-keys");
const isOpen = () => panel.matches(":popover-open");
const WAIT = 700;
let typed = "";
let timer = 0;

function open() {
  typed = "";
  if (!isOpen()) panel.showPopover();
  panel.querySelector("button").focus();
}

/** Jump to question n; where a longer number may follow, wait a moment for its next digit. */
function jump(digit) {
  typed += digit;
  const lines = questions().filter((one) => one.querySelector("[data-number]"));
  const leave = () => {
    panel.hidePopover();
    go(lines[Number(typed) - 1]);
  };
  clearTimeout(timer);
  if (Number(typed) * 10 > lines.length) leave();
  else timer = setTimeout(leave, WAIT);
}

function act({ press, signOf }, target) {
  // Closed, it gives the cursor back to the line it was in.
  panel.hidePopover();
  if (target) go(document.getElementById(target));
  if (press) current()?.querySelector(`[data-mark="${press}"]`)?.click();
  if (signOf) document.querySelector(`#talk-marks [data-kind="${signOf}"]`).click();
}

document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (event.isComposing || altKey || isOpen()) return;
  const isField = target.matches("input, textarea, select");
  if (key === "/" ? !(ctrlKey || metaKey) : key !== "?" || isField) return;
  event.preventDefault();
  open();
});
panel.addEventListener("keydown", (event) => {
  const { key, code, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (event.isComposing || ctrlKey || metaKey || altKey) return;
  // Where accents are typed after their sign, the quotation mark is a dead key.
  const pressed = key === "Dead" && code === "Quote" && shiftKey ? '"' : key.toLowerCase();
  const button = panel.querySelector(`[data-key="${CSS.escape(pressed)}"]`);
  if (!button && !/^\d$/.test(key)) return;
  event.preventDefault();
  if (button) button.click();
  else jump(key);
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-open-keys]")) open();
  const button = target.closest("#talk-keys [data-key]");
  if (button) act(button.dataset, button.dataset.go);
});
