import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import icalendar
import pytest

from config.kit import clock
from contacts.models import Reach
from interviews.actions.interviews import move_interview, schedule_interview
from interviews.actions.invitations import (
    MOST_ABOUT_A_TALK,
    NothingToSend,
    TooManyLetters,
    answer_by_mail,
    compose,
    mark_told,
    send_now,
)
from interviews.actions.stopping import is_stopped, stop
from interviews.calendars.files import Method
from interviews.models import Offer
from interviews.rules.stages import Stage
from interviews.telling import Need, outdated, telling
from tests.cases import few
from tests.factories import InterviewFactory, PersonFactory
from tests.post_office import PostOffice
from tests.sent import mailed

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = {"on_date": date(2026, 11, 24), "at_time": time(10), "zone": "Europe/Lisbon"}
LATER = DAY | {"at_time": time(15, 30)}


@pytest.fixture(autouse=True)
def november():
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def post_office(settings):
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        settings.MAIL_DOMAIN = "askwell.example.org"
        settings.DEFAULT_FROM_EMAIL = "Askwell <letters@askwell.example.org>"
        yield office


@pytest.fixture
def person(account):
    account.name, account.sign_off = "Ana Sousa", "All the best\nAna"
    account.save()
    person = PersonFactory(
        account=account, name="王小明", is_family_first=True, called="王老师", zone="Asia/Shanghai"
    )
    Reach.objects.create(account=account, person=person, kind="email", value="wang@example.cn")
    return person


@pytest.fixture
def talk(account, person):
    talk = InterviewFactory(
        account=account,
        people=[person],
        place="https://meet.example.com/a?b=1,2;3",
        purpose="Whether to leave teaching",
    )
    return schedule_interview(talk, **DAY)


@pytest.fixture
def offer(account, person, talk):
    return Offer.objects.create(
        account=account,
        interview=talk,
        person=person,
        token="k" * 43,
        expires_at=NOW + timedelta(days=14),
        picked_at=NOW,
    )


def picked(talk, person, method=Method.REQUEST, **more):
    """Return the letters to them and to me after they did something on the page."""
    letters = answer_by_mail(talk, person, method, clock.now(), **more)
    mailed()
    for letter in letters:
        letter.refresh_from_db()
    return letters


def parts_of(received):
    """Return text, html, calendar and attachment, by their place."""
    bodies, attached = received.iter_parts()
    return [*bodies.iter_parts(), attached]


def event_in(raw):
    return icalendar.Calendar.from_ical(raw).events[0]


def test_a_picked_time_reaches_both_as_mail_that_calendars_read(talk, person, offer, post_office):
    theirs, _mine = picked(talk, person, word="Looking forward!")

    to_them, to_me = post_office.letters
    bodies, attached = to_them.iter_parts()
    text, html, calendar = bodies.iter_parts()
    assert [to_them.get_content_type(), bodies.get_content_type()] == [
        "multipart/mixed",
        "multipart/alternative",
    ]
    assert [part.get_content_type() for part in (text, html, calendar, attached)] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert calendar["Content-Type"] == 'text/calendar; method="REQUEST"; charset="utf-8"'
    assert calendar["Content-Type"].params == {"method": "REQUEST", "charset": "utf-8"}
    assert attached.get_filename() == "invite.ics"
    for part in (calendar, attached):
        assert part.get_payload(decode=True) == theirs.calendar.encode()
        assert b"\r\n" in part.get_payload(decode=True)
    assert to_them["From"] == "Ana Sousa via Askwell <letters@askwell.example.org>"
    assert to_them["Reply-To"] == talk.account.email
    assert to_them["Message-ID"] == theirs.message_id
    assert to_them["Auto-Submitted"] == "auto-replied"
    assert "List-Unsubscribe" not in to_them
    assert [to_them["To"], to_me["To"]] == ["wang@example.cn", talk.account.email]
    assert "Tuesday 24 November 2026, 18:00 Shanghai time (UTC+8)" in text.get_content()
    assert "10:00 Lisbon time (UTC)" in text.get_content()
    assert f"/book/{offer.token}/" in text.get_content()
    assert to_me["Subject"] == "A time is agreed: Tuesday 24 November, 10:00 Lisbon time"
    assert "Looking forward!" in parts_of(to_me)[0].get_content()
    assert event_in(parts_of(to_me)[2].get_payload(decode=True))["status"] == "CONFIRMED"


