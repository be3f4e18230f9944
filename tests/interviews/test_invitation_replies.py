from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.kit import clock
from contacts.models import Reach
from interviews.actions.answers import NotTaken, Refused, take_reply
from interviews.actions.interviews import schedule_interview
from interviews.actions.invitations import mark_told
from interviews.calendars.replies import MAX_BYTES, MAX_FILE, Unreadable, read_reply
from tests.factories import InterviewFactory, PersonFactory

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = {"on_date": date(2026, 11, 24), "at_time": time(10), "zone": "Europe/Lisbon"}
UID = "6f1c0a52-3b77-4e19-9a55-0d3c5f0a7b11"
REPLIES = Path(__file__).parent.parent / "data" / "replies"
# A change of clocks as programs describe it, in a zone of their own name.
ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.fixture(autouse=True)
def november():
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def person(account):
    person = PersonFactory(account=account, name="Bo Chen", zone="Asia/Shanghai")
    Reach.objects.create(account=account, person=person, kind="email", value="Bo@Example.com")
    return person


@pytest.fixture
def talk(account, person):
    talk = schedule_interview(InterviewFactory(account=account, people=[person], uid=UID), **DAY)
    mark_told(talk, person, at=NOW)
    return talk


def answer(
    state="ACCEPTED",
    *,
    method="REPLY",
    uid=f"{UID}@askwell",
    who="mailto:bo@example.com",
    sequence=0,
    start="DTSTART:20261124T100000Z",
    more="",
    before="",
    events=1,
):
    event = f"""BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:20261120T090000Z
{start}
ATTENDEE;CN=Bo;PARTSTAT={state}:{who}
{more}END:VEVENT
"""
    lines = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nMETHOD:{method}\n{before}"
    return (lines + event * events + "END:VCALENDAR\n").replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("said", "state"),
    [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative")],
)
def test_an_answer_is_noted_of_whoever_gave_it(account, talk, person, said, state):
    taken = take_reply(account, read_reply(answer(said)), at=NOW)

    attendance = talk.attendances.get()
    assert (taken.person, attendance.state, attendance.answered_at) == (person, state, NOW)
    talk.refresh_from_db()
    assert talk.stage == "scheduled"


@pytest.mark.parametrize(
    ("name", "state", "word"),
    [("thunderbird.eml", "declined", ""), ("evolution.eml", "accepted", "See you then, 王")],
)
def test_the_whole_message_of_a_mail_program_is_read(account, talk, person, name, state, word):
    """Evolution's answer has no attachment that could be saved, nor words around it."""
    take_reply(account, read_reply((REPLIES / name).read_bytes()), at=NOW)

    assert talk.attendances.get().state == state
    assert person.messages.filter(body__endswith=word).exists() == bool(word)


@pytest.mark.parametrize(
    ("start", "before", "at", "zone"),
    [
        ("DTSTART:20261125T093000Z", "", "2026-11-25 09:30", "Asia/Shanghai"),
        ("DTSTART;TZID=Europe/Paris:20261125T103000", "", "2026-11-25 09:30", "Europe/Paris"),
        (
            "DTSTART;TZID=W. Europe Standard Time:20270601T103000",
            ZONE,
            "2027-06-01 08:30",
            None,
        ),
    ],
)
def test_a_counter_proposal_is_a_time_of_theirs(account, talk, person, start, before, at, zone):
    reply = read_reply(answer(method="COUNTER", start=start, before=before, sequence=0))

    taken = take_reply(account, reply, at=NOW)
    again = take_reply(account, reply, at=NOW)

    (proposed,) = talk.offered_times.all()
    assert taken.proposed == again.proposed == proposed
    assert (proposed.is_theirs, proposed.offer, proposed.settled_at) == (True, None, None)
    assert proposed.starts_at == datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert clock.instant(proposed.on_date, proposed.at_time, proposed.zone) == proposed.starts_at
    assert zone is None or proposed.zone == zone
    assert talk.attendances.get().state == "needs-action"


def test_what_they_wrote_with_it_stands_among_what_came_from_them(account, talk, person):
    raw = answer("DECLINED", more="COMMENT:I am on leave\\, sorry\n")

    take_reply(account, read_reply(raw), at=NOW)

    (message,) = person.messages.all()
    assert message.is_received
    assert message.body == "Declined by calendar.\n\nI am on leave, sorry"


