"""Files of every method, read by programs that share no code."""

from datetime import UTC, datetime, time, timedelta

import icalendar
import pytest
import vobject

from contacts.models import Reach
from interviews.calendars.entry import entry_for_me
from interviews.calendars.feed import written_feed
from interviews.calendars.files import Method, file_for_me, file_for_them, written
from interviews.models import CalendarFeed, Interview
from interviews.rules.stages import Stage
from interviews.telling import guests_of
from tests.cases import few
from tests.factories import InterviewFactory, PersonFactory
from tests.zones import CHANGES

pytestmark = pytest.mark.filterwarnings("ignore:'maxsplit':DeprecationWarning")
NOW = datetime(2026, 9, 1, tzinfo=UTC)
# Local times around changes of clocks in 2026 and 2027, and the instants they mean, worked out by hand
# from the published rules.
AGREED = [
    ("Europe/Lisbon", "2026-10-24 10:00", 0, "2026-10-24 09:00"),
    ("Europe/Lisbon", "2026-10-26 10:00", 0, "2026-10-26 10:00"),
    ("Europe/London", "2026-10-25 01:30", 0, "2026-10-25 00:30"),
    ("Europe/London", "2026-10-25 01:30", 1, "2026-10-25 01:30"),
    ("America/New_York", "2026-10-31 10:00", 0, "2026-10-31 14:00"),
    ("America/New_York", "2026-11-02 10:00", 0, "2026-11-02 15:00"),
    ("America/Santiago", "2027-04-03 10:00", 0, "2027-04-03 13:00"),
    ("America/Santiago", "2027-04-05 10:00", 0, "2027-04-05 14:00"),
    ("Australia/Sydney", "2026-10-03 10:00", 0, "2026-10-03 00:00"),
    ("Australia/Sydney", "2026-10-05 10:00", 0, "2026-10-04 23:00"),
    ("Australia/Lord_Howe", "2026-10-03 10:00", 0, "2026-10-02 23:30"),
    ("Australia/Lord_Howe", "2026-10-05 10:00", 0, "2026-10-04 23:00"),
    ("Asia/Shanghai", "2026-10-26 10:00", 0, "2026-10-26 02:00"),
    ("Asia/Kathmandu", "2026-10-26 10:00", 0, "2026-10-26 04:15"),
    ("Asia/Tehran", "2026-10-26 10:00", 0, "2026-10-26 06:30"),
    ("America/Sao_Paulo", "2026-11-16 10:00", 0, "2026-11-16 13:00"),
    ("Europe/Istanbul", "2026-10-26 10:00", 0, "2026-10-26 07:00"),
    ("Pacific/Apia", "2026-10-26 10:00", 0, "2026-10-25 21:00"),
    ("Africa/Casablanca", "2026-09-14 10:00", 0, "2026-09-14 09:00"),
    ("Africa/Casablanca", "2027-02-15 10:00", 0, "2027-02-15 10:00"),
]


@pytest.fixture
def person(account):
    account.name = "Ana Sousa"
    account.save()
    person = PersonFactory(account=account, name='王小明, "Bo"; M:x', zone="Asia/Shanghai")
    Reach.objects.create(account=account, person=person, kind="email", value="bo@example.com")
    return person


@pytest.fixture
def talk(account, person):
    return InterviewFactory(
        account=account,
        people=[person],
        minutes=45,
        place="https://meet.example.com/a?b=1,2;3",
        purpose="One, two; three\\four\n五六七" * 9,
        stage=Stage.SCHEDULED,
    )


def agree(talk, zone, local, fold=0):
    """Let a talk begin at a local time, without storing it."""
    moment = datetime.fromisoformat(local)
    talk.on_date, talk.at_time, talk.zone, talk.fold = moment.date(), moment.time(), zone, fold
    talk.derive_instant()


def files_of(talk, person):
    """Return one file of every method."""
    (guest,) = guests_of(talk, [person])
    about = {"reader": guest, "language": "en", "stamp": NOW, "link": "https://askwell.example/b/"}
    return {
        "PUBLISH": file_for_me(talk),
        "REQUEST": file_for_them(talk, [guest], method=Method.REQUEST, **about),
        "CANCEL": file_for_them(talk, [guest], method=Method.CANCEL, **about),
        "feed": written(Method.PUBLISH, entry_for_me(talk, with_details=False), entry_for_me(talk)),
    }


def by_icalendar(raw):
    return [(event.start, event.end) for event in icalendar.Calendar.from_ical(raw).events]


def by_vobject(raw):
    events = vobject.readOne(raw.decode()).vevent_list
    return [(event.dtstart.value, event.dtend.value) for event in events]


def by_ics(raw):
    ics = pytest.importorskip("ics", reason="the third reader is not installed: pip install ics")
    return [
        (event.begin.datetime, event.end.datetime) for event in ics.Calendar(raw.decode()).events
    ]


READERS = few([by_vobject, by_icalendar, by_ics])


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_the_instant_in_every_file(talk, person, reader):
    for zone, local, fold, utc in AGREED:
        agree(talk, zone, local, fold)
        start = datetime.fromisoformat(utc).replace(tzinfo=UTC)
        for name, raw in files_of(talk, person).items():
            for found in reader(raw):
                assert found == (start, start + timedelta(minutes=45)), (zone, local, name)


def around_changes():
    """Return (zone, local day, instant) for ten in the morning two days before and after each change."""
    ten, two = time(10), timedelta(days=2)
    for change in CHANGES:
        for days, offset in ((-two, change.before), (two, change.after)):
            day = (change.at + change.before + days).date()
            yield change.zone, day, (datetime.combine(day, ten) - offset).replace(tzinfo=UTC)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_every_instant_in_the_feed(account, reader):
    agreed = list(around_changes())
    talks = [
        Interview(
            account=account,
            stage=Stage.SCHEDULED,
            minutes=45,
            on_date=day,
            at_time=time(10),
            zone=zone,
        )
        for zone, day, _instant in agreed
    ]
    for talk in talks:
        talk.derive_instant()
    Interview.objects.bulk_create(talks)
    feed = CalendarFeed.objects.create(account=account, token="t" * 43)

    found = reader(written_feed(feed))

    lasts = timedelta(minutes=45)
    assert sorted(found) == sorted((instant, instant + lasts) for _zone, _day, instant in agreed)
    assert len(found) > 60


def test_readers_agree_on_the_words_too(talk, person):
    agree(talk, "Europe/Lisbon", "2026-10-24 10:00")

    for raw in files_of(talk, person).values():
        first = icalendar.Calendar.from_ical(raw).events[-1]
        second = vobject.readOne(raw.decode()).vevent_list[-1]
        for field in ("summary", "description", "location", "uid", "status"):
            assert str(first[field]) == getattr(second, field).value, field


def test_every_file_keeps_to_the_letter_of_the_format(talk, person):
    agree(talk, "Europe/Lisbon", "2026-10-24 10:00")

    for name, raw in files_of(talk, person).items():
        lines = raw.split(b"\r\n")
        assert lines[-1] == b"" and not any(b"\n" in line or b"\r" in line for line in lines)
        assert max(map(len, lines)) <= 75, name
        assert raw.count(b"ORGANIZER") == 1, name
        assert (b"ATTENDEE" in raw) == (name in ("REQUEST", "CANCEL")), name
        assert (b"BEGIN:VALARM" in raw) == (name != "CANCEL"), name
        assert b"VTIMEZONE" not in raw and b"TZID" not in raw
