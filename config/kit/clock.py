"""The one place that reads the clock, and what turns an agreed local time into an instant."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_offset = timedelta(0)


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC) + _offset


def today(zone: str) -> date:
    """Return the calendar day it now is in an IANA zone."""
    return day_of(now(), zone)


def day_of(moment: datetime, zone: str) -> date:
    """Return the calendar day of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Let the clock tick on from another moment, in this process; for tests and rehearsals."""
    global _offset
    before = _offset
    _offset = moment - datetime.now(UTC)
    try:
        yield
    finally:
        _offset = before


class NoSuchTime(ValueError):
    """The clocks jump over this local time; `before` and `after` are the nearest that exist."""

    def __init__(self, before: datetime, after: datetime) -> None:
        """Keep the two local times (aware) on either side of the gap."""
        super().__init__(f"no such local time; nearest are {before} and {after}")
        self.before, self.after = before, after


class TwoSuchTimes(ValueError):
    """The clocks are set back over this local time; `first` and `second` are the two instants."""

    def __init__(self, first: datetime, second: datetime) -> None:
        """Keep both readings (aware local times, fold 0 and 1)."""
        super().__init__(f"local time happens twice: {first} and {second}")
        self.first, self.second = first, second


def instant(on: date, at: time, zone: str, fold: int | None = None) -> datetime:
    """Return the UTC instant of a local day and time.

    Raises NoSuchTime inside a gap, and TwoSuchTimes for a repeated hour while `fold` is None
    (0 = the first time round, 1 = the second).
    """
    tz = ZoneInfo(zone)
    wall = datetime.combine(on, at.replace(tzinfo=None, fold=0))
    first = wall.replace(tzinfo=tz, fold=0)
    second = wall.replace(tzinfo=tz, fold=1)
    offsets = first.utcoffset(), second.utcoffset()
    if offsets[0] == offsets[1]:
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(tz).replace(tzinfo=None) != wall:
        # Read with the offset from after the gap it lands before it, and the other way round.
        raise NoSuchTime(
            before=second.astimezone(UTC).astimezone(tz), after=first.astimezone(UTC).astimezone(tz)
        )
    if fold is None:
        raise TwoSuchTimes(first, second)
    return (second if fold else first).astimezone(UTC)


def end_of_day(day: date, zone: str) -> datetime:
    """Return the UTC instant at which a calendar day is over in a zone, also where clocks change."""
    try:
        return instant(day + timedelta(days=1), time(0), zone, fold=0)
    except NoSuchTime as gap:
        return gap.after.astimezone(UTC)
