"""When the note before a talk and the weekly review may go out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from interviews.rules.evening import evening_of

# The note before a talk: an hour before, and of no use when there is no time left to read it.
NOTE_FROM, NOTE_UNTIL = timedelta(minutes=60), timedelta(minutes=20)
_DAY = timedelta(days=1)


def note_window(now: datetime) -> tuple[datetime, datetime]:
    """Return when talks begin that a note may go out for now: after, and up to."""
    return now + NOTE_UNTIL, now + NOTE_FROM


def latest_evening(now: datetime, hour: int, zone: str) -> date:
    """Return the local day whose evening began last: what a worker that was off missed is due then."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today if evening_of(today, hour, zone) <= now else today - _DAY
