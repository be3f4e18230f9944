// <button data-copy="#id"> copies that element's value or text and says so.
import { say, sentence } from "./say.js";

/** Copy through a selection, for pages that are not on https or localhost. */
function copySelected(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  return isCopied;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const isCopied = await copy(source?.value ?? source?.innerText.trim() ?? "");
  button.focus();
  say(sentence(isCopied ? "copied" : "notCopied"), isCopied ? "good" : "due");
});

for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
