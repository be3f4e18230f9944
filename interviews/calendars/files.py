"""A talk as a calendar file: to keep, to invite with and to call off with (RFC 5546)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from icalendar import Calendar, Event

from interviews.calendars.entry import Guest, entry_for_me, entry_for_them
from interviews.models import Interview


class Method(StrEnum):
    """What a calendar file wants of the program that reads it."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    COUNTER = "COUNTER"


def file_for_me(interview: Interview) -> bytes:
    """Return the file of a talk that has a time, for my own calendar."""
    return written(Method.PUBLISH, entry_for_me(interview))


def file_for_them(
    interview: Interview,
    guests: Sequence[Guest],
    *,
    reader: Guest,
    language: str,
    method: Method,
    stamp: datetime,
    link: str = "",
) -> bytes:
    """Return the invitation (REQUEST) or the cancellation (CANCEL) for one of those it is with."""
    event = entry_for_them(
        interview,
        guests,
        reader=reader,
        language=language,
        stamp=stamp,
        link=link,
        is_cancelled=method is Method.CANCEL,
    )
    return written(method, event)


def written(method: Method, *events: Event) -> bytes:
    """Return a calendar of these entries, with CRLF and folded lines."""
    calendar = Calendar()
    calendar.add("prodid", "-//Askwell//Askwell//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()
