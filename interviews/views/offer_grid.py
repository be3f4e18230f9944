"""A week of times to choose from, on both clocks: what each cell of the grid shows and says."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext

from interviews.availability import Openings
from interviews.objecting import sentence, word
from interviews.rules.clocks import KIND_FROM, KIND_UNTIL
from interviews.rules.slots import Objection, Reason

_HALF = timedelta(minutes=30)
_DAY = timedelta(days=1)
_WEEK = 7 * _DAY
# What cannot be chosen.
CLOSED = ("taken", "over")
# These hold for a whole day of mine: said once, above it.
_OF_DAY = (Reason.AWAY, Reason.HOLIDAY, Reason.DAY_OFF, Reason.DAY_FULL)


@dataclass(frozen=True)
class Cell:
    """One start; `state` is free, offered (to somebody else too), poor, or one of CLOSED."""

    start: datetime
    state: str
    word: str
    theirs: str
    told: str
    is_chosen: bool
    is_night: bool

    @property
    def value(self) -> str:
        """Return the moment as the form sends it."""
        return stamp(self.start)


@dataclass(frozen=True)
class Row:
    """One half hour of my day, over the days of a week; None where a clock change leaves it out."""

    label: str
    cells: Sequence[Cell | None]


@dataclass(frozen=True)
class Day:
    """A day of the grid; `word` says what is the matter with the whole of it."""

    date: date
    word: str


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday."""

    monday: date
    days: Sequence[Day]
    rows: Sequence[Row]
    today: date

    @property
    def before(self) -> date | None:
        """Return the Monday before, as long as it is not over."""
        return self.monday - _WEEK if self.monday > self.today else None

    @property
    def after(self) -> date:
        """Return the Monday after."""
        return self.monday + _WEEK

    @property
    def starts(self) -> set[datetime]:
        """Return what can be chosen in it."""
        cells = (cell for row in self.rows for cell in row.cells)
        return {cell.start for cell in cells if cell and cell.state not in CLOSED}


def stamp(start: datetime) -> str:
    """Return a moment as it stands in the form: 2026-11-24T09:00Z."""
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(known: Openings, monday: date, chosen: Collection[datetime]) -> Week:
    """Return the grid of a week."""
    days = [monday + n * _DAY for n in range(7)]
    rows = [
        Row(f"{at:%H:%M}", [_cell(known, _moment(day, at, known), chosen) for day in days])
        for at in _times(known, days)
    ]
    heads = [Day(day, _matter(known, day)) for day in days]
    return Week(monday, heads, rows, known.mine.day_of(known.now))


def _matter(known: Openings, day: date) -> str:
    """Return why I have no time at all on a day, in a word or two; empty where I have."""
    noon = datetime.combine(day, time(12), ZoneInfo(known.mine.zone)).astimezone(UTC)
    found = (one for one in known.objections(noon) if _is_of_day(one))
    return next((one.holiday or word(one, noon, known) for one in found), "")


def _is_of_day(objection: Objection) -> bool:
    return objection.who is None and objection.reason in _OF_DAY


def _times(known: Openings, days: Sequence[date]) -> Iterator[time]:
    """Yield the half hours of a day on my clock: my hours with one on either side, and what of their
    day most people are up for.

    They stand on the half hour of their clock, as proposals do.
    """
    mine, theirs = known.mine, known.theirs[0]
    zone = ZoneInfo(mine.zone)
    first, last = _minute(mine.day_from) - 60, _minute(mine.day_until) + 60
    if hours := theirs.hours_on(days[0] + _DAY):
        begins, ends = (one.astimezone(zone) for one in hours)
        first = min(first, max(_minute(begins.time()), _minute(KIND_FROM)))
        if begins.date() == ends.date():
            last = max(last, min(_minute(ends.time()), _minute(KIND_UNTIL)))
        else:
            last = max(last, _minute(KIND_UNTIL))
    shift = _shift(known, days[0])
    at = max(0, first // 30 * 30) + shift
    while at < min(last, 24 * 60):
        yield time(at // 60, at % 60)
        at += 30


def _shift(known: Openings, day: date) -> int:
    """Return how many minutes past my half hour theirs falls: 15 between Lisbon and Kathmandu."""
    noon = datetime.combine(day, time(12), ZoneInfo(known.mine.zone))
    return -noon.astimezone(ZoneInfo(known.theirs[0].zone)).minute % 30


def _moment(day: date, at: time, known: Openings) -> datetime | None:
    """Return an instant, None for a local time that the clocks skip; the first of two."""
    wall = datetime.combine(day, at, ZoneInfo(known.mine.zone))
    moment = wall.astimezone(UTC)
    is_there = moment.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None)
    return moment if is_there else None


def _cell(known: Openings, start: datetime | None, chosen: Collection[datetime]) -> Cell | None:
    if start is None:
        return None
    found = known.objections(start)
    also = known.offered_to(start)
    theirs = start.astimezone(ZoneInfo(known.theirs[0].zone))
    own = start.astimezone(ZoneInfo(known.mine.zone))
    if found:
        state = "taken" if found[0].is_clash else "poor"
        state = "over" if found[0].reason is Reason.PAST else state
        short = "" if _is_of_day(found[0]) else word(found[0], start, known)
    else:
        state = "offered" if also else "free"
        short = gettext("also %(name)s") % {"name": also[0].address} if also else ""
    said = [sentence(one, start, known) for one in found]
    said += [gettext("Also offered to %(name)s.") % {"name": one} for one in also]
    return Cell(
        start=start,
        state=state,
        word=short,
        theirs=_on_their_clock(theirs, own),
        told=_told(known, own, theirs, said),
        is_chosen=start in chosen,
        is_night=not KIND_FROM <= theirs.time() < KIND_UNTIL,
    )


def _told(known: Openings, own: datetime, theirs: datetime, said: Sequence[str]) -> str:
    words = {
        "theirs": _on_their_clock(theirs, own),
        "name": known.people[0].address,
        "day": date_format(own.replace(tzinfo=None), "l j F"),
        "mine": f"{own:%H:%M}",
    }
    told = gettext("%(theirs)s for %(name)s: %(day)s, %(mine)s for you.") % words
    return " ".join([told, *said])


def _on_their_clock(theirs: datetime, own: datetime) -> str:
    is_other_day = theirs.date() != own.date()
    return date_format(theirs.replace(tzinfo=None), "D H:i" if is_other_day else "H:i")


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
