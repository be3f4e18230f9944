"""One talk as an entry of a calendar (RFC 5545): for me, or for those it is with.

Times are UTC: lists of clock changes, as icalendar would write them, are read one hour wrong by
some programs. The UID never changes and SEQUENCE only grows, so that an entry is replaced and never
doubled. What is mine alone (what I want to learn, my preparation) stands in my own entry only.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, override, pgettext
from django.utils.translation import gettext as _
from icalendar import Alarm, Event, vCalAddress, vUri

from contacts.models import Account
from interviews.models import AttendanceState, Interview, Medium
from interviews.rules.clocks import Reading, readings
from interviews.rules.stages import Stage

# Enough for me to read the sheet once more, for them to find the link.
ALARM_BEFORE = timedelta(minutes=30)
THEIR_ALARM_BEFORE = timedelta(minutes=10)

_STATUS = {
    Stage.PLANNED: "TENTATIVE",
    Stage.INVITED: "TENTATIVE",
    Stage.CANCELLED: "CANCELLED",
    Stage.MISSED: "CANCELLED",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Guest:
    """Somebody a talk is with, as an entry names them; `state` is what their calendar answered."""

    name: str
    email: str
    zone: str = ""
    state: str = AttendanceState.NEEDS_ACTION


def status_of(stage: str) -> str:
    """Return what a calendar calls where a talk stands."""
    return _STATUS.get(Stage(stage), "CONFIRMED")


def uid_of(interview: Interview) -> str:
    """Return what a talk is called in every calendar, for good."""
    return f"{interview.uid}@askwell"


def entry_for_me(
    interview: Interview, *, with_details: bool = True, stamp: datetime | None = None
) -> Event:
    """Return the entry of a talk that has a time, for whoever asks the questions.

    Without details it says that there is a talk, and neither with whom nor where nor why.
    `stamp` is the moment of writing; that of the last change unless told.
    """
    with override(interview.account.language):
        status = status_of(interview.stage)
        event = _event(interview, status, stamp or interview.changed_at)
        kind = interview.get_kind_display()
        if not with_details:
            event.add("summary", kind)
            event.add("class", "PRIVATE")
            _remind(event, status, kind, ALARM_BEFORE)
            return event
        event.add("summary", f"{kind}{colon()}{clean(interview.names)}")
        event.add("organizer", organizer(interview.account))
        event.add("description", _description_for_me(interview))
        _say_where(event, interview)
        _remind(event, status, interview.names, ALARM_BEFORE)
        return event


def entry_for_them(
    interview: Interview,
    guests: Sequence[Guest],
    *,
    reader: Guest,
    language: str,
    stamp: datetime,
    link: str = "",
    is_cancelled: bool = False,
) -> Event:
    """Return the entry of a talk for `reader`, one of its guests, in their language.

    `link` is where they move or cancel it, where there is such a page.
    """
    with override(language):
        status = "CANCELLED" if is_cancelled else "CONFIRMED"
        event = _event(interview, status, stamp)
        title = title_for_them(interview)
        event.add("summary", title)
        event.add("organizer", organizer(interview.account))
        for guest in guests:
            if guest.email:
                event.add("attendee", _attendee(guest, is_asked=not is_cancelled))
        event.add("description", _description_for_them(interview, reader, link))
        _say_where(event, interview)
        _remind(event, status, title, THEIR_ALARM_BEFORE)
        return event


def title_for_them(interview: Interview) -> str:
    """Return what a talk is called in their calendar, in the language that is on."""
    words = {"kind": interview.get_kind_display(), "name": clean(str(interview.account))}
    return pgettext("title in a calendar", "%(kind)s with %(name)s") % words


def organizer(account: Account) -> vCalAddress:
    """Return me as who invites, and where another address sends, that too (RFC 5546, SENT-BY)."""
    me = vCalAddress(f"mailto:{account.email}")
    me.params["CN"] = clean(str(account))
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if sender and sender.lower() != account.email.lower():
        me.params["SENT-BY"] = f"mailto:{sender}"
    return me


def clocks_for_them(interview: Interview, reader: Guest) -> list[Reading]:
    """Return the start on their clock, on mine and on the agreed one, without doubles."""
    assert interview.starts_at
    account = interview.account
    clocks = [
        (pgettext("whose clock", "you"), reader.zone),
        (clean(account.name), account.zone),
        ("", interview.zone),
    ]
    return readings(interview.starts_at, [clock for clock in clocks if clock[1]])


def told(reading: Reading, language: str = "") -> str:
    """Return a moment on one clock in words, with its zone and whose it is.

    `language` is the one that is on; whoever tells thousands of moments knows it already.
    """
    day, after = _day(reading.wall.date(), language or get_language() or "")
    moment = f"{day}{reading.wall:%H:%M}{after} {reading.zone} ({reading.utc})"
    if not reading.whose:
        return moment
    first, *others = reading.whose
    whose = pgettext("between two parts of a list", ", ").join(reading.whose) if others else first
    return f"{moment} – {whose}"


@lru_cache(4096)
def _day(day: date, language: str) -> tuple[str, str]:
    """Return what stands before and after the time of day in the language that is on."""
    before, after = pgettext("format of a moment in a calendar", "D j M Y, H:i").split("H:i")
    return date_format(day, before), after


def where(interview: Interview) -> str:
    """Return how and where one meets, in a line."""
    parts = interview.get_medium_display(), clean(interview.place)
    return colon().join(part for part in parts if part)


def length(interview: Interview) -> str:
    """Return how long it takes, in words."""
    return minutes_in_words(interview.minutes)


def minutes_in_words(minutes: int) -> str:
    """Return a length in words."""
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}


def clean(text: str) -> str:
    """Return a text in one line without characters that break a calendar or a header."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _CONTROLS.sub("", text)).strip()


