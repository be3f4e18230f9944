from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import Reach
from interviews.actions.interviews import move_interview, schedule_interview
from interviews.actions.invitations import mark_told
from interviews.rules.stages import Stage
from tests.cases import few
from tests.factories import InterviewFactory, LetterFactory, PersonFactory
from tests.post_office import PostOffice

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = {"on_date": date(2026, 11, 24), "at_time": time(10), "zone": "Europe/Lisbon"}


@pytest.fixture(autouse=True)
def november():
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def mail_server(settings):
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


def helper(account, name="Bo Chen", email="bo@example.com"):
    person = PersonFactory(account=account, name=name, zone="Asia/Shanghai")
    if email:
        Reach.objects.create(account=account, person=person, kind="email", value=email)
    return person


def agreed(account, *people):
    return schedule_interview(InterviewFactory(account=account, people=people), **DAY)


def moved(talk):
    for person in talk.people.all():
        mark_told(talk, person, at=NOW)
    return schedule_interview(talk, **DAY | {"at_time": time(15)})


def address(name, talk, *args):
    return reverse(name, args=[talk.pk, *args])


def shown(answer):
    return " ".join(answer.content.decode().split())


def test_an_old_time_in_their_calendar_is_said_on_the_talk_and_on_today(page, account):
    talk = moved(agreed(account, helper(account)))

    pages = [shown(page.get(url)) for url in (talk.get_absolute_url(), reverse("today"))]

    old = "Tue 24 Nov, 10:00 Lisbon / Tue 24 Nov, 18:00 Shanghai"
    said = f"Bo Chen’s calendar still shows the old time, {old}."
    for one in pages:
        assert said in one
        assert f'href="{address("invitation", talk)}?person={talk.people.get().pk}"' in one


def test_the_letter_is_finished_and_shows_both_times(page, account, mail_server):
    talk = moved(agreed(account, helper(account)))

    answer = page.get(address("invitation", talk))

    text = shown(answer)
    assert "Tell Bo Chen what changed" in text and "What their calendar shows" in text
    assert "Our talk has a new time." in answer.context["form"]["text"].value()
    assert "Send now" in text and "cannot be called back" in text and "I sent it myself" in text


def test_send_now_queues_the_letter_and_says_so(page, account, mail_server):
    bo = helper(account)
    talk = moved(agreed(account, bo))
    words = {"to": "bo@example.com", "subject": "A new time", "text": "Dear Bo", "seen": 1}

    answer = page.post(address("invitation-send", talk, bo.pk), words, follow=True)

    letter = account.letters.get()
    assert (letter.state, letter.subject, letter.text) == ("queued", "A new time", "Dear Bo")
    assert "The letter to Bo Chen is on its way." in shown(answer)
    assert "still shows" not in shown(answer)


@pytest.mark.parametrize(
    ("change", "status"),
    few([({"text": ""}, 422), ({"to": "else@example.com"}, 422), ({"seen": 0}, 303)]),
)
def test_a_letter_that_cannot_go_is_kept_and_explained(page, account, mail_server, change, status):
    bo = helper(account)
    talk = moved(agreed(account, bo))
    words = {"to": "bo@example.com", "subject": "Mine", "text": "Dear Bo", "seen": 1} | change

    answer = page.post(address("invitation-send", talk, bo.pk), words)

    assert answer.status_code == status
    assert status == 303 or "Mine" in answer.content.decode()
    assert not account.letters.exists()


def test_without_a_mail_server_nothing_is_said_to_be_sent(page, account, settings):
    settings.MAILERS = {"default": {"BACKEND": "config.kit.mail.FolderBackend"}}
    bo = helper(account)
    talk = moved(agreed(account, bo))
    words = {"to": "bo@example.com", "subject": "S", "text": "T", "seen": 1}

    asked = page.get(address("invitation", talk))
    answer = page.post(address("invitation-send", talk, bo.pk), words)

    assert "Send now" not in shown(asked) and "has no mail server" in shown(asked)
    assert answer.status_code == 422 and not account.letters.exists()


