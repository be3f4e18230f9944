"""When two people can talk: starts that suit everybody, good ones to offer, what speaks against one.

Every calculation is made on instants. Wall clocks appear in two places: where a day's hours begin
and end, and where a start stands on the half hour; each is read in its own zone on its own day, so
that a clock change on either side moves what it should and nothing else.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from contacts.rules.calendar import WorkCalendar

Span = tuple[datetime, datetime]

# Today's offsets from UTC are all multiples of it, so every half hour of any clock lies on this grid.
_GRID = timedelta(minutes=15)
_HALVES = (0, 30)
_DAY = timedelta(days=1)
# What follows is our own rule. Two hours from the edge of somebody's day nothing is gained any more.
_MIDDLE = 120
_LUNCH, _LUNCH_COST = (time(12), time(13)), 60
# What weighs in choosing times to offer, in minutes from the edge: a day later, and what a time
# shares with one already chosen.
_LATER, _SAME_DAY, _NEXT_DAY, _SAME_HALF = 6, 400, 40, 50


@dataclass(frozen=True, order=True)
class Busy:
    """A stretch that is taken: by a talk, which has its buffers around it, or by anything else."""

    starts_at: datetime
    ends_at: datetime
    is_talk: bool = False
    name: str = ""


@dataclass(frozen=True)
class Diary:
    """One person's hours: local times of every working day, and the days (both included) away."""

    zone: str
    calendar: WorkCalendar
    day_from: time
    day_until: time
    away: tuple[tuple[date, date], ...] = ()

    def day_of(self, moment: datetime) -> date:
        """Return the calendar day on their clock."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def hours_on(self, day: date) -> Span | None:
        """Return the hours of a day as instants, whether it is worked or not.

        An hour that the clocks skip or repeat is read so that the hours become shorter, never longer.
        """
        first = max(self._instants(day, self.day_from))
        last = min(self._instants(day, self.day_until))
        return (first, last) if first < last else None

    def is_away(self, day: date) -> bool:
        """Return whether they are away on a day."""
        return any(first <= day <= last for first, last in self.away)

    def works_on(self, day: date) -> bool:
        """Return whether they work on a day and are there."""
        return self.calendar.is_working(day) and not self.is_away(day)

    def open_between(self, first: datetime, last: datetime) -> Iterator[Span]:
        """Return the hours of the days worked that share a moment with a stretch of time, in order."""
        day, until = self.day_of(first), self.day_of(last)
        while day <= until:
            if (hours := self.hours_on(day)) and self.works_on(day):
                yield hours
            day += _DAY

    def _instants(self, day: date, at: time) -> tuple[datetime, datetime]:
        wall = datetime.combine(day, at, ZoneInfo(self.zone))
        return wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)


@dataclass(frozen=True)
class Limits:
    """The numbers that count: `minutes` of the talk, `before` and `after` it; `notice` in hours."""

    minutes: int
    before: int = 15
    after: int = 20
    notice: int = 24
    most_per_day: int = 2
    days_ahead: int = 14
    offered: int = 3

    @property
    def length(self) -> timedelta:
        """Return how long the talk takes."""
        return timedelta(minutes=self.minutes)

    def stretch(self, starts_at: datetime, ends_at: datetime) -> Span:
        """Return what a talk takes with the time before and after it."""
        before, after = timedelta(minutes=self.before), timedelta(minutes=self.after)
        return starts_at - before, ends_at + after

    def around(self, busy: Busy) -> Span:
        """Return what no talk with its buffers may touch: of a talk, its buffers too."""
        own = (busy.starts_at, busy.ends_at)
        return self.stretch(*own) if busy.is_talk else own

    def window(self, now: datetime) -> Span:
        """Return the first and the last moment at which a talk may start."""
        return now + timedelta(hours=self.notice), now + timedelta(days=self.days_ahead)


class Reason(StrEnum):
    """Why a start is poor; the first two make it impossible."""

    PAST = "past"
    CLASH = "clash"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    AWAY = "away"
    HOLIDAY = "holiday"
    DAY_OFF = "day_off"
    HOURS = "hours"
    DAY_FULL = "day_full"
    GAP = "gap"


@dataclass(frozen=True)
class Objection:
    """One reason: of whose diary (None is mine, else the place in `theirs`), and by which stretch."""

    reason: Reason
    who: int | None = None
    holiday: str = ""
    busy: Busy | None = None

    @property
    def is_clash(self) -> bool:
        """Return whether the talk cannot be then at all."""
        return self.reason in (Reason.PAST, Reason.CLASH)


def free_starts(
    mine: Diary, theirs: Sequence[Diary], busy: Sequence[Busy], limits: Limits, *, now: datetime
) -> list[datetime]:
    """Return every start (UTC, in order) against which nothing speaks.

    They stand on the half hour of the first of their clocks, of mine where there is none.
    """
    first, last = limits.window(now)
    full = _full_days(mine, busy, limits)
    clear = _clear_of(busy, limits)
    guide = ZoneInfo((theirs[0] if theirs else mine).zone)
    spans = list(mine.open_between(first, last))
    for diary in theirs:
        spans = _common(spans, list(diary.open_between(first, last)))
    return [
        start
        for opens, closes in spans
        for start in _grid(max(opens, first), min(closes - limits.length, last))
        if start.astimezone(guide).minute in _HALVES
        and clear(start)
        and mine.day_of(start) not in full
    ]


def propose(
    free: Sequence[datetime], mine: Diary, theirs: Sequence[Diary], limits: Limits, *, count: int
) -> list[datetime]:
    """Return good starts among the free ones, in order; fewer where there are fewer.

    Good is far from the edges of everybody's day and not at noon, soon, and on other days and at other
    times of day than the rest. The same free starts always give the same choice.
    """
    diaries = [mine, *theirs]
    own = {start: _comfort(start, diaries, limits) for start in sorted(set(free))}
    if own:
        first_day = mine.day_of(min(own))
        own = {s: v - _LATER * (mine.day_of(s) - first_day).days for s, v in own.items()}
    guide = diaries[min(1, len(theirs))]
    chosen: list[datetime] = []
    while own and len(chosen) < count:
        # The earliest of equals: `own` is in order, and max keeps the first.
        best = max(own, key=own.__getitem__)
        del own[best]
        chosen.append(best)
        own = {s: v - _likeness(s, best, mine, guide) for s, v in own.items()}
    return sorted(chosen)


def objections(
    start: datetime,
    mine: Diary,
    theirs: Sequence[Diary],
    busy: Sequence[Busy],
    limits: Limits,
    *,
    now: datetime,
) -> tuple[Objection, ...]:
    """Return everything that speaks against a start, what makes it impossible first."""
    return judge(mine, theirs, busy, limits, now=now)(start)


def judge(
    mine: Diary, theirs: Sequence[Diary], busy: Sequence[Busy], limits: Limits, *, now: datetime
) -> Callable[[datetime], tuple[Objection, ...]]:
    """Return `objections` for any number of starts: what they share is worked out once."""
    order = {reason: place for place, reason in enumerate(Reason)}
    full, clear, in_order = _full_days(mine, busy, limits), _clear_of(busy, limits), sorted(busy)
    diaries = [(one, _against_day(one, who)) for who, one in [(None, mine), *enumerate(theirs)]]

    def judged(start: datetime) -> tuple[Objection, ...]:
        found = list(_against_moment(start, limits, now))
        found += [] if clear(start) else _against_busy(start, in_order, limits)
        for diary, against in diaries:
            found += against(diary.day_of(start), start, start + limits.length)
        found += [Objection(Reason.DAY_FULL)] if mine.day_of(start) in full else []
        return tuple(sorted(found, key=lambda one: order[one.reason]))

    return judged


def obstacles(
    mine: Diary, theirs: Sequence[Diary], busy: Sequence[Busy], limits: Limits, *, now: datetime
) -> list[Objection]:
    """Return what keeps the search from finding anything, the commonest first.

    Counted are the starts that fail for the fewest reasons: what is easiest to change.
    """
    first, last = limits.window(now)
    halves = (start for start in _grid(min(first, last), last) if start.minute in _HALVES)
    against = list(map(judge(mine, theirs, busy, limits, now=now), halves))
    fewest = min(map(len, against), default=0)
    nearest = [one for found in against if len(found) == fewest for one in found]
    return [one for one, _count in Counter(_kinds(nearest)).most_common()]


def _kinds(found: Sequence[Objection]) -> Iterator[Objection]:
    """Return them without the stretch or holiday they are about: counted by kind."""
    return (Objection(one.reason, one.who) for one in found)


def _grid(first: datetime, last: datetime) -> Iterator[datetime]:
    """Return the quarters of an hour from the first to the last moment, both included."""
    start = datetime.min.replace(tzinfo=UTC)
    at = first + (start - first) % _GRID
    while at <= last:
        yield at
        at += _GRID


def _common(ours: Sequence[Span], theirs: Sequence[Span]) -> list[Span]:
    """Return what two lists of spans (each in order, none overlapping) share."""
    shared: list[Span] = []
    here = there = 0
    while here < len(ours) and there < len(theirs):
        span = max(ours[here][0], theirs[there][0]), min(ours[here][1], theirs[there][1])
        shared += [span] if span[0] < span[1] else []
        if ours[here][1] < theirs[there][1]:
            here += 1
        else:
            there += 1
    return shared


def _clear_of(busy: Sequence[Busy], limits: Limits) -> Callable[[datetime], bool]:
    """Return what tells whether a talk with its buffers may start at a moment."""
    lead, tail = timedelta(minutes=limits.before), limits.length + timedelta(minutes=limits.after)
    # Between each pair no talk may start; at either end it just fits.
    barred: list[Span] = []
    for one in sorted(map(limits.around, busy)):
        opens, closes = one[0] - tail, one[1] + lead
        if barred and opens < barred[-1][1]:
            barred[-1] = (barred[-1][0], max(barred[-1][1], closes))
        else:
            barred.append((opens, closes))
    starts = [opens for opens, _closes in barred]

    def is_clear(start: datetime) -> bool:
        place = bisect_left(starts, start) - 1
        return place < 0 or start >= barred[place][1]

    return is_clear


def _full_days(mine: Diary, busy: Sequence[Busy], limits: Limits) -> set[date]:
    """Return the days, on my clock, that hold as many talks as I want."""
    talks = Counter(mine.day_of(one.starts_at) for one in busy if one.is_talk)
    return {day for day, count in talks.items() if count >= limits.most_per_day}


def _comfort(start: datetime, diaries: Sequence[Diary], limits: Limits) -> int:
    """Return how far, in minutes, a talk keeps from the edge of anybody's day; noon costs."""
    end, least, cost = start + limits.length, _MIDDLE, 0
    for diary in diaries:
        day = diary.day_of(start)
        if hours := diary.hours_on(day):
            least = min(least, _minutes(start - hours[0]), _minutes(hours[1] - end))
        zone = ZoneInfo(diary.zone)
        begins, ends = start.astimezone(zone).time(), end.astimezone(zone).time()
        cost = max(cost, _LUNCH_COST * (begins < _LUNCH[1] and ends > _LUNCH[0]))
    return least - cost


