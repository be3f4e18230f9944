// Shows under a note which of its lines are marked, as the server read them when it was stored.

document.addEventListener("note:stored", ({ target, detail }) => {
  if (detail.marked !== undefined) target.querySelector("[data-marked]").innerHTML = detail.marked;
});
