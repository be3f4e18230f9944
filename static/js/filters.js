// Filters of a list (form role=search): their address names only what is asked for. A choice is a
// step that the back button takes back; what is typed goes on in the same step.

document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches("form[role=search]")) return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

document.addEventListener("htmx:configRequest", ({ target, detail }) => {
  if (!target.matches("form[role=search][hx-replace-url], form[role=search][hx-push-url]")) return;
  const isTyping = detail.triggeringEvent?.type === "input";
  target.removeAttribute(isTyping ? "hx-push-url" : "hx-replace-url");
  target.setAttribute(isTyping ? "hx-replace-url" : "hx-push-url", "true");
});