@pytest.mark.full
def test_another_reader_of_mail_finds_the_same(talk, person, offer, post_office):
    other = pytest.importorskip("fast_mail_parser", reason="the second reader is not installed")
    person.language = offer.language = "zh-hans"
    offer.save()
    theirs, _mine = picked(talk, person)

    mail = other.parse_email(post_office.raw[0])

    assert b"\n" not in post_office.raw[0].replace(b"\r\n", b"")
    assert max(map(len, post_office.raw[0].split(b"\r\n"))) <= 998
    assert mail.subject == theirs.subject and "北京时间18:00" in mail.subject
    assert mail.headers["From"][0].startswith("Ana Sousa（通过 Askwell）")
    assert "王老师，您好：" in mail.text_plain[0] and "王老师，您好：" in mail.text_html[0]
    files = {part.mimetype: part.content for part in mail.attachments}
    assert set(files) >= {"application/ics"}
    for content in files.values():
        assert content == theirs.calendar.encode()


def test_nothing_private_goes_to_them(talk, person, offer, post_office):
    _theirs, mine = picked(talk, person, word="A word for Ana")

    raw = post_office.raw[0] + b"".join(
        part.get_payload(decode=True) for part in parts_of(post_office.letters[0])
    )
    for private in ("leave teaching", talk.get_absolute_url(), "A word for Ana"):
        assert private.encode() not in raw
        assert private in mine.calendar.replace("\r\n ", "") + mine.text + mine.html


def test_the_invitation_names_who_asks_who_comes_and_who_sends(talk, person, offer, post_office):
    (theirs, _mine) = picked(talk, person)

    event = event_in(theirs.calendar)
    me, them = event["organizer"], event["attendee"]
    assert [str(me), me.params["CN"]] == [f"mailto:{talk.account.email}", "Ana Sousa"]
    assert me.params["SENT-BY"] == "mailto:letters@askwell.example.org"
    assert [str(them), them.params["CN"]] == ["mailto:wang@example.cn", "王小明"]
    assert [them.params[key] for key in ("ROLE", "PARTSTAT", "RSVP")] == [
        "REQ-PARTICIPANT",
        "ACCEPTED",
        "FALSE",
    ]
    assert [event["uid"], event["sequence"]] == [f"{talk.uid}@askwell", 0]
    assert event["url"] == event["location"] == talk.place
    assert event.conferences[0].uri == talk.place
    assert "CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:https://meet" in theirs.calendar
    assert len(event.walk("VALARM")) == 1
    assert f"/book/{offer.token}/" in event["description"]


def test_a_chinese_helper_reads_chinese(talk, person, offer, post_office):
    person.language = offer.language = "zh-hans"
    offer.save()

    picked(talk, person)

    received = post_office.letters[0]
    text, html, calendar, _attached = parts_of(received)
    assert received["Subject"] == "已约好：11月24日（星期二），北京时间18:00，与Ana Sousa"
    assert received["From"].addresses[0].display_name == "Ana Sousa（通过 Askwell）"
    assert "王老师，您好：" in text.get_content() and 'lang="zh-Hans"' in html.get_content()
    event = event_in(calendar.get_payload(decode=True))
    for words in (text.get_content(), html.get_content().split("</style>")[1]):
        assert not {"talk", "minutes", "calendar", "Hello"} & set(words.split())
    assert "改时间或取消" in event["description"] and "Ana Sousa" in event["summary"]


