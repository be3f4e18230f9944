"""One talk as a calendar file (RFC 5545), for whoever asks the questions.

Times are UTC: lists of clock changes, as icalendar would write them, are read one hour wrong by
some programs. The UID never changes and SEQUENCE only grows, so that an import replaces the entry.
"""

from datetime import timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from interviews.models import Interview, Medium
from interviews.rules.clocks import Reading
from interviews.rules.stages import Stage

# Enough to read the sheet once more and to find the link.
ALARM_BEFORE = timedelta(minutes=30)

_STATUS = {Stage.PLANNED: "TENTATIVE", Stage.INVITED: "TENTATIVE", Stage.CANCELLED: "CANCELLED"}


def calendar_file(interview: Interview) -> bytes:
    """Return the file of a talk that has a time, with CRLF and folded lines."""
    calendar = Calendar()
    calendar.add("prodid", "-//Askwell//Askwell//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(interview))
    return calendar.to_ical()


def _event(interview: Interview) -> Event:
    assert interview.starts_at and interview.ends_at, "a calendar holds no talk without a time"
    status = _STATUS.get(Stage(interview.stage), "CONFIRMED")
    event = Event()
    event.add("uid", f"{interview.uid}@askwell")
    event.add("sequence", interview.sequence)
    event.add("dtstamp", interview.changed_at)
    event.add("dtstart", interview.starts_at)
    event.add("dtend", interview.ends_at)
    event.add("summary", f"{interview.get_kind_display()}: {interview.names}")
    event.add("description", _description(interview))
    event.add("status", status)
    if interview.place:
        event.add("location", interview.place)
        if interview.medium == Medium.VIDEO:
            event.add("url", interview.place)
    if status != "CANCELLED":
        event.add_component(_alarm(interview))
    return event


def _alarm(interview: Interview) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM_BEFORE)
    alarm.add("description", interview.names)
    return alarm


def _description(interview: Interview) -> str:
    """Return both clocks, how to meet, and where the preparation lies."""
    where = ": ".join(text for text in (interview.get_medium_display(), interview.place) if text)
    lines = [
        *(_told(reading) for reading in interview.readings),
        _("%(minutes)s minutes") % {"minutes": interview.minutes},
        where,
        interview.purpose,
        _("Your preparation: %(link)s")
        % {"link": f"{settings.SITE_URL}{interview.get_absolute_url()}"},
    ]
    return "\n".join(line for line in lines if line)


def _told(reading: Reading) -> str:
    whose = f" – {', '.join(reading.whose)}" if reading.whose else ""
    return f"{date_format(reading.wall, 'D j M Y, H:i')} {reading.zone} ({reading.utc}){whose}"
