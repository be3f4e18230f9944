// <form data-autosubmit> submits when a choice changes; its [data-without-js] button steps aside.

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-autosubmit]");
  const isChoice = target.matches("select, input:is([type=checkbox], [type=radio], [type=date])");
  if (form && isChoice) form.requestSubmit();
});

for (const element of document.querySelectorAll("[data-without-js]")) element.hidden = true;
