from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import vobject
from django.core.management import call_command
from django.urls import reverse

from interviews.actions.interviews import move_interview, recompute_instants, schedule_interview
from interviews.calendars.files import file_for_me
from interviews.models import Interview
from interviews.rules.stages import Stage
from tests.cases import few
from tests.factories import InterviewFactory, PersonFactory

DAY = {"on_date": date(2026, 12, 3), "at_time": time(15), "zone": "Europe/Lisbon"}


@pytest.fixture
def interview(account):
    person = PersonFactory(account=account, name="王小明, Ana; Muñoz", zone="Asia/Shanghai")
    interview = InterviewFactory(
        account=account,
        people=[person],
        place="https://meet.example.com/a?b=1,2;3",
        purpose="First line\nsecond line, " + "long " * 50,
    )
    return schedule_interview(interview, **DAY)


def _event(interview):
    return icalendar.Calendar.from_ical(file_for_me(interview)).events[0]


# Before and after a change of clocks, in both hemispheres, and where the change is odd.
@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    few(
        [
            ("2026-10-24", "10:00", "Europe/Lisbon", "2026-10-24 09:00"),
            ("2026-10-26", "10:00", "Europe/Lisbon", "2026-10-26 10:00"),
            ("2026-10-03", "10:00", "Australia/Sydney", "2026-10-03 00:00"),
            ("2026-10-05", "10:00", "Australia/Sydney", "2026-10-04 23:00"),
            ("2026-04-04", "10:00", "America/Santiago", "2026-04-04 13:00"),
            ("2026-04-06", "10:00", "America/Santiago", "2026-04-06 14:00"),
            ("2026-07-01", "10:00", "Australia/Lord_Howe", "2026-06-30 23:30"),
            ("2026-03-01", "10:00", "Africa/Casablanca", "2026-03-01 10:00"),
        ],
        quick=3,
    ),
)
def test_independent_readers_find_the_right_instant(account, day, at, zone, utc):
    interview = schedule_interview(
        InterviewFactory(account=account, minutes=45),
        on_date=date.fromisoformat(day),
        at_time=time.fromisoformat(at),
        zone=zone,
    )
    start = datetime.fromisoformat(utc).replace(tzinfo=UTC)

    raw = file_for_me(interview)

    theirs = vobject.readOne(raw.decode()).vevent
    ours = icalendar.Calendar.from_ical(raw).events[0]
    assert (theirs.dtstart.value, theirs.dtend.value) == (start, start + timedelta(minutes=45))
    assert (ours.start, ours.end) == (start, start + timedelta(minutes=45))
    assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}\r\n".encode() in raw and b"VTIMEZONE" not in raw


def test_the_file_keeps_to_the_letter_of_the_format(interview):
    raw = file_for_me(interview)

    lines = raw.split(b"\r\n")
    assert lines[-1] == b"" and all(b"\n" not in line for line in lines)
    assert max(map(len, lines)) <= 75
    heads = [line.split(b":")[0] for line in lines[:5]]
    assert heads == [b"BEGIN", b"VERSION", b"PRODID", b"CALSCALE", b"METHOD"]
    for line in lines:
        line.decode()


def test_the_entry_says_who_where_and_both_clocks(interview):
    event = _event(interview)

    assert event["summary"] == "Informational interview: 王小明, Ana; Muñoz"
    assert event["location"] == event["url"] == "https://meet.example.com/a?b=1,2;3"
    description = str(event["description"])
    assert "Thu 3 Dec 2026, 15:00 Europe/Lisbon (UTC)" in description
    assert "Thu 3 Dec 2026, 23:00 Asia/Shanghai (UTC+8)" in description
    assert "First line\nsecond line, long" in description
    assert interview.get_absolute_url() in description
    assert event.alarms.times[0].trigger == interview.starts_at - timedelta(minutes=30)
    assert event["dtstamp"].dt == interview.changed_at.replace(microsecond=0)


def test_an_address_is_no_link(account):
    interview = InterviewFactory(account=account, medium="in_person", place="Rua do Sol 5, Porto")

    event = _event(schedule_interview(interview, **DAY))

    assert event["location"] == "Rua do Sol 5, Porto" and "url" not in event


def test_a_change_keeps_the_uid_and_counts_up(interview):
    before = _event(interview)

    schedule_interview(interview, **{**DAY, "at_time": time(16)})
    after = _event(interview)

    assert before["uid"] == after["uid"] == f"{interview.uid}@askwell"
    assert (before["sequence"], after["sequence"]) == (0, 1)


@pytest.mark.parametrize(
    ("to", "status", "alarms"),
    few(
        [
            (Stage.CANCELLED, "CANCELLED", 0),
            (Stage.HELD, "CONFIRMED", 1),
            (Stage.INVITED, "TENTATIVE", 1),
        ]
    ),
)
def test_the_status_follows_the_stage(interview, to, status, alarms):
    move_interview(interview, to, at=interview.ends_at)

    event = _event(interview)

    assert (event["status"], len(list(event.walk("VALARM")))) == (status, alarms)


def test_the_file_is_a_download_and_missing_before_a_time(page, account, interview):
    answer = page.get(reverse("interview-calendar", args=[interview.pk]))
    none = page.get(reverse("interview-calendar", args=[InterviewFactory(account=account).pk]))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer["Content-Disposition"] == 'attachment; filename="askwell-2026-12-03.ics"'
    assert answer.content == file_for_me(interview)
    assert none.status_code == 404


def test_new_zone_rules_move_instants_and_say_which(account, interview):
    other = schedule_interview(InterviewFactory(account=account), **DAY)
    wrong = interview.starts_at - timedelta(hours=1)
    Interview.objects.filter(pk=interview.pk).update(starts_at=wrong)

    moved = recompute_instants()

    interview.refresh_from_db()
    assert [(one.interview, one.before, one.now) for one in moved] == [
        (interview, wrong, interview.starts_at)
    ]
    assert (interview.starts_at.hour, interview.sequence) == (15, 1)
    assert recompute_instants() == []
    other.refresh_from_db()
    assert other.sequence == 0


def test_a_time_that_new_rules_removed_is_reported_not_replaced(account):
    interview = schedule_interview(InterviewFactory(account=account), **DAY)
    gap = {"on_date": date(2027, 3, 28), "at_time": time(1, 30)}
    Interview.objects.filter(pk=interview.pk).update(**gap)

    (moved,) = recompute_instants(account)

    interview.refresh_from_db()
    assert moved.now is None and interview.starts_at == moved.before


def test_the_command_says_what_moved(interview, capsys):
    wrong = interview.starts_at - timedelta(hours=1)
    Interview.objects.filter(pk=interview.pk).update(starts_at=wrong)

    call_command("recompute_times")

    said = capsys.readouterr().out
    assert f"Talk {interview.pk}: 2026-12-03T14:00:00+00:00 -> 2026-12-03T15:00:00+00:00" in said
    assert "1 agreed times moved." in said
