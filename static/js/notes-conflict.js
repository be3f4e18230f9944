// Shows the other text of a note that was changed elsewhere, and does what is chosen.

/** One text that holds both, as the server joins them. */
export function joined(first, second) {
  if (first.includes(second)) return first;
  return second.includes(first) ? second : `${first.trimEnd()}\n\n${second}`;
}

/** Let a field show its conflicts; `go` is called when a choice was made. */
export function showConflicts(field, go) {
  field.onConflict = ({ text, version }) => {
    field.box.querySelector(".talk-conflict")?.remove();
    const notice = document.getElementById("conflict").content.firstElementChild.cloneNode(true);
    notice.querySelector("[data-theirs]").textContent = text;
    notice.querySelector("[data-theirs]").hidden = text === "";
    notice.querySelector("[data-empty]").hidden = text !== "";
    field.area.after(notice);
    notice.addEventListener("click", ({ target }) => {
      const choice = target.closest("[data-keep]")?.dataset.keep;
      if (!choice) return;
      settle(field, choice, { text, version });
      notice.remove();
      field.area.focus();
      go();
    });
  };
}

/** From here on the writer has seen the other text, so what is chosen may be stored over it. */
function settle(field, choice, theirs) {
  const mine = field.area.value;
  field.problem = "";
  field.stored = theirs.text;
  field.takeOver({
    seen: theirs.version,
    base: theirs.text,
    // Stored first and then replaced, mine stays among the earlier texts.
    tried: choice === "theirs" ? mine : null,
    chosen: true,
    text: { mine, theirs: theirs.text, both: joined(theirs.text, mine) }[choice],
  });
}
