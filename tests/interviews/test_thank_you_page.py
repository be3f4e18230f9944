from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.models import Reach
from interviews.actions.messages import begin_message
from interviews.views.message_pages import mail_link
from tests.factories import AnswerFactory, InterviewFactory, OrganisationFactory, PersonFactory
from tests.planned import planned_thanks

GOOD = """Dear Ana,

Thank you for your time. You said that you delete reports nobody reads; I will do so this week.

Robin"""


@pytest.fixture
def thank(account):
    ended_at = clock.now() - timedelta(hours=3)
    person = PersonFactory(account=account, name="Ana Sousa")
    interview = InterviewFactory(account=account, people=[person], stage="held", ended_at=ended_at)
    AnswerFactory(
        account=account, interview=interview, line=None, part="free", text="Delete unread reports"
    )
    return planned_thanks(interview)[0]


@pytest.fixture
def draft(thank):
    return begin_message(thank.person, purpose="thank_you", step=thank, at=clock.now())


def letter(body=GOOD, **fields):
    return {"subject": "Thank you", "body": body, "language": "en", **fields}


def test_looking_at_the_first_draft_writes_nothing(page, account, thank):
    answer = page.get(reverse("thank-you", args=[thank.pk]), follow=True)

    assert "Delete unread reports" in answer.content.decode()
    assert account.messages.count() == 0


def test_begun_twice_it_is_one_letter_and_its_page_is_where_it_is_written(page, account, thank):
    write = reverse("follow-up-write", args=[thank.pk])

    first, second = page.post(write), page.post(write)

    letter = account.messages.get()
    assert first["Location"] == second["Location"] == letter.get_absolute_url()
    assert page.get(write)["Location"] == letter.get_absolute_url()
    thank.refresh_from_db()
    assert thank.message == letter


@pytest.mark.full
@pytest.mark.parametrize("name", ["message-check", "message-silence", "message-sent"])
def test_a_stranger_finds_nothing(client, stranger, thank, draft, name):
    client.force_login(stranger)

    assert client.post(reverse(name, args=[draft.pk]), letter()).status_code == 404
    assert client.post(reverse("follow-up-write", args=[thank.pk])).status_code == 404
    assert client.get(reverse("thank-you", args=[thank.pk])).status_code == 404


def test_checking_keeps_the_draft_and_says_what_to_change(page, thank, draft):
    url = reverse("message-check", args=[draft.pk])

    answer = page.post(url, letter("Dear Ana,\n\nIs there an opening for me?"), follow=True)

    assert "Is there an opening for me?" in answer.content.decode()
    assert {fault.key for fault in answer.context["faults"]} == {"concrete", "intent", "job"}
    thank.refresh_from_db()
    assert thank.message.body == "Dear Ana,\n\nIs there an opening for me?"


def test_checks_while_typing_come_alone(htmx, thank, draft):
    answer = htmx.post(reverse("message-check", args=[draft.pk]), letter(), target="live")

    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="live"')
    assert answer.context["faults"] == []
    thank.refresh_from_db()
    assert thank.message.sent_at is None and thank.state == "open"


def test_a_text_that_is_too_long_to_keep_is_given_back(page, thank, draft):
    answer = page.post(reverse("message-check", args=[draft.pk]), letter("x" * 20_001))

    assert answer.status_code == 422
    assert "x" * 20_001 in answer.content.decode()
    before = draft.body
    draft.refresh_from_db()
    assert draft.body == before


def test_another_organisation_of_mine_is_noticed(htmx, account, thank, draft):
    OrganisationFactory(account=account, name="Tideline")
    url = reverse("message-check", args=[draft.pk])

    answer = htmx.post(url, letter(GOOD + "\nYour work at Tideline is great."), target="live")

    assert [fault.key for fault in answer.context["faults"]] == ["place"]


@pytest.mark.full
def test_a_check_is_silenced_here_or_everywhere_and_heard_again(htmx, account, thank, draft):
    url = reverse("message-silence", args=[draft.pk])
    typed = letter("Dear Ana,\n\nIs there an opening for me?")

    once = htmx.post(url, {**typed, "once": "job"}, target="live")
    always = htmx.post(url, {**typed, "always": "intent"}, target="live")
    nonsense = htmx.post(url, {**typed, "always": "no-such-check"}, target="live")
    heard = htmx.post(url, {**typed, "hear": "job"}, target="live")

    assert {fault.key for fault in once.context["faults"]} == {"concrete", "intent"}
    assert {fault.key for fault in always.context["faults"]} == {"concrete"}
    assert {fault.key for fault in nonsense.context["faults"]} == {"concrete"}
    assert {fault.key for fault in heard.context["faults"]} == {"concrete", "job"}
    account.refresh_from_db()
    assert account.silenced_checks == ["intent"]