@pytest.mark.full
def test_i_can_send_it_myself_and_say_so(page, account):
    bo = helper(account, email="")
    talk = moved(agreed(account, bo))

    file = page.get(address("invitation-file", talk, bo.pk))
    answer = page.post(address("invitation-told", talk, bo.pk), follow=True)

    event = icalendar.Calendar.from_ical(file.content).events[0]
    assert (event.start, event["sequence"]) == (talk.starts_at, 1)
    assert file["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert file["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert "Noted: Bo Chen knows." in shown(answer) and "still shows" not in shown(answer)


@pytest.mark.parametrize("is_known", few([False, True]))
def test_that_i_told_them_can_be_taken_back(page, account, is_known):
    bo = helper(account)
    talk = moved(agreed(account, bo)) if is_known else agreed(account, bo)
    before = list(talk.attendances.values())
    page.post(address("invitation-told", talk, bo.pk))

    answer = page.post(address("invitation-untold", talk, bo.pk), follow=True)

    assert "Taken back: they are still to be told." in shown(answer)
    assert list(talk.attendances.values()) == before
    again = page.post(address("invitation-untold", talk, bo.pk), follow=True)
    assert "That cannot be taken back any more." in shown(again)


def test_what_they_answered_since_is_not_taken_back(page, account):
    bo = helper(account)
    talk = agreed(account, bo)
    page.post(address("invitation-told", talk, bo.pk))
    talk.attendances.update(state="accepted", answered_at=NOW)

    page.post(address("invitation-untold", talk, bo.pk))

    assert talk.attendances.get().state == "accepted"


def test_that_helpers_see_each_others_addresses_is_told_before_it_goes(page, account):
    bo, ana = helper(account), helper(account, name="Ana Sousa", email="ana@example.com")
    talk = agreed(account, bo, ana, helper(account, name="Cy Moss", email=""))
    told = "each sees the e-mail addresses of the others"

    several = shown(page.get(address("invitation", talk)))
    alone = shown(page.get(address("invitation", agreed(account, bo))))

    assert told in several and "Ana Sousa, Bo Chen" in several
    assert told not in alone


def test_everybody_in_a_talk_gets_a_letter_of_their_own(page, account):
    bo, ana = helper(account), helper(account, "Ana Muñoz", "ana@example.com")
    talk = moved(agreed(account, bo, ana))

    first = page.post(address("invitation-told", talk, bo.pk))
    then = page.get(first["Location"])

    assert first["Location"] == address("invitation", talk)
    assert then.context["person"] == ana and "a letter of their own" in shown(then)


@pytest.mark.full
def test_calling_it_off_leads_to_a_cancellation(page, account):
    bo = helper(account)
    talk = agreed(account, bo)
    mark_told(talk, bo, at=NOW)

    moving = page.post(address("interview-move", talk), {"to": "cancelled"}, follow=True)
    letter = page.get(address("invitation", talk))
    file = page.get(address("invitation-file", talk, bo.pk))

    assert "Bo Chen’s calendar still shows this talk." in shown(moving)
    assert "Call it off with Bo Chen" in shown(letter)
    assert b"METHOD:CANCEL" in file.content and b"STATUS:CANCELLED" in file.content


def test_a_letter_that_could_not_be_delivered_is_never_silent(page, account):
    bo = helper(account)
    talk = agreed(account, bo)
    known = mark_told(talk, bo, at=NOW)
    known.letter = LetterFactory(
        account=account,
        kind="invitation",
        interview=talk,
        person=bo,
        state="failed",
        error="550 no such mailbox",
    )
    known.save()

    for url in (talk.get_absolute_url(), reverse("today"), address("invitation", talk)):
        assert "could not be delivered: 550 no such mailbox" in shown(page.get(url))


@pytest.mark.parametrize(
    ("has_server", "answer", "said"),
    few(
        [
            (False, "", "Did not leave: no mail server is set up"),
            (True, "", "Invitation sent"),
            # Before the server was taken away.
            (False, "250 queued", "Invitation sent"),
        ]
    ),
)
def test_a_sent_letter_stands_in_the_history_of_the_person(
    page, account, settings, mail_server, has_server, answer, said
):
    if not has_server:
        folder = {"BACKEND": "config.kit.mail.FolderBackend", "OPTIONS": {"folder": "x"}}
        settings.MAILERS = {"default": folder}
    bo = helper(account)
    talk = agreed(account, bo)
    LetterFactory(
        account=account,
        kind="invitation",
        interview=talk,
        person=bo,
        subject="Our talk on Tuesday",
        state="sent",
        answer=answer,
        sent_at=NOW,
        method="REQUEST",
    )
    steps = list(bo.follow_ups.values_list("key", "state"))

    text = shown(page.get(bo.get_absolute_url()))

    assert said in text and "Our talk on Tuesday" in text
    assert ("Invitation sent" in text) is (said == "Invitation sent")
    assert list(bo.follow_ups.values_list("key", "state")) == steps


@pytest.mark.full
def test_what_i_told_them_myself_stands_in_their_history_too(page, account):
    bo = helper(account)
    mark_told(agreed(account, bo), bo, at=NOW)

    assert "Invited to the talk" in shown(page.get(bo.get_absolute_url()))


@pytest.mark.full
def test_a_confirmation_offers_the_entry_for_their_calendar(page, account):
    bo = helper(account)
    talk = agreed(account, bo)
    step = bo.follow_ups.get(kind="confirm")

    begun = page.post(reverse("follow-up-write", args=[step.pk]), follow=True)

    text = shown(begun)
    assert address("invitation-file", talk, bo.pk) in text
    for both in ("18:00 Shanghai time", "10:00 Lisbon time"):
        assert both in text


def test_before_a_time_is_agreed_the_page_says_what_comes_first(page, account):
    talk = InterviewFactory(account=account)

    assert "First, a time" in shown(page.get(address("invitation", talk)))


@pytest.mark.full
def test_what_is_over_needs_no_letters(page, account):
    talk = moved(agreed(account, helper(account)))
    move_interview(talk, Stage.HELD, at=talk.ends_at + timedelta(minutes=1))

    assert "still shows" not in shown(page.get(talk.get_absolute_url()))


@pytest.mark.full
def test_one_more_helper_costs_no_more_queries(page, account, django_assert_max_num_queries):
    talk = agreed(account, helper(account))
    with django_assert_max_num_queries(200) as one:
        page.get(talk.get_absolute_url())
    talk = moved(
        agreed(account, *(helper(account, f"P{n}", f"p{n}@example.com") for n in range(3)))
    )

    with django_assert_max_num_queries(len(one) + 2):
        page.get(talk.get_absolute_url())


def test_a_strangers_talk_is_not_there(page, stranger):
    bo = helper(stranger)
    talk = agreed(stranger, bo)

    for url in (
        address("invitation", talk),
        address("invitation-file", talk, bo.pk),
        address("invitation-reply", talk),
    ):
        assert page.get(url).status_code == 404
    for name in ("invitation-send", "invitation-told"):
        assert page.post(address(name, talk, bo.pk)).status_code == 404
