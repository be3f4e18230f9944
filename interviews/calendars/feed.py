"""All my talks as one calendar that programs read again and again by its secret address.

Written as plain lines: icalendar's objects take some thirty times as long, and a program asks every
few minutes. What an entry says is `entry_for_me`'s to decide; a test compares the two.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

from django.conf import settings
from django.db.models import TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Event

from contacts.models import Account
from contacts.models.people import address_of
from interviews.calendars import entry
from interviews.models import CalendarFeed, Interview, Kind, Medium
from interviews.rules.clocks import readings
from interviews.sentences import title_of

# How often a program is asked to come back, where it asks (RFC 7986, REFRESH-INTERVAL).
_AGAIN = "PT30M"
# Counts up when the lines are written otherwise, so that programs read them anew.
_FORM = 1
_LONGEST_LINE = 75
_ALARM = (
    f"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT{entry.ALARM_BEFORE // timedelta(minutes=1)}M"
)
_status = cache(entry.status_of)

# A print of all rows that a feed is made of, in one pass: whatever changed them, it changes.
_PRINT = """
    md5(concat_ws('|', "interviews_calendarfeed".with_follow_ups::text,
        "interviews_calendarfeed".with_details::text,
        (SELECT concat_ws('|', a.email, a.name, a.zone, a.language) FROM contacts_account a
         WHERE a.id = "interviews_calendarfeed".account_id),
        (SELECT md5(string_agg(i::text, ',' ORDER BY i.id)) FROM interviews_interview i
         WHERE i.account_id = "interviews_calendarfeed".account_id AND i.starts_at IS NOT NULL),
        (SELECT md5(string_agg(concat_ws('|', w.interview_id, p.name, p.called, p.zone,
                    p.is_family_first::text), ',' ORDER BY w.id))
         FROM interviews_interview i JOIN interviews_interview_people w ON w.interview_id = i.id
         JOIN contacts_person p ON p.id = w.person_id
         WHERE i.account_id = "interviews_calendarfeed".account_id AND i.starts_at IS NOT NULL),
        (SELECT md5(string_agg(concat_ws('|', u.id, u.kind, u.key, u.text, u.reason::text, u.due_on,
                    u.created_at, p.name, o.name), ',' ORDER BY u.id))
         FROM interviews_followup u JOIN contacts_person p ON p.id = u.person_id
         LEFT JOIN contacts_person o ON o.id = u.about_id
         WHERE u.account_id = "interviews_calendarfeed".account_id AND u.state = 'open'
         AND "interviews_calendarfeed".with_follow_ups)))
