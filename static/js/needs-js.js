// Shows what works only with a script: <button data-needs-js hidden>.
for (const element of document.querySelectorAll("[data-needs-js]")) element.hidden = false;
