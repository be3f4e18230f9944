// The page behind a booking link: times on this device's clock, the focus where something is said,
// and one press of a button sends a form once.

const clock = document.querySelector("details[data-zone]");
const device = Intl.DateTimeFormat().resolvedOptions().timeZone;

function here(zone) {
  const address = new URL(location.href);
  address.searchParams.set("zone", zone);
  return address;
}

if (clock && device && device !== clock.dataset.zone && !("told" in clock.dataset)) {
  if ("detect" in clock.dataset) {
    location.replace(here(device));
  } else {
    // Their time zone is known and this is another one: they may be travelling, or at home.
    const offer = document.querySelector("[data-device]");
    offer.querySelector("[data-city]").textContent = device.split("/").pop().replaceAll("_", " ");
    offer.querySelector("a").href = here(device);
    offer.hidden = false;
  }
}

document.querySelector("[data-focus]")?.focus();

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button:not([type=button])");
    setTimeout(() => (button.disabled = true));
  });
}

// Back from another page: the button works again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});