def colon() -> str:
    """Return what stands between a label and what it labels."""
    return pgettext("after a label", ": ")


def _event(interview: Interview, status: str, stamp: datetime) -> Event:
    assert interview.starts_at and interview.ends_at, "a calendar holds no talk without a time"
    event = Event()
    event.add("uid", uid_of(interview))
    event.add("sequence", interview.sequence)
    event.add("dtstamp", stamp)
    event.add("dtstart", interview.starts_at)
    event.add("dtend", interview.ends_at)
    event.add("status", status)
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    return event


def _attendee(guest: Guest, *, is_asked: bool) -> vCalAddress:
    address = vCalAddress(f"mailto:{guest.email}")
    address.params["CN"] = clean(guest.name)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = guest.state.upper()
    is_open = is_asked and guest.state == AttendanceState.NEEDS_ACTION
    address.params["RSVP"] = "TRUE" if is_open else "FALSE"
    return address


def _say_where(event: Event, interview: Interview) -> None:
    """Add the place, and where it is a link or a number, what a program can open (RFC 7986)."""
    place = clean(interview.place)
    if not place:
        return
    event.add("location", place)
    if is_link(place):
        event.add("url", place)
    if meeting := conference(place, interview.medium):
        address, features = meeting
        event.add("conference", vUri(address, params={"VALUE": "URI", "FEATURE": list(features)}))


def is_link(place: str) -> bool:
    """Return whether a place is the address of a web page."""
    return place.startswith(("https://", "http://")) and " " not in place


def conference(place: str, medium: str) -> tuple[str, tuple[str, ...]] | None:
    """Return what a program can open to join, and what one does there (RFC 7986, FEATURE)."""
    if is_link(place):
        return place, ("AUDIO", "VIDEO")
    if medium == Medium.PHONE and (number := re.sub(r"[^\d+]", "", place)):
        return f"tel:{number}", ("PHONE",)
    return None


def _remind(event: Event, status: str, title: str, before: timedelta) -> None:
    """Let it ring before the start; what is cancelled rings no more (RFC 5546, 3.2.5)."""
    if status == "CANCELLED":
        return
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", clean(title))
    event.add_component(alarm)


def _description_for_me(interview: Interview) -> str:
    link = f"{settings.SITE_URL}{interview.get_absolute_url()}"
    preparation = preparation_at(link)
    clocks = map(told, interview.readings)
    return text_for_me(clocks, length(interview), where(interview), interview.purpose, preparation)


def preparation_at(link: str) -> str:
    """Return where my preparation lies, in words."""
    return _("Your preparation: %(link)s") % {"link": link}


def text_for_me(
    clocks: Iterable[str], length: str, where: str, purpose: str, preparation: str
) -> str:
    """Return all clocks, how to meet, what I want to learn and where the preparation lies."""
    return _lines(*clocks, length, where, purpose, preparation)


def _description_for_them(interview: Interview, reader: Guest, link: str) -> str:
    move = _("To move or to cancel it: %(link)s") % {"link": link} if link else ""
    return _lines(
        *map(told, clocks_for_them(interview, reader)),
        length(interview),
        where(interview),
        move,
    )


def _lines(*lines: str) -> str:
    return "\n".join(_kept(lines))


def _kept(lines: Iterable[str]) -> Iterable[str]:
    return (
        line if line.isprintable() else _CONTROLS.sub("", line.replace("\r\n", "\n"))
        for line in lines
        if line
    )
