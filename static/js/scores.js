// <form data-scores>: inside a group of numbers, a digit picks that number; Y and N pick yes and no.

const words = { y: "yes", n: "no" };

document.addEventListener("keydown", (event) => {
  const group = event.target.closest?.("[data-scores] fieldset");
  if (!group || event.ctrlKey || event.metaKey || event.altKey) return;
  const wanted = words[event.key.toLowerCase()] ?? event.key;
  const choice = [...group.querySelectorAll("input")].find(({ value }) => value === wanted);
  if (!choice) return;
  event.preventDefault();
  choice.focus();
  if (!choice.checked) choice.click();
});
