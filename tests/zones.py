"""When clocks change in 2026 and 2027, as IANA's rules of 2026f have it, zone by zone.

For whatever must be right about time. On purpose not read from the zone data: a test that asks the
data what the data says proves nothing.
"""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path


@dataclass(frozen=True)
class Change:
    """One change of the clocks: at `at` (UTC) the distance from UTC goes from `before` to `after`."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def is_forward(self) -> bool:
        """Whether local times are left out; else they come twice."""
        return self.after > self.before

    @property
    def unclear(self) -> tuple[datetime, datetime]:
        """The local times (naive, the last not included) that do not exist, or come twice."""
        wall = self.at.replace(tzinfo=None)
        return wall + min(self.before, self.after), wall + max(self.before, self.after)

    @property
    def middle(self) -> datetime:
        """A local time (naive) in the midst of them."""
        first, last = self.unclear
        return first + (last - first) / 2

    def __str__(self) -> str:
        """Its name in test reports."""
        return f"{self.zone} {self.at:%Y-%m-%d}"


def _changes(zone: str, winter: float, summer: float, *times: str) -> list[Change]:
    """Return changes at these moments, written as `2026-03-29 01:00 +` (`-` goes back)."""
    offsets = timedelta(hours=winter), timedelta(hours=summer)
    found = []
    for text in times:
        moment = datetime.fromisoformat(text[:-2]).replace(tzinfo=UTC)
        before, after = offsets if text.endswith("+") else offsets[::-1]
        found.append(Change(zone, moment, before, after))
    return found


# fmt: off
CHANGES: list[Change] = [
    *_changes("Europe/Lisbon", 0, 1, "2026-03-29 01:00 +", "2026-10-25 01:00 -",
              "2027-03-28 01:00 +", "2027-10-31 01:00 -"),
    # Three weeks before Europe in spring, one after it in autumn.
    *_changes("America/New_York", -5, -4, "2026-03-08 07:00 +", "2026-11-01 06:00 -",
              "2027-03-14 07:00 +", "2027-11-07 06:00 -"),
    *_changes("Australia/Sydney", 10, 11, "2026-04-04 16:00 -", "2026-10-03 16:00 +",
              "2027-04-03 16:00 -", "2027-10-02 16:00 +"),
    # By half an hour.
    *_changes("Australia/Lord_Howe", 10.5, 11, "2026-04-04 15:00 -", "2026-10-03 15:30 +",
              "2027-04-03 15:00 -", "2027-10-02 15:30 +"),
    *_changes("Pacific/Auckland", 12, 13, "2026-04-04 14:00 -", "2026-09-26 14:00 +",
              "2027-04-03 14:00 -", "2027-09-25 14:00 +"),
    # At midnight: a day without its first hour, and a day whose last hour comes twice.
    *_changes("America/Santiago", -4, -3, "2026-04-05 03:00 -", "2026-09-06 04:00 +",
              "2027-04-04 03:00 -", "2027-09-05 04:00 +"),
    # On Thursdays and Fridays.
    *_changes("Africa/Cairo", 2, 3, "2026-04-23 22:00 +", "2026-10-29 21:00 -",
              "2027-04-29 22:00 +", "2027-10-28 21:00 -"),
    *_changes("Asia/Jerusalem", 2, 3, "2026-03-27 00:00 +", "2026-10-24 23:00 -",
              "2027-03-26 00:00 +", "2027-10-30 23:00 -"),
    # Back for Ramadan; in September 2026 Morocco gave its summer time up for good.
    *_changes("Africa/Casablanca", 0, 1, "2026-02-15 02:00 -", "2026-03-22 02:00 +",
              "2026-09-20 01:00 -"),
]
# fmt: on

# No change in either year; each gave summer time up: in 2022, 2021, 2019 and 2022.
STEADY: dict[str, timedelta] = {
    "Asia/Tehran": timedelta(hours=3.5),
    "Pacific/Apia": timedelta(hours=13),
    "America/Sao_Paulo": timedelta(hours=-3),
    "America/Mexico_City": timedelta(hours=-6),
}

ZONES: tuple[str, ...] = (*dict.fromkeys(change.zone for change in CHANGES), *STEADY)


@contextmanager
def other_rules(folder: Path, **like: str) -> Iterator[None]:
    """Let zones keep the clocks of others, as if governments had decided so: `Lisbon="Etc/GMT-1"`.

    Named by their city; `folder` is an empty one to write the rules into.
    """
    for city, other in like.items():
        zone = next(zone for zone in ZONES if zone.endswith(f"/{city}"))
        file = folder / zone
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(
            resources.files("tzdata.zoneinfo").joinpath(*other.split("/")).read_bytes()
        )
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[folder])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        yield
    finally:
        zoneinfo.reset_tzpath(to=before)
        zoneinfo.ZoneInfo.clear_cache()