def test_chinese_sentences_stand_together(talk, person, offer, account, post_office):
    account.language = offer.language = "zh-hans"
    account.save()
    offer.save()
    picked(talk, person)
    move_interview(talk, Stage.INVITED, at=NOW)

    notice = talk.letters.get(kind="notice")
    off = compose(talk, person, at=NOW)

    for words in (notice.text, notice.html, off.text):
        assert "。" in words and not re.search(r"。 +\S", words)


def test_a_move_by_them_replaces_the_entry_and_a_cancellation_removes_it(
    talk, person, offer, post_office
):
    picked(talk, person)
    schedule_interview(talk, **LATER)

    moved, my_notice = picked(talk, person)
    move_interview(talk, Stage.CANCELLED, at=NOW)
    gone, _notice = picked(talk, person, Method.CANCEL, word="So sorry")

    first, second, third = (
        event_in(raw) for raw in (talk_file(0, post_office), moved.calendar, gone.calendar)
    )
    assert first["uid"] == second["uid"] == third["uid"]
    assert [one["sequence"] for one in (first, second, third)] == [0, 1, 2]
    assert moved.subject.startswith("New time: Tuesday 24 November, 23:30 Shanghai time")
    assert "Until now it was" in moved.text and "18:00 Shanghai" in moved.text
    assert my_notice.subject == "A talk has a new time: Tuesday 24 November, 15:30 Lisbon time"
    assert "METHOD:CANCEL\r\n" in gone.calendar and third["status"] == "CANCELLED"
    assert not third.walk("VALARM")
    assert telling(talk, person, at=NOW).need is None


def talk_file(number, post_office):
    """Return the calendar file of the n-th letter as it arrived."""
    return parts_of(post_office.letters[number])[3].get_payload(decode=True)


def test_without_their_address_only_i_get_a_letter_that_says_so(talk, person, post_office):
    person.reaches.all().delete()

    (mine,) = picked(talk, person)

    assert mine.kind == "notice"
    assert "no invitation went to them by mail" in mine.text
    assert telling(talk, person, at=NOW).need is None


def test_my_own_change_is_a_letter_that_waits_for_me(talk, person, post_office, account):
    mark_told(talk, person, at=NOW)
    schedule_interview(talk, **LATER)

    letter = compose(talk, person, at=NOW)

    about = telling(talk, person, at=NOW)
    assert (about.need, about.is_outdated) == (Need.CHANGED, True)
    assert outdated(account, at=NOW) == [about]
    assert letter.to == "wang@example.cn"
    assert letter.subject == "Our talk has a new time: Tuesday 24 November, 23:30 Shanghai time"
    assert letter.text.startswith("Hello 王老师,\n\nOur talk has a new time.")
    before, now = letter.text.split("Until now it was")[::-1]
    assert "15:30 Lisbon time" in now and "23:30 Shanghai time" in now
    assert "10:00 Lisbon time" in before and "18:00 Shanghai time" in before
    assert letter.text.endswith("All the best\nAna\n")
    assert event_in(letter.calendar)["attendee"].params["RSVP"] == "TRUE"
    assert not account.letters.exists() and post_office.letters == []


def test_send_now_sends_what_i_left_there_and_once(talk, person, post_office, account):
    mark_told(talk, person, at=NOW)
    schedule_interview(talk, **LATER)
    mine = {
        "to": "wang@example.cn",
        "subject": "New\r\nBcc: x@y.z",
        "text": "Dear 王老师,\n\nlater.",
    }

    letter = send_now(talk, person, seen=1, at=NOW, **mine)
    again = send_now(talk, person, seen=1, at=NOW, **mine)
    on_its_way = telling(talk, person, at=NOW)
    mailed()

    (received,) = post_office.letters
    assert letter == again and on_its_way.is_on_its_way and not on_its_way.is_outdated
    assert received["Subject"] == "New Bcc: x@y.z" and "Auto-Submitted" not in received
    assert parts_of(received)[0].get_content().strip() == "Dear 王老师,\r\n\r\nlater."
    about = telling(talk, person, at=NOW)
    assert (about.need, about.attendance.told_sequence) == (None, 1)


