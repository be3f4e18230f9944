// The form that sends files: says what is too much before it is sent, and how far the sending is.

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-upload-limit]")) return;
  const bytes = Array.from(target.files).reduce((sum, file) => sum + file.size, 0);
  const isTooMuch = bytes > Number(target.dataset.uploadLimit);
  target.setCustomValidity(isTooMuch ? target.dataset.uploadTooMuch : "");
  target.reportValidity();
});

document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  const box = target.querySelector("[data-upload-progress]");
  if (!box || !detail.lengthComputable) return;
  box.hidden = false;
  box.querySelector("progress").value = (detail.loaded / detail.total) * 100;
});
