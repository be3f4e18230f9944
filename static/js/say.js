// Puts a sentence where people and screen readers look for news: the #messages region.

/** Replace what the region says. Tones: info, good, due, overdue. */
export function say(text, tone = "info") {
  const region = document.getElementById("messages");
  if (!region || !text) return;
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.dataset.tone = tone;
  notice.textContent = text;
  region.replaceChildren(notice);
  region.dispatchEvent(new CustomEvent("askwell:said", { bubbles: true }));
}

/** A sentence of the page's language, kept in <body data-say-…>. */
export function sentence(name) {
  return document.body.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
}