def test_the_file_names_them_by_the_address_it_goes_to(talk, person, offer):
    """A mail program offers yes and no to nobody else."""
    Reach.objects.create(account=person.account, person=person, kind="email", value="w@example.net")
    chosen = compose(talk, person, at=NOW, to="w@example.net")

    letter = send_now(talk, person, to=chosen.to, subject="S", text="T", seen=0, at=NOW)
    stop("wang@example.cn", at=NOW)
    picked(talk, person)

    answered = talk.letters.get(is_automatic=True, kind="invitation")
    assert answered.to == "w@example.net"
    for raw in (chosen.calendar, letter.calendar, answered.calendar):
        assert event_in(raw)["attendee"] == "mailto:w@example.net"


@pytest.mark.full
def test_a_change_of_mine_is_asked_anew_by_their_calendar_and_a_second_copy_is_not(talk, person):
    picked(talk, person)
    again = event_in(compose(talk, person, at=NOW).calendar)["attendee"].params
    mark_told(talk, person, at=NOW)
    kept = talk.attendances.get().state
    schedule_interview(talk, **LATER)

    letter = send_now(talk, person, seen=1, at=NOW, to="wang@example.cn", subject="S", text="T")

    for raw in (compose(talk, person, at=NOW).calendar, letter.calendar):
        asked = event_in(raw)["attendee"].params
        assert (asked["PARTSTAT"], asked["RSVP"]) == ("NEEDS-ACTION", "TRUE")
    assert (again["PARTSTAT"], again["RSVP"], kept) == ("ACCEPTED", "FALSE", "accepted")


def test_what_is_moved_back_in_time_needs_no_letter(talk, person):
    mark_told(talk, person, at=NOW)
    schedule_interview(talk, **LATER)

    schedule_interview(talk, **DAY)

    assert telling(talk, person, at=NOW).need is None
    assert outdated(talk.account, at=NOW) == []


@pytest.mark.parametrize("to", few([Stage.CANCELLED, Stage.INVITED]))
def test_a_talk_that_i_call_off_is_called_off_for_them(talk, person, to):
    mark_told(talk, person, at=NOW)

    move_interview(talk, to, at=NOW)
    letter = compose(talk, person, at=NOW)

    assert (letter.telling.need, letter.method) == (Need.CANCELLED, Method.CANCEL)
    assert letter.subject == "Our talk on Tuesday 24 November is called off"
    assert "18:00 Shanghai time" in letter.text
    assert ("suggest other times" in letter.text) == (to is Stage.INVITED)
    mark_told(talk, person, at=NOW)
    assert telling(talk, person, at=NOW).need is None and outdated(talk.account, at=NOW) == []


def test_who_leaves_a_talk_is_told_and_who_stays_is_not(talk, person, account):
    other = PersonFactory(account=account)
    talk.people.add(other)
    for one in (person, other):
        mark_told(talk, one, at=NOW)

    talk.people.remove(other)

    assert [one.person for one in outdated(account, at=NOW)] == [other]
    assert compose(talk, other, at=NOW).method is Method.CANCEL


@pytest.mark.full
def test_who_alone_cancels_a_talk_of_several_gets_a_cancellation(talk, person, offer, post_office):
    talk.people.add(PersonFactory(account=talk.account))
    picked(talk, person)

    gone, _notice = picked(talk, person, Method.CANCEL)

    gone.refresh_from_db()
    assert gone.state == "sent" and telling(talk, person, at=NOW).need is None
    schedule_interview(talk, **LATER)
    assert telling(talk, person, at=NOW).need is Need.FIRST


