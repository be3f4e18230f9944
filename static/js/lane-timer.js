// <div data-timer="key" data-minutes="10">: a quiet clock that counts a lane down, starts and pauses.
// What is left is kept in this tab, so that a reload or a look at the list does not begin it anew.

const box = document.querySelector("[data-timer]");
const part = (name) => box.querySelector(`[data-${name}]`);
const key = `askwell-lane/${box.dataset.timer}`;
const whole = Number(box.dataset.minutes) * 60_000;
let state = read() ?? { left: whole, endsAt: 0 };

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(next) {
  state = next;
  try {
    sessionStorage.setItem(key, JSON.stringify(state));
  } catch {
    // The clock still runs while the page is open.
  }
  show();
}

const left = () => (state.endsAt ? Math.max(0, state.endsAt - Date.now()) : state.left);

function show() {
  const seconds = Math.ceil(left() / 1000);
  part("left").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const isOver = seconds === 0;
  const said = isOver ? part("over").dataset.over : "";
  if (part("over").textContent !== said) part("over").textContent = said;
  part("start").hidden = Boolean(state.endsAt) && !isOver;
  part("pause").hidden = !part("start").hidden;
}

part("start").addEventListener("click", () => {
  keep({ left: 0, endsAt: Date.now() + (left() || whole) });
  part("pause").focus();
});
part("pause").addEventListener("click", () => {
  keep({ left: left(), endsAt: 0 });
  part("start").focus();
});
show();
setInterval(show, 500);
