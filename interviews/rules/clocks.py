"""How one instant reads on the clocks of the people who meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

# Before and after these hours most people would rather not be called; our own rule.
KIND_FROM, KIND_UNTIL = time(7), time(21)


@dataclass(frozen=True)
class Reading:
    """A wall clock: whose it is, where it hangs and what it shows (`wall` is naive on purpose)."""

    whose: tuple[str, ...]
    zone: str
    wall: datetime
    offset: timedelta

    @property
    def city(self) -> str:
        """Return the zone's place as people write it, such as New York."""
        return self.zone.rsplit("/", 1)[-1].replace("_", " ")

    @property
    def utc(self) -> str:
        """Return the distance from UTC, such as UTC+1 or UTC−3:30."""
        minutes = round(self.offset.total_seconds() / 60)
        if not minutes:
            return "UTC"
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")

    @property
    def is_kind(self) -> bool:
        """Return whether most people are up and willing at this hour."""
        return KIND_FROM <= self.wall.time() < KIND_UNTIL


class Agreed(TypedDict):
    """A moment as two people agree on it, for what stores one: local day and time, zone and fold."""

    on_date: date
    at_time: time
    zone: str
    fold: int


def agreed_at(instant: datetime, zone: str) -> Agreed:
    """Return a moment as it is agreed on in a zone."""
    wall = instant.astimezone(ZoneInfo(zone))
    at_time = wall.time().replace(fold=0)
    return Agreed(on_date=wall.date(), at_time=at_time, zone=zone, fold=wall.fold)


def readings(instant: datetime, clocks: Sequence[tuple[str, str]]) -> list[Reading]:
    """Return one reading a zone, for (whose, zone) pairs in their order; equal zones are joined."""
    owners: dict[str, list[str]] = {}
    for whose, zone in clocks:
        owners.setdefault(zone, []).append(whose)
    return [_read(instant, zone, whose) for zone, whose in owners.items()]


def _read(instant: datetime, zone: str, whose: list[str]) -> Reading:
    local = instant.astimezone(ZoneInfo(zone))
    return Reading(
        whose=tuple(name for name in whose if name),
        zone=zone,
        wall=local.replace(tzinfo=None),
        offset=local.utcoffset() or timedelta(),
    )
