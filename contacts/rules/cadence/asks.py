"""What one ask is, where it stands, and how long its silences last."""

from dataclasses import dataclass
from datetime import date, timedelta

from contacts.rules.cadence.events import SIGNS, Event, Kind, Purpose
from contacts.rules.cadence.history import History, latest, may_follow, place
from contacts.rules.cadence.reasons import Cause, Move
from contacts.rules.cadence.steps import Stage, Standing, StepKind
from contacts.rules.cadence.wants import Known


@dataclass(frozen=True)
class Ask:
    """One ask as its messages tell it; `asked` is the first message that was not returned.

    `noted` is when it was said that it had gone out, on a day that is not known.
    """

    outreach: int
    asked: Event | None = None
    noted: Event | None = None
    nudged: Event | None = None
    bounced: Event | None = None
    is_unknown: bool = False
    sign: Event | None = None
    # A newer ask to the same person, which took this one's place.
    newer: Event | None = None

    @property
    def is_silent(self) -> bool:
        """Return whether it waits for an answer."""
        return bool(self.asked and not self.sign and not self.newer)


def asks_in(known: Known) -> list[Ask]:
    """Return the asks of a history, the oldest id first."""
    history = known.history
    ids = sorted({event.outreach for event in history.events if event.outreach})
    opened = {outreach: _alive(history, outreach)[:1] for outreach in ids}
    starts = [sent[0] for sent in opened.values() if sent and not history.is_answer(sent[0])]
    return [_read(outreach, starts, history) for outreach in ids]


def _alive(history: History, outreach: int) -> list[Event]:
    """Return what was sent in an ask since something last came back undelivered."""
    bounced = _bounced(history, outreach)
    own = (e for e in history.sent() if e.outreach == outreach)
    return [e for e in own if bounced is None or e.at > bounced.at]


def _bounced(history: History, outreach: int) -> Event | None:
    return latest(e for e in history.of(Kind.BOUNCED) if e.outreach == outreach)


def _read(outreach: int, starts: list[Event], history: History) -> Ask:
    asked = next((e for e in starts if e.outreach == outreach), None)
    later = [e for e in starts if asked and place(e) > place(asked)]
    newer = min(later, key=place, default=None)
    noted = next((e for e in history.of(Kind.ASKED_UNKNOWN) if e.outreach == outreach), None)
    start = asked or noted
    signs = [
        e
        for e in history.of(*SIGNS)
        if e.outreach == outreach
        or (start and may_follow(e, start) and not (newer and may_follow(e, newer)))
    ]
    return Ask(
        outreach=outreach,
        asked=asked,
        noted=noted,
        nudged=_nudge_after(asked, signs, history),
        bounced=None if asked else _bounced(history, outreach),
        is_unknown=bool(noted) if asked is None else asked.purpose == Purpose.NUDGE,
        sign=latest(signs),
        newer=newer,
    )


def _nudge_after(asked: Event | None, signs: list[Event], history: History) -> Event | None:
    """Return what was sent after the ask into silence; the ask itself where it is called a nudge."""
    if asked is None or asked.purpose == Purpose.NUDGE:
        return asked
    later = _alive(history, asked.outreach)[1:]
    return next((e for e in later if not any(may_follow(e, sign) for sign in signs)), None)


def standing(ask: Ask, known: Known) -> Standing:
    """Return where an ask stands on a day."""
    rests_on = _rests_on(ask, known)
    opened = next((e for e in known.history.openings if e.outreach == ask.outreach), None)
    asked = ask.asked or (opened if ask.bounced else None)
    asked_at = asked.at if asked and not ask.is_unknown else None
    return Standing(ask.outreach, _stage(ask, rests_on, known.today), asked_at, rests_on)


def _stage(ask: Ask, rests_on: date | None, today: date) -> Stage:
    if ask.sign:
        return Stage.DECLINED if ask.sign.kind is Kind.DECLINED else Stage.REPLIED
    if ask.bounced:
        return Stage.BOUNCED
    if rests_on and rests_on <= today:
        return Stage.RESTING
    if ask.nudged:
        return Stage.NUDGED
    return Stage.ASKED if ask.asked or ask.is_unknown else Stage.DRAFTED


def _rests_on(ask: Ask, known: Known) -> date | None:
    """Return from when a silent ask is left in peace; None while its nudge is to come.

    One whose day nobody noted went out by the day that was said: it is counted from there.
    """
    start = ask.asked or ask.noted
    if start is None or ask.sign:
        return None
    ends = (ask.newer, known.history.do_not_contact, known.history.declined, known.history.ended)
    if over := [end.day for end in ends if end and end.at >= start.at]:
        return min(over)
    rest = known.preset["rest"]
    if ask.nudged:
        return wait(ask, ask.nudged.day, rest, known)[0]
    if ask.asked and may_nudge(ask, known):
        return None
    return wait(ask, start.day, known.preset["nudge"] + rest, known)[0]


def may_nudge(ask: Ask, known: Known) -> bool:
    """Return whether the one nudge is still to come."""
    own = (f"{StepKind.NUDGE}:{ask.outreach}", f"nudge_offer:{ask.outreach}")
    is_settled = not known.history.settled.isdisjoint(own)
    is_over = known.history.stop or known.history.ended or known.history.is_archived
    return bool(known.preset["nudges"]) and not (ask.nudged or is_settled or is_over)


def wait(ask: Ask, start: date, count: int, known: Known) -> tuple[date, tuple[Move, ...]]:
    """Return the day a number of business days after a start, and what made the wait longer."""
    both, away = known.calendar.both, _days_away(ask, start, known)
    day = both.add_working(start, count)
    moves = [Move(Cause.HOLIDAY, free, name) for name, free in both.holidays(start, day).items()]
    if away:
        moves.append(Move(Cause.OUT_OF_OFFICE, max(away)))
    return day + timedelta(days=min(len(away), known.preset["out_of_office"])), tuple(moves)


def _days_away(ask: Ask, start: date, known: Known) -> set[date]:
    """Return the days after `start` on which their out-of-office notes say they are away."""
    days: set[date] = set()
    for note in known.history.of(Kind.OUT_OF_OFFICE):
        if note.until and note.outreach in (0, ask.outreach):
            length = max(0, (note.until - note.day).days)
            days |= {note.day + timedelta(days=n + 1) for n in range(min(length, 366))}
    return {day for day in days if day > start}
