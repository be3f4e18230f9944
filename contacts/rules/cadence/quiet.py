"""From when a message may reach somebody: not late in their evening, not on their day off."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from contacts.rules.calendar import WorkCalendar


def may_go_from(
    now: datetime, *, zone: str, quiet_from: int, quiet_until: int, calendar: WorkCalendar
) -> datetime:
    """Return the first moment from `now` on, in their zone, that is neither night nor a day off.

    It is `now` itself where nothing speaks against it. `quiet_from` and `quiet_until` are hours of
    their day (see the numbers of these names); `calendar` holds their working days.
    """
    theirs = now.astimezone(ZoneInfo(zone))
    day = theirs.date()
    if theirs.hour >= quiet_from:
        day += timedelta(days=1)
    elif theirs.hour >= quiet_until and calendar.is_working(day):
        return theirs
    return datetime.combine(calendar.working_or_next(day), time(quiet_until), theirs.tzinfo)