def test_a_talk_that_nobody_heard_of_by_calendar_is_a_first_letter(talk, person):
    letter = compose(talk, person, at=NOW)

    assert letter.telling.need is Need.FIRST and not letter.telling.is_outdated
    assert letter.text.startswith("Hello 王老师,\n\nThank you for making time for me.")
    assert outdated(talk.account, at=NOW) == []


def test_a_letter_about_a_talk_that_changed_since_does_not_leave(talk, person, post_office):
    letter = send_now(
        talk, person, to="wang@example.cn", subject="S", text="T", seen=talk.sequence, at=NOW
    )
    schedule_interview(talk, **LATER)

    mailed()

    letter.refresh_from_db()
    about = telling(talk, person, at=NOW)
    assert (letter.state, post_office.letters) == ("failed", [])
    assert about.is_failed and about.need is Need.FIRST and "changed" in letter.error


def test_a_letter_to_who_wants_none_any_more_does_not_leave(talk, person, post_office):
    letter = send_now(
        talk, person, to="wang@example.cn", subject="S", text="T", seen=talk.sequence, at=NOW
    )
    person.is_do_not_contact = True
    person.save()

    mailed()

    letter.refresh_from_db()
    assert (letter.state, post_office.letters) == ("failed", [])
    assert "not to be contacted" in letter.error


def test_a_letter_that_was_looked_through_before_a_change_is_not_sent(talk, person, account):
    schedule_interview(talk, **LATER)
    stranger = {"to": "else@example.com", "subject": "S", "text": "T", "at": NOW}

    with pytest.raises(NothingToSend, match="changed since"):
        send_now(talk, person, **stranger | {"to": "wang@example.cn"}, seen=0)
    with pytest.raises(NothingToSend, match="none of their addresses"):
        send_now(talk, person, **stranger, seen=1)
    assert not account.letters.exists()


def test_a_refused_invitation_says_so_and_stops_the_address(talk, person, offer, post_office):
    (theirs, _mine) = answer_by_mail(talk, person, Method.REQUEST, NOW)
    post_office.refused = {theirs.to: "550 5.1.1 no such mailbox"}

    mailed()

    about = telling(talk, person, at=NOW)
    assert about.is_failed and "no such mailbox" in about.letter.error
    assert is_stopped(theirs.to) and about.letter.cause == "address"
    assert outdated(talk.account, at=NOW) == [about]


def test_nobody_is_flooded(talk, person, offer):
    (sent, _mine) = answer_by_mail(talk, person, Method.REQUEST, NOW)
    for number in range(MOST_ABOUT_A_TALK - 1):
        sent.pk, sent.uid, sent.message_id = None, uuid4(), f"<{number}@example.com>"
        sent.save()

    letters = answer_by_mail(talk, person, Method.REQUEST, clock.now())

    assert [letter.kind for letter in letters] == ["notice"]
    with pytest.raises(TooManyLetters):
        send_now(talk, person, to="wang@example.cn", subject="S", text="T", seen=0, at=clock.now())


def test_names_cannot_break_out_of_the_file_or_the_headers(talk, person, offer, post_office):
    person.name = 'Bo "B"; x\r\nATTENDEE:mailto:evil@example.com\x07'
    person.save()
    talk.account.name = 'Ana, "the" <a@b>\r\nBcc: evil@example.com'
    talk.account.save()
    talk.place = "https://meet.example.com/\r\nX-EVIL:1"
    talk.save()

    (theirs, _mine) = picked(talk, person)

    received = post_office.letters[0]
    assert received["Bcc"] is None and received["From"].addresses[0].addr_spec.startswith(
        "letters@"
    )
    event = event_in(theirs.calendar)
    assert str(event["attendee"]) == "mailto:wang@example.cn" and "X-EVIL" not in event
    assert "\x07" not in theirs.calendar
