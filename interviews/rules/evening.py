"""Which steps around a talk are mailed in its evening, and when: those that no digest tells in time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from interviews.rules.digest import window

_DAY = timedelta(days=1)
# Thanks are due at most so long after a talk (thank_you in contacts/rules/cadence/numbers.toml, 72
# hours), wherever on earth it was; a step that was in a letter since is not put into another.
LONGEST_AHEAD = timedelta(days=4)
SEEN_BACK = timedelta(days=5)
# Within so long thanks are in time while nobody said yet that the talk took place (Yale and all
# other guides).
THANKS_WITHIN = timedelta(hours=24)
# A letter comes so long before thanks are due, or it is of no use; the same is left to it to leave.
LEAD = timedelta(hours=1)


@dataclass(frozen=True)
class Mornings:
    """When an account's digests come: at an hour of its clock, on its days, from the next unwritten on.

    `hour` is None where it wants none. `is_day` says whether a day is one of its digest days.
    """

    zone: str
    hour: int | None
    written_on: date
    is_day: Callable[[date], bool]

    def days(self, now: datetime, *, ahead: int) -> Iterator[date]:
        """Yield the days, up to so many ahead, of the digests that can still go out."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        days = (today + _DAY * n for n in range(-1, ahead))
        return (day for day in days if self._is_ahead(day, now))

    def tells(self, due_on: date, due_at: datetime, now: datetime) -> bool:
        """Return whether a digest opens on the day a step is due or later, in time to do it."""
        last = due_at.astimezone(ZoneInfo(self.zone)).date()
        days = (due_on + _DAY * n for n in range((last - due_on).days + 1))
        return any(self._is_ahead(day, now) and self._opens(day) + LEAD <= due_at for day in days)

    def _is_ahead(self, day: date, now: datetime) -> bool:
        if self.hour is None or day <= self.written_on:
            return False
        return now < window(day, self.hour, self.zone)[1] and self.is_day(day)

    def _opens(self, day: date) -> datetime:
        assert self.hour is not None, "see _is_ahead"
        return window(day, self.hour, self.zone)[0]


def evening_of(day: date, hour: int, zone: str) -> datetime:
    """Return when the evening of a local day begins (UTC); a jumped hour counts from the jump."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


def is_time_to_thank(
    *, due_on: date, due_at: datetime, evening: datetime, now: datetime, mornings: Mornings
) -> bool:
    """Return whether a thank-you is to be mailed now.

    It waits for the evening, unless that comes too late; what is late already stands in the next
    digest. It is mailed when no digest tells it in time.
    """
    if not (now < due_at and (evening <= now or due_at < evening + LEAD)):
        return False
    return not mornings.tells(due_on, due_at, now)


def is_time_to_debrief(*, over_at: datetime, evening: datetime, now: datetime, zone: str) -> bool:
    """Return whether a debrief is to be asked for now: from the evening on, on the day of the talk."""
    tz = ZoneInfo(zone)
    is_same_day = over_at.astimezone(tz).date() == now.astimezone(tz).date()
    return is_same_day and max(over_at, evening) <= now