"""


def feed_behind(token: str) -> tuple[CalendarFeed, str] | None:
    """Return the feed of a token with its ETag, or None; one query.

    The ETag stays the same exactly as long as the feed's bytes do.
    """
    feeds = CalendarFeed.objects.select_related("account").filter(account__is_active=True)
    # A token with a NUL byte would be refused by Postgres.
    found = feeds.annotate(said_now=RawSQL(_PRINT, ())).filter(token=token.replace("\x00", ""))
    if (feed := found.first()) is None:
        return None
    about = f"{_FORM} {feed.said_now} {settings.SITE_URL} {settings.DEFAULT_FROM_EMAIL} {feed.pk}"
    return feed, f'"{blake2b(about.encode(), digest_size=16).hexdigest()}"'


def written_feed(feed: CalendarFeed) -> bytes:
    """Return the calendar: every talk that has a time, and open follow-ups where they are wanted."""
    account = feed.account
    with override(account.language):
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Askwell//Askwell//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            f"REFRESH-INTERVAL;VALUE=DURATION:{_AGAIN}",
            f"X-PUBLISHED-TTL:{_AGAIN}",
            "NAME:Askwell",
            "X-WR-CALNAME:Askwell",
            *_talks(account, with_details=feed.with_details),
            *(_follow_ups(account, with_details=feed.with_details) if feed.with_follow_ups else ()),
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


class _Talk(NamedTuple):
    """What of a talk stands in its entry."""

    pk: int
    uid_text: str
    sequence: int
    stage: str
    kind: str
    medium: str
    place: str
    purpose: str
    zone: str
    starts_at: datetime
    minutes: int
    changed_at: datetime


def _talks(account: Account, *, with_details: bool) -> Iterator[str]:
    """Yield the entries of all talks that have a time; three queries."""
    rows = account.interviews.filter(starts_at__isnull=False).order_by("starts_at", "pk")
    rows = rows.annotate(uid_text=Cast("uid", TextField()))
    write = _Detailed(account).entry if with_details else _bare
    return (write(_Talk(*row)) for row in rows.values_list(*_Talk._fields))


def _bare(talk: _Talk) -> str:
    """Return the entry of a talk without whom it is with, where and why."""
    kind = str(Kind(talk.kind).label)
    return f"{_head(talk)}\r\n{_line('SUMMARY', kind)}\r\nCLASS:PRIVATE\r\n{_tail(talk, kind)}"


class _Detailed:
    """Writes the entries of talks with all that I know of them."""

    def __init__(self, account: Account) -> None:
        """Read whom they are with, and put into words what recurs."""
        self.people = _people(account)
        self.language = account.language
        self.kinds = {kind.value: str(kind.label) for kind in Kind}
        self.mediums = {medium.value: str(medium.label) for medium in Medium}
        self.minutes = cache(entry.minutes_in_words)
        self.you = (_("you"), account.zone)
        self.colon = entry.colon()
        self.organizer = _organizer(account)
        # Neither `reverse` nor gettext for each: both take longer than the rest of an entry.
        page = settings.SITE_URL + reverse("interview-detail", args=[0])
        self.preparation = entry.preparation_at(page).replace("/0/", "/%s/")

    def entry(self, talk: _Talk) -> str:
        """Return the entry of one talk."""
        people = self.people.get(talk.pk, ())
        names = ", ".join([name for name, _address, _zone in people])
        place = entry.clean(talk.place)
        clocks = [self.you, *[(address, zone) for _, address, zone in people if zone]]
        shown = readings(talk.starts_at, [*clocks, ("", talk.zone)] if talk.zone else clocks)
        medium = self.mediums[talk.medium]
        text = entry.text_for_me(
            [entry.told(reading, self.language) for reading in shown],
            self.minutes(talk.minutes),
            medium + self.colon + place if place else medium,
            talk.purpose,
            self.preparation % talk.pk,
        )
        title = entry.clean(names)
        return "\r\n".join(
            (
                _head(talk),
                _line("SUMMARY", self.kinds[talk.kind] + self.colon + title),
                self.organizer,
                _line("DESCRIPTION", text),
                *_where(talk, place),
                _tail(talk, title),
            )
        )


def _people(account: Account) -> dict[int, list[tuple[str, str, str]]]:
    """Return (name, how they are addressed, zone) of those in each talk, in their order."""
    with_time = {"interview__account": account, "interview__starts_at__isnull": False}
    links = Interview.people.through.objects.filter(**with_time)
    links = links.order_by("person__sort_key", "person_id")
    shown = ("name", "called", "is_family_first", "zone")
    found = defaultdict(list)
    for talk, name, called, is_family_first, zone in links.values_list(
        "interview_id", *(f"person__{field}" for field in shown)
    ):
        found[talk].append((name, address_of(name, called, is_family_first), zone))
    return found


def _organizer(account: Account) -> str:
    event = Event()
    event.add("organizer", entry.organizer(account))
    lines = event.to_ical().decode().replace("\r\n ", "").splitlines()
    return _folded(next(line for line in lines if line.startswith("ORGANIZER")))


def _head(talk: _Talk) -> str:
    status = _status(talk.stage)
    return (
        f"BEGIN:VEVENT\r\nUID:{talk.uid_text}@askwell\r\nSEQUENCE:{talk.sequence}\r\n"
        f"DTSTAMP:{_utc(talk.changed_at)}\r\nDTSTART:{_utc(talk.starts_at)}\r\n"
        f"DTEND:{_utc(talk.starts_at + timedelta(minutes=talk.minutes))}\r\nSTATUS:{status}\r\n"
        f"TRANSP:{'TRANSPARENT' if status == 'CANCELLED' else 'OPAQUE'}"
    )


def _where(talk: _Talk, place: str) -> Iterator[str]:
    if not place:
        return
    yield _line("LOCATION", place)
    if entry.is_link(place):
        yield _folded(f"URL:{place}")
    if meeting := entry.conference(place, talk.medium):
        address, features = meeting
        yield _folded(f"CONFERENCE;VALUE=URI;FEATURE={','.join(features)}:{address}")


def _tail(talk: _Talk, title: str) -> str:
    """Return the alarm, where there is to be one, and the end."""
    if _status(talk.stage) == "CANCELLED":
        return "END:VEVENT"
    said = _line("DESCRIPTION", title)
    return f"{_ALARM}\r\n{said}\r\nEND:VALARM\r\nEND:VEVENT"


def _follow_ups(account: Account, *, with_details: bool) -> Iterator[str]:
    """Yield what is to be done, each on its day, which it leaves free."""
    rows = account.follow_ups.open().select_related("person", "about").order_by("due_on", "pk")
    shown = ("kind", "key", "text", "reason", "due_on", "created_at", "person__name", "about__name")
    page = settings.SITE_URL + reverse("person-detail", args=[0])
    for one in rows.only(*shown):
        yield "BEGIN:VEVENT"
        yield f"UID:follow-up-{one.pk}@askwell"
        yield f"DTSTAMP:{_utc(one.created_at)}"
        yield f"DTSTART;VALUE=DATE:{one.due_on:%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
        if with_details:
            yield _line("SUMMARY", entry.clean(title_of(one)))
            yield _folded("URL:" + page.replace("/0/", f"/{one.person_id}/"))
        else:
            yield _line("SUMMARY", _("Follow-up"))
            yield "CLASS:PRIVATE"
        yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    # Several times as fast as strftime, and there are three in each entry.
    return moment.astimezone(UTC).isoformat()[:19].replace("-", "").replace(":", "") + "Z"


def _line(name: str, text: str) -> str:
    """Return a property with a text, escaped and folded (RFC 5545, 3.3.11 and 3.1)."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _folded(f"{name}:" + text.replace("\n", "\\n"))


def _folded(line: str) -> str:
    """Return a line cut into lines of at most 75 bytes, never inside a character."""
    raw = line.encode()
    if len(raw) <= _LONGEST_LINE:
        return line
    parts, begin, size = [], 0, _LONGEST_LINE
    while begin < len(raw):
        end = begin + size
        # Bytes that continue a character look like 10xxxxxx.
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(raw[begin:end])
        begin, size = end, _LONGEST_LINE - 1
    return b"\r\n ".join(parts).decode()