def test_an_answer_to_the_time_before_is_told_from_one_to_what_holds(account, talk):
    schedule_interview(talk, **DAY | {"at_time": time(15)})

    with pytest.raises(NotTaken) as old:
        take_reply(account, read_reply(answer()), at=NOW)
    schedule_interview(talk, **DAY)
    take_reply(account, read_reply(answer()), at=NOW)

    assert old.value.why is Refused.OLD
    assert talk.attendances.get().state == "accepted"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"uid": f"{UID[:-1]}2@askwell"}, Refused.NO_TALK),
        ({"who": "mailto:eve@example.com"}, Refused.NOT_IN_IT),
        ({"who": "mailto:eve\x00@example.com"}, Refused.NOT_IN_IT),
        ({"method": "COUNTER", "start": "DTSTART:20261119T093000Z"}, Refused.PAST),
    ],
)
def test_what_is_not_meant_for_this_talk_is_refused(account, talk, change, why):
    with pytest.raises(NotTaken) as refused:
        take_reply(account, read_reply(answer(**change)), at=NOW)

    assert refused.value.why is why
    assert talk.attendances.get().answered_at is None and not talk.offered_times.exists()


def test_a_strangers_talk_is_no_talk_of_mine(stranger, talk):
    with pytest.raises(NotTaken) as refused:
        take_reply(stranger, read_reply(answer()), at=NOW)

    assert refused.value.why is Refused.NO_TALK


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe garbage",
        b"%PDF-1.7 BEGIN:VCALENDAR",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 4000,
        b"BEGIN:VCALENDAR" + b"x" * MAX_FILE,
        b"BEGIN:VCALENDAR" + b"x" * MAX_BYTES,
        b"Subject: No\r\n\r\nI cannot come.",
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n????",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 40,
        answer(method="REQUEST"),
        answer(method="PUBLISH"),
        answer(events=2),
        answer(events=0),
        answer(uid="other@calendar.example"),
        answer(state="DELEGATED"),
        answer(who="not an address", more="ATTENDEE:mailto:second@example.com\n"),
        answer(sequence="many"),
        answer(method="COUNTER", start="DTSTART;VALUE=DATE:20261125"),
        answer(method="COUNTER", start="DTSTART:20261125T100000"),
        answer(method="COUNTER", start="DTSTART:99991231T250000Z"),
        answer(method="COUNTER", start="DTSTART:99991231T230000Z"),
        answer(method="COUNTER", start="DTSTART;TZID=../../etc/passwd:20261125T100000"),
        answer(more="RRULE:FREQ=SECONDLY\n", events=3),
    ],
)
def test_a_hostile_or_foreign_file_costs_a_sentence_only(raw):
    with pytest.raises(Unreadable) as problem:
        read_reply(raw)

    assert str(problem.value).endswith(".")


def test_the_page_takes_a_file_or_its_text_and_shows_the_answer(page, talk):
    url = reverse("invitation-reply", args=[talk.pk])
    file = SimpleUploadedFile("reply.ics", answer("TENTATIVE"), "text/calendar")

    uploaded = page.post(url, {"upload": file}, follow=True)
    pasted = page.post(url, {"pasted": answer().decode()}, follow=True)

    assert "Bo Chen may come." in uploaded.content.decode()
    assert "They accepted" in pasted.content.decode()


def test_a_time_they_propose_by_calendar_waits_on_the_talk_and_can_be_agreed_to(page, talk):
    raw = answer(method="COUNTER", start="DTSTART;TZID=Asia/Shanghai:20261125T173000")

    shown = page.post(reverse("invitation-reply", args=[talk.pk]), {"pasted": raw.decode()})
    detail = page.get(shown["Location"]).content.decode()
    proposed = talk.offered_times.get()
    agreed = page.post(reverse("proposal-answer", args=[proposed.pk]), {"do": "agree"})

    talk.refresh_from_db()
    assert "Bo Chen proposes Wednesday 25 November, 17:30 (Asia/Shanghai)." in detail
    assert talk.starts_at == proposed.starts_at
    assert agreed["Location"] == reverse("invitation", args=[talk.pk])


def test_a_no_by_calendar_is_said_on_the_talk_and_on_today_until_it_is_answered(page, talk):
    page.post(reverse("invitation-reply", args=[talk.pk]), {"pasted": answer("DECLINED").decode()})

    said = "calendar says no to Tue 24 Nov, 10:00 Lisbon / Tue 24 Nov, 18:00 Shanghai."
    for url in (talk.get_absolute_url(), reverse("today")):
        assert said in page.get(url).content.decode()
    schedule_interview(talk, **DAY | {"at_time": time(15)})
    assert "says no" not in page.get(reverse("today")).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a file or paste its text."),
        ({"pasted": "hello"}, "This is no calendar file."),
        (
            {"pasted": answer(who="mailto:eve@example.com").decode()},
            "It comes from eve@example.com",
        ),
        ({"pasted": answer(uid="x@y").decode()}, "did not come from here"),
    ],
)
def test_the_page_says_why_it_could_not_be_taken(page, talk, data, said):
    result = page.post(reverse("invitation-reply", args=[talk.pk]), data)

    assert result.status_code == 422 and said in result.content.decode()
