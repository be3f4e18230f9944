"""What a calendar answers to an invitation: REPLY and COUNTER files (RFC 5546), hostile ones too.

It comes as a file, or inside the message as a mail program keeps it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _
from icalendar import Calendar, Component

from interviews.calendars.files import Method
from interviews.importing import returned

# A reply is one entry of a few lines; the message around it may hold a picture or two.
MAX_BYTES, MAX_FILE = 1_000_000, 100_000
MAX_EVENTS = 1
_UID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@askwell", re.I)
_STATES = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}
LONGEST_COMMENT = 2000
LAST_YEAR = 9000


class Unreadable(ValueError):
    """The file is no answer to an invitation; the text says why and what to do."""


@dataclass(frozen=True)
class Reply:
    """One answer: about which talk, by whom, and what they say.

    `state` is accepted, tentative or declined, or empty for a counter-proposal; that one has
    `starts_at` (UTC) and the zone it was written in, if it names one.
    """

    method: Method
    uid: str
    sequence: int
    email: str
    state: str
    comment: str = ""
    starts_at: datetime | None = None
    zone: str = ""


def read_reply(raw: bytes) -> Reply:
    """Return the answer in a file; raise Unreadable for anything else, whatever it is."""
    if len(raw) > MAX_BYTES:
        raise _too_large()
    try:
        return _read(_calendar_in(raw))
    except Unreadable:
        raise
    except Exception as error:
        # Whatever a parser stumbles over in somebody else's file is a fault of the file.
        raise Unreadable(_("This calendar file is damaged and cannot be read.")) from error


def _calendar_in(raw: bytes) -> bytes:
    """Return the calendar file in a message, decoded; what is no message is the file itself."""
    begins = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].upper()
    if begins.startswith(b"BEGIN:"):
        return raw
    for part in returned.opened(raw).walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            file = part.get_payload(decode=True)
            if isinstance(file, bytes):
                return file
    return raw


def _too_large() -> Unreadable:
    return Unreadable(_("This file is too large for an answer to an invitation."))


def _read(raw: bytes) -> Reply:
    if len(raw) > MAX_FILE:
        raise _too_large()
    if b"BEGIN:VCALENDAR" not in raw.upper():
        raise Unreadable(_("This is no calendar file. Look for an attachment that ends in .ics."))
    calendar = Calendar.from_ical(raw)
    method = str(calendar.get("METHOD", "")).upper()
    if method not in (Method.REPLY, Method.COUNTER):
        raise Unreadable(
            _("This is no answer to an invitation. Their program names an answer REPLY or COUNTER.")
        )
    events = [one for one in calendar.subcomponents if one.name == "VEVENT"]
    if len(events) != MAX_EVENTS:
        raise Unreadable(_("An answer is about one talk; this file has none, or several."))
    return _read_event(Method(method), events[0])


def _read_event(method: Method, event: Component) -> Reply:
    uid = _UID.fullmatch(str(event.get("UID", "")).strip())
    if uid is None:
        raise Unreadable(_("This is an answer to an invitation that did not come from here."))
    guests = event.get("ATTENDEE", [])
    guests = guests if isinstance(guests, list) else [guests]
    if len(guests) != 1:
        raise Unreadable(_("This answer does not say who gives it."))
    email = re.sub(r"^mailto:", "", str(guests[0]).strip(), flags=re.I).lower().replace("\x00", "")
    state = _STATES.get(str(guests[0].params.get("PARTSTAT", "")).upper(), "")
    if method is Method.REPLY and not state:
        raise Unreadable(_("This answer says neither yes nor no nor maybe."))
    starts_at, zone = _start(event) if method is Method.COUNTER else (None, "")
    return Reply(
        method=method,
        uid=uid[1].lower(),
        sequence=int(event.get("SEQUENCE", 0)),
        email=email,
        state=state if method is Method.REPLY else "",
        comment=_comment(event),
        starts_at=starts_at,
        zone=zone,
    )


def _start(event: Component) -> tuple[datetime, str]:
    """Return the proposed start in UTC and its zone; a day without a time is no proposal."""
    start = event.decoded("DTSTART", None)
    # The last years cannot be read on every clock.
    if not isinstance(start, datetime) or start.tzinfo is None or start.year > LAST_YEAR:
        raise Unreadable(_("The proposal names no time that is the same everywhere."))
    name = str(getattr(start.tzinfo, "key", ""))
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        name = ""
    return start.astimezone(UTC), "" if name == "UTC" else name


def _comment(event: Component) -> str:
    comments = event.get("COMMENT", [])
    comments = comments if isinstance(comments, list) else [comments]
    return "\n".join(str(one).strip() for one in comments)[:LONGEST_COMMENT].replace("\x00", "")
