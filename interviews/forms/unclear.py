"""The two moments that a local time may mean where clocks change, and which of them was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from config.kit import clock
from interviews.rules.clocks import Reading, readings


@dataclass(frozen=True)
class Asked:
    """One of two moments that an unclear time may mean."""

    value: str
    reading: Reading
    is_chosen: bool


@dataclass(frozen=True)
class Meant:
    """What a local time means: an instant (UTC), or None while one of the two `asked` is to be chosen.

    `is_gap` says that the clocks jump over it, else it happens twice.
    """

    instant: datetime | None
    asked: list[Asked]
    is_gap: bool = False


def meant(day: date, at: time, zone: str, data: Mapping[str, str]) -> Meant:
    """Return what a time means; the answer to an unclear one stands in `data` as `reading`.

    Raises OverflowError at either end of the calendar.
    """
    try:
        return Meant(clock.instant(day, at, zone), [])
    except clock.NoSuchTime as gap:
        moments, is_gap = (gap.before, gap.after), True
    except clock.TwoSuchTimes as twice:
        moments, is_gap = (twice.first, twice.second), False
    answer = data.get("reading", "")
    asked = [
        Asked(value, readings(moment, [("", zone)])[0], value == answer)
        for moment in (one.astimezone(UTC) for one in moments)
        for value in (moment.isoformat(),)
    ]
    chosen = next((one.value for one in asked if one.is_chosen), "")
    return Meant(datetime.fromisoformat(chosen) if chosen else None, asked, is_gap)
