// Lets a message be put away; without it, messages go with the next page.
import { sentence } from "./say.js";

function addButtons() {
  for (const notice of document.querySelectorAll("#messages > .notice:not(:has([data-close]))")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet small";
    button.dataset.close = "";
    button.textContent = sentence("close");
    button.addEventListener("click", () => {
      notice.remove();
      document.getElementById("main")?.focus({ preventScroll: true });
    });
    notice.append(button);
  }
}

addButtons();
document.addEventListener("askwell:said", addButtons);
document.addEventListener("htmx:oobAfterSwap", addButtons);