def _likeness(start: datetime, chosen: datetime, mine: Diary, guide: Diary) -> int:
    """Return what a start loses by what it shares with one that is chosen."""
    apart = abs((mine.day_of(start) - mine.day_of(chosen)).days)
    cost = _SAME_DAY if apart == 0 else _NEXT_DAY if apart == 1 else 0
    zone = ZoneInfo(guide.zone)
    is_half_shared = (start.astimezone(zone).hour < 12) == (chosen.astimezone(zone).hour < 12)
    return cost + _SAME_HALF * is_half_shared


def _against_moment(start: datetime, limits: Limits, now: datetime) -> Iterator[Objection]:
    first, last = limits.window(now)
    if start < now:
        yield Objection(Reason.PAST)
    elif start < first:
        yield Objection(Reason.TOO_SOON)
    elif start > last:
        yield Objection(Reason.TOO_FAR)


def _against_busy(start: datetime, busy: Sequence[Busy], limits: Limits) -> Iterator[Objection]:
    """Return the first clash there is, else the first stretch too near; `busy` is in order."""
    talk = (start, start + limits.length)
    stretch = limits.stretch(*talk)
    near = [one for one in busy if _overlap(limits.around(one), stretch)]
    clash = next((one for one in near if _overlap((one.starts_at, one.ends_at), talk)), None)
    if clash:
        yield Objection(Reason.CLASH, busy=clash)
    elif near:
        yield Objection(Reason.GAP, busy=near[0])


def _against_day(
    diary: Diary, who: int | None
) -> Callable[[date, datetime, datetime], list[Objection]]:
    """Return what tells what speaks against a talk in somebody's diary; each day is read once."""

    @cache
    def read(day: date) -> tuple[list[Objection], Span | None]:
        return list(_off(day, diary, who)), diary.hours_on(day)

    def against(day: date, start: datetime, end: datetime) -> list[Objection]:
        found, hours = read(day)
        is_within = hours and hours[0] <= start and end <= hours[1]
        return found if is_within else [*found, Objection(Reason.HOURS, who)]

    return against


def _off(day: date, diary: Diary, who: int | None) -> Iterator[Objection]:
    if diary.is_away(day):
        yield Objection(Reason.AWAY, who)
    elif day.isoweekday() not in diary.calendar.working_days:
        yield Objection(Reason.DAY_OFF, who)
    elif holiday := diary.calendar.holiday(day):
        yield Objection(Reason.HOLIDAY, who, holiday)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60
