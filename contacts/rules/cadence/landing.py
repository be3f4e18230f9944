"""On which day a step lands: after waits, off days, pauses and too-near messages are seen to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from contacts.rules.cadence.events import Event, Kind
from contacts.rules.cadence.presets import Unit, numbers
from contacts.rules.cadence.reasons import Cause, Move
from contacts.rules.cadence.steps import Step, StepKind
from contacts.rules.cadence.wants import Known, Want
from contacts.rules.calendar import TwoCalendars, WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days away, both ends included; without a `last` day nobody knows yet when it ends."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Return whether a day lies in it."""
        return self.first <= day and (self.last is None or day <= self.last)


def pauses_in(events: Iterable[Event]) -> tuple[Pause, ...]:
    """Return the absences; coming back early ends one the day before."""
    ordered = list(events)
    found = []
    for event in ordered:
        if event.kind is not Kind.PAUSED:
            continue
        backs = [e.day - _DAY for e in ordered if e.kind is Kind.RESUMED and e.day >= event.day]
        ends = [day for day in (event.until, min(backs, default=None)) if day]
        found.append(Pause(event.day, min(ends, default=None)))
    return tuple(pause for pause in found if pause.last is None or pause.first <= pause.last)


def end_of_day(day: date, like: datetime) -> datetime:
    """Return when a day is over, in the zone of another moment."""
    return datetime.combine(day + _DAY, time(0), like.tzinfo)


def landed(wants: Iterable[Want], known: Known) -> list[Step]:
    """Return the steps on their days; those that an absence without an end holds back are left out."""
    pauses = pauses_in(known.history.events)
    every = list(wants)
    bound = [_bound(want, known, pauses) for want in every if not want.kind.is_chaser]
    chasers = [want for want in every if want.kind.is_chaser]
    return _spaced(chasers, bound, known, pauses)


def _bound(want: Want, known: Known, pauses: Sequence[Pause]) -> Step:
    """Return a step that keeps its day; it only turns overdue later while I am away."""
    until = known.history.snoozed.get(want.key)
    if until and until > want.since and want.overdue_at:
        late = max(want.overdue_at, end_of_day(until, want.overdue_at))
        want = replace(want, overdue_at=late, due_at=None)
        return _step(want, until, (Move(Cause.SNOOZED, until),), known)
    overdue_at = want.overdue_at
    while overdue_at and (pause := _pause_on(overdue_at.date(), pauses)):
        overdue_at = end_of_day(pause.last + _DAY, overdue_at) if pause.last else None
    return _step(replace(want, overdue_at=overdue_at), want.since, (), known)


def _pause_on(day: date, pauses: Sequence[Pause]) -> Pause | None:
    return next((pause for pause in pauses if pause.covers(day)), None)


def _spaced(
    wants: Sequence[Want], bound: Sequence[Step], known: Known, pauses: Sequence[Pause]
) -> list[Step]:
    """Return the bound steps and, each far enough from any other message, the chasers."""
    first = {want.key: _free(_earliest(want, known), want, known, pauses) for want in wants}
    taken = [step.due_on for step in bound if step.kind.contacts_them]
    taken = [max(day, known.today) for day in taken]
    taken += [event.day for event in known.history.contacts()]
    steps = list(bound)
    order = {kind: place for place, kind in enumerate(StepKind)}
    for want in sorted(wants, key=lambda w: (first[w.key] or date.max, order[w.kind], w.key)):
        day = first[want.key]
        while day and want.kind.contacts_them and (after := _too_near(day, taken, known)):
            day = _free(after, want, known, pauses)
        if day:
            steps.append(_step(want, day, _moves(want, day, known, pauses), known))
            taken += [day] if want.kind.contacts_them else []
    return steps


def _earliest(want: Want, known: Known) -> date:
    """Return the day it is for, put off or not, and never one that is over."""
    return max(want.since, known.history.snoozed.get(want.key, want.since), known.today)


def _too_near(day: date, taken: Sequence[date], known: Known) -> date | None:
    """Return the first day far enough from a message that is too near to `day`; None if none is."""
    both, space = known.calendar.both, known.preset["spacing"]
    near = [
        other
        for other in taken
        if (other <= day < both.add_working(other, space))
        or (day <= other < both.add_working(day, space))
    ]
    return both.add_working(max(near), space) if near else None


def _calendar(want: Want, known: Known) -> WorkCalendar:
    """Return the days it may land on: what is sent is sent when they work too."""
    is_sent = want.kind.contacts_them or want.kind is StepKind.SECOND_PERSON
    return known.calendar.both if is_sent else known.calendar.mine


def _free(day: date, want: Want, known: Known, pauses: Sequence[Pause]) -> date | None:
    """Return the first day from `day` on that is neither off nor away; None without an end in sight."""
    calendar = _calendar(want, known)
    while True:
        if pause := _pause_on(day, pauses):
            if pause.last is None:
                return None
            day = pause.last + _DAY
        elif (working := calendar.working_or_next(day)) != day:
            day = working
        else:
            return day


def _moves(want: Want, day: date, known: Known, pauses: Sequence[Pause]) -> tuple[Move, ...]:
    """Return what stands between the day reckoned and the day it lands on."""
    calendar = _calendar(want, known)
    moves = list(want.moves)
    earliest = _earliest(want, known)
    if until := known.history.snoozed.get(want.key):
        moves += [Move(Cause.SNOOZED, until)]
    between = (earliest + _DAY * n for n in range((day - earliest).days))
    seen: dict[tuple[Cause, str], Move] = {}
    for passed in between:
        move = _obstacle(passed, calendar, pauses)
        seen[move.cause, move.name] = move
    return (*moves, *seen.values())


def _obstacle(day: date, calendar: WorkCalendar, pauses: Sequence[Pause]) -> Move:
    if (pause := _pause_on(day, pauses)) and pause.last:
        return Move(Cause.PAUSE, pause.last)
    if name := calendar.holiday(day):
        return Move(Cause.HOLIDAY, day, name)
    return Move(Cause.SPACING if calendar.is_working(day) else Cause.WEEKEND, day)


def _step(want: Want, day: date, moves: tuple[Move, ...], known: Known) -> Step:
    reason = want.reason
    if want.counts_from:
        count = count_of(want.number, want.counts_from, day, known.calendar)
        reason = replace(reason, count=count, counts_from=want.counts_from)
    return Step(
        kind=want.kind,
        key=want.key,
        due_on=day,
        since=want.since,
        reason=reason,
        number=want.number,
        due_at=want.due_at,
        overdue_at=want.overdue_at,
        moves=moves,
        outreach=want.outreach,
        talk=want.talk,
        fact=want.fact,
        other=want.other,
        also=want.also,
    )


def count_of(number: str, start: date, day: date, calendar: TwoCalendars) -> int:
    """Return how many days have passed since `start`: business days where the number counts those."""
    if numbers()[number].unit is Unit.BUSINESS_DAYS:
        return calendar.both.working_between(start, day)
    return (day - start).days
