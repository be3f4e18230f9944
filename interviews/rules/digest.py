"""When a morning digest may go out, how much it tells, and what in it is news."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# A digest kept back by a worker that was off still goes out until the evening, or for a few hours
# where somebody chose the evening; after that the day is over and the next digest tells it all.
LATEST = time(20)
GRACE = timedelta(hours=3)
# The list of things announced earlier stays short enough to be no reproach.
STILL_OPEN_SHOWN = 5
DUE_SHOWN = 20
WAITING_SHOWN = 10


def window(day: date, hour: int, zone: str) -> tuple[datetime, datetime]:
    """Return when the digest of a local day may go out: from, and until before (both UTC).

    An hour that the clocks jump over counts from the jump, one that happens twice from its first.
    """
    tz = ZoneInfo(zone)
    opens = datetime.combine(day, time(hour), tz).astimezone(UTC)
    return opens, max(datetime.combine(day, LATEST, tz).astimezone(UTC), opens + GRACE)


def day_to_tell(now: datetime, hour: int, zone: str) -> date | None:
    """Return the local day whose digest may go out now, or None."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for day in (today, today - timedelta(days=1)):
        opens, closes = window(day, hour, zone)
        if opens <= now < closes:
            return day
    return None


def clocks_to_tell(
    now: datetime, clocks: Iterable[tuple[str, int]]
) -> dict[date, dict[int, list[str]]]:
    """Return, out of (zone, hour) pairs, those whose digest may go out now: day → hour → zones."""
    found: dict[date, dict[int, list[str]]] = {}
    for zone, hour in clocks:
        if day := day_to_tell(now, hour, zone):
            found.setdefault(day, {}).setdefault(hour, []).append(zone)
    return found


def is_fresh(due_on: date, announced_on: date | None) -> bool:
    """Return whether the present due day was not announced yet; what was put off is fresh again."""
    return announced_on is None or announced_on < due_on
