"""Where things stand on the page of a calendar: days as long as they are, entries side by side.

A day is a stretch between two instants, cut into quarters of an hour, and each quarter has a name on
the wall clock: its minute of the day, and how often that minute came before on the same day. The rows
of a week are the names of all its days. So a day that lost an hour has a gap in these rows, and one
that got an hour twice makes a gap in the others, and 10:00 stands at the same height on every day.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]

QUARTER, ROW = timedelta(minutes=15), timedelta(minutes=5)
# How many rows a quarter of an hour takes, and a whole one.
ROWS, ROWS_AN_HOUR = QUARTER // ROW, timedelta(hours=1) // ROW
# Below this, nobody could read what is written on an entry: 20 minutes.
LEAST_ROWS = 4
_DAY = timedelta(days=1)


class Quarter(NamedTuple):
    """A quarter of an hour by its name: the minute of the day, and how often that came before."""

    minute: int
    again: int


class Place(NamedTuple):
    """Rows of five minutes, counted from the top of what is shown."""

    row: int
    rows: int

    @property
    def end(self) -> int:
        """Return the first row after it."""
        return self.row + self.rows


@dataclass(frozen=True)
class Frame:
    """A calendar day in a zone, from its first instant to that of the next day."""

    day: date
    zone: str

    @cached_property
    def begins(self) -> datetime:
        """Return its first instant in UTC."""
        return _begin(self.day, self.zone)

    @cached_property
    def ends(self) -> datetime:
        """Return the first instant of the next day in UTC."""
        return _begin(self.day + _DAY, self.zone)

    @property
    def change(self) -> timedelta:
        """Return by how much it is longer than 24 hours, less than nothing where it is shorter."""
        return self.ends - self.begins - _DAY

    @cached_property
    def changes_at(self) -> datetime | None:
        """Return when its clocks change, to the quarter; None on any other day."""
        if not self.change:
            return None
        tz = ZoneInfo(self.zone)
        quarters = [self.begins + n * QUARTER for n in range((self.ends - self.begins) // QUARTER)]
        before = (self.begins - QUARTER).astimezone(tz).utcoffset()
        return next((one for one in quarters if one.astimezone(tz).utcoffset() != before), None)

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """Return the names of its quarters in their order."""
        tz, seen, found = ZoneInfo(self.zone), Counter[int](), []
        for n in range((self.ends - self.begins) // QUARTER):
            wall = (self.begins + n * QUARTER).astimezone(tz)
            minute = wall.hour * 60 + wall.minute
            found.append(Quarter(minute, seen[minute]))
            seen[minute] += 1
        return tuple(found)

    def holds(self, span: Span) -> bool:
        """Return whether a stretch of time shares a moment with it; a mere moment does too."""
        return span[0] < self.ends and (span[1] > self.begins or span[0] >= self.begins)


@dataclass(frozen=True)
class Axis:
    """The quarters that stand beside the days, top to bottom."""

    quarters: tuple[Quarter, ...]

    @cached_property
    def _at(self) -> dict[Quarter, int]:
        return {quarter: n for n, quarter in enumerate(self.quarters)}

    @property
    def hours(self) -> list[tuple[int, Quarter]]:
        """Return the rows at which a full hour begins, and what begins there."""
        return [(n * ROWS, one) for n, one in enumerate(self.quarters) if one.minute % 60 == 0]

    def place(self, frame: Frame, span: Span) -> Place | None:
        """Return where a stretch of time stands on a day, cut to what is shown; None if nowhere."""
        first, last = max(span[0], frame.begins), min(span[1], frame.ends)
        if first > last or not self.quarters:
            return None
        row = self._row(frame, first)
        # The last row is that of its last minutes: an end at the edge of a gap stays before the gap.
        end = self._row(frame, max(first, last - ROW)) + 1
        top, bottom = 0, len(self.quarters) * ROWS
        if end <= top or row >= bottom:
            return None
        row = max(row, top)
        return Place(row, min(max(end - row, LEAST_ROWS), max(bottom - row, 1)))

    def gaps(self, frame: Frame) -> list[Place]:
        """Return the rows that do not exist on a day: skipped there, or repeated elsewhere."""
        own, found = set(frame.quarters), list[Place]()
        for n, quarter in enumerate(self.quarters):
            if quarter in own:
                continue
            if found and found[-1].end == n * ROWS:
                found[-1] = Place(found[-1].row, found[-1].rows + ROWS)
            else:
                found.append(Place(n * ROWS, ROWS))
        return found

    def begins(self, frame: Frame) -> datetime | None:
        """Return the instant at which the first of its own quarters that are shown begins."""
        first = next((one for one in self.quarters if one in set(frame.quarters)), None)
        return frame.begins + frame.quarters.index(first) * QUARTER if first else None

    def _row(self, frame: Frame, moment: datetime) -> int:
        """Return the row of a moment of a day; before the first or after the last if not shown."""
        passed = moment - frame.begins
        at = min(passed // QUARTER, len(frame.quarters) - 1)
        if at < 0:
            return 0
        quarter = frame.quarters[at]
        if quarter in self._at:
            return self._at[quarter] * ROWS + min((passed - at * QUARTER) // ROW, ROWS)
        return -1 if quarter.minute < self.quarters[0].minute else len(self.quarters) * ROWS


def axis_of(frames: Sequence[Frame], opens: time, closes: time) -> Axis:
    """Return the quarters of some days from a local time to another; midnight closes at the end."""
    longest = max(frames, key=lambda frame: len(frame.quarters))
    order = list(longest.quarters)
    for frame in frames:
        for before, one in zip((None, *frame.quarters), frame.quarters, strict=False):
            if one not in order:
                order.insert(order.index(before) + 1 if before else 0, one)
    first, last = _minute(opens), _minute(closes) or 24 * 60
    return Axis(tuple(one for one in order if first <= one.minute < last))


def hours_of(
    frames: Sequence[Frame], spans: Iterable[Span], opens: time, closes: time
) -> tuple[time, time]:
    """Return from which full hour to which the days must show to hold all of it; 00:00 is the end."""
    first, last = _minute(opens) // 60, -(-(_minute(closes) or 24 * 60) // 60)
    for begins, ends in spans:
        for frame in (one for one in frames if one.holds((begins, ends))):
            tz = ZoneInfo(frame.zone)
            start, end = max(begins, frame.begins), min(ends, frame.ends)
            wall = start.astimezone(tz)
            first = min(first, wall.hour)
            # What is drawn is never shorter than can be read.
            end = min(max(end, start + LEAST_ROWS * ROW), frame.ends)
            until = (end - ROW).astimezone(tz)
            last = max(last, until.hour + 1, wall.hour + 1)
    return time(first), time(last % 24)


def lanes(places: Sequence[Place]) -> list[tuple[int, int]]:
    """Return (lane, lanes) for each: what overlaps stands side by side, nothing else gives way."""
    order = sorted(range(len(places)), key=lambda n: (places[n].row, -places[n].rows, n))
    found: list[tuple[int, int]] = [(0, 1)] * len(places)
    group: list[int] = []
    ends: list[int] = []  # the row after the last one of each lane
    for n in order:
        if group and places[n].row >= max(ends):
            _close(group, found, len(ends))
            group, ends = [], []
        lane = next((at for at, end in enumerate(ends) if end <= places[n].row), len(ends))
        ends[lane : lane + 1] = [places[n].end]
        found[n] = (lane, 1)
        group.append(n)
    _close(group, found, len(ends))
    return found


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return stretches of time in order, those that touch made one."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def weeks_of(day: date) -> list[list[date]]:
    """Return the weeks that share a day with a day's month, from Monday on."""
    first = day.replace(day=1)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= first or monday.month == day.month:
        weeks.append([monday + n * _DAY for n in range(7)])
        monday += 7 * _DAY
    return weeks


def _close(group: list[int], found: list[tuple[int, int]], count: int) -> None:
    for n in group:
        found[n] = (found[n][0], count)


def _begin(day: date, zone: str) -> datetime:
    """Return the first instant of a day; where midnight is left out, that of the change."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
