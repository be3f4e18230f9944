// Keeps the mail link at the text as it is typed: <a data-mail-link="address" data-of="form-id">.

const encoded = (text) => encodeURIComponent(text.replace(/\r?\n/g, "\r\n"));

for (const link of document.querySelectorAll("a[data-mail-link]")) {
  const form = document.getElementById(link.dataset.of);
  const update = () => {
    const { subject, body } = form.elements;
    const to = encodeURIComponent(link.dataset.mailLink).replaceAll("%40", "@");
    link.href = `mailto:${to}?subject=${encoded(subject.value)}&body=${encoded(body.value)}`;
  };
  form.addEventListener("input", update);
  update();
}