def test_saying_it_was_sent_settles_it_and_the_talk(page, thank, draft):
    page.post(reverse("message-sent", args=[draft.pk]), letter(channel="linkedin_message"))

    thank.refresh_from_db()
    assert (thank.state, thank.message.channel, thank.message.body) == (
        "done",
        "linkedin_message",
        GOOD,
    )
    assert thank.message.sent_at - clock.now() < timedelta(minutes=1)
    assert thank.interview.stage == "thanked"


def test_a_text_with_a_gap_is_asked_about_before_it_counts_as_sent(page, thank, draft):
    url = reverse("message-sent", args=[draft.pk])
    typed = letter(GOOD + "\nI will [what], soon.", channel="linkedin_message")

    asked = page.post(url, typed)
    thank.refresh_from_db()
    state, text = thank.state, asked.content.decode()
    page.post(url, {**typed, "anyway": "1"})

    assert (asked.status_code, state) == (422, "open")
    assert "still has a gap" in text and 'name="anyway"' in text
    assert "I will [what], soon." in text
    assert asked.context["form"]["channel"].value() == "linkedin_message"
    thank.refresh_from_db()
    assert (thank.state, thank.message.body) == ("done", typed["body"])


@pytest.mark.full
def test_a_gap_whose_check_is_silent_is_not_asked_about(page, account, thank, draft):
    account.silenced_checks = ["blank"]
    account.save()

    page.post(reverse("message-sent", args=[draft.pk]), letter("Dear [name]"))

    thank.refresh_from_db()
    assert thank.state == "done"


@pytest.mark.full
def test_a_day_before_the_talk_or_to_come_is_refused(page, thank, draft):
    url = reverse("message-sent", args=[draft.pk])
    today = clock.today(thank.account.zone)

    for day in (today + timedelta(days=1), today - timedelta(days=3)):
        answer = page.post(url, letter(day=day.isoformat()))
        assert answer.status_code == 422
        assert GOOD.splitlines()[2] in answer.content.decode()

    thank.refresh_from_db()
    assert thank.state == "open"


@pytest.mark.full
def test_an_earlier_day_is_kept_as_the_day_it_was_sent(page, thank, draft):
    interview = thank.interview
    interview.ended_at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    interview.save()

    page.post(reverse("message-sent", args=[draft.pk]), letter(day="2026-03-11"))

    thank.refresh_from_db()
    assert thank.message.sent_at == datetime(2026, 3, 11, 12, tzinfo=UTC)


@pytest.mark.full
def test_a_draft_nobody_touched_changes_its_language(page, thank, draft):
    fields = {"subject": draft.subject, "body": draft.body.replace("\n", "\r\n")}

    page.post(reverse("message-check", args=[draft.pk]), {**fields, "language": "zh-hans"})
    thank.refresh_from_db()
    assert "谢谢您" in thank.message.body

    page.post(reverse("message-check", args=[draft.pk]), letter(language="en"))
    page.post(reverse("message-check", args=[draft.pk]), letter(language="zh-hans"))
    thank.refresh_from_db()
    assert (thank.message.language, thank.message.body) == ("zh-hans", GOOD)

    page.post(reverse("message-check", args=[draft.pk]), letter(again="1", language="zh-hans"))
    thank.refresh_from_db()
    assert "谢谢您" in thank.message.body


def test_the_mail_link_carries_every_character(page, account, thank, draft):
    Reach.objects.create(
        account=account, person=thank.person, kind="email", value="ana+x@a.example"
    )
    link = mail_link("ana+x@a.example", "50 % & more?", "Hi 小明,\n\n1+1=2 #1")

    parts = urlsplit(link)

    assert parts.path == "ana%2Bx@a.example"
    assert parse_qs(parts.query) == {
        "subject": ["50 % & more?"],
        "body": ["Hi 小明,\r\n\r\n1+1=2 #1"],
    }
    assert "+" not in parts.query
    assert "mailto:ana%2Bx@a.example?" in page.get(draft.get_absolute_url()).content.decode()


@pytest.mark.full
def test_the_page_needs_as_many_queries_for_many_notes_as_for_one(
    page, account, thank, draft, django_assert_num_queries
):
    url = draft.get_absolute_url()
    page.get(url)
    with CaptureQueriesContext(connection) as one:
        page.get(url)
    for n in range(3):
        OrganisationFactory(account=account, name=f"Place {n}")
        AnswerFactory(account=account, interview=thank.interview, line=None, text=f"Note {n}")

    with django_assert_num_queries(len(one)):
        page.get(url)


def test_a_nul_byte_in_a_letter_is_refused(page, account, thank, draft):
    url = reverse("message-check", args=[draft.pk])

    answer = page.post(url, letter("Dear\x00 Ana"))

    assert "body" in answer.context["form"].errors
    assert answer.context["message"].body == "Dear Ana"
    draft.refresh_from_db()
    assert "Delete unread reports" in draft.body
