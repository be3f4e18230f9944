from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from config.kit import clock
from interviews.actions.correspondence import log_received, log_sent
from interviews.actions.messages import CannotBe
from tests.cases import few
from tests.factories import (
    InterviewFactory,
    MessageFactory,
    OrganisationFactory,
    PersonFactory,
)

MONDAY = datetime(2026, 11, 9, 10, tzinfo=UTC)
AWAY = "I am out of the office until 4 December 2099."


@pytest.fixture
def ana(account):
    place = OrganisationFactory(account=account, name="Tideline")
    return PersonFactory(account=account, name="Ana Sousa", organisation=place)


@pytest.fixture
def asked(account, ana):
    day = clock.now() - timedelta(days=2)
    return log_sent(ana, purpose="first_ask", channel="email", sent_at=day, at=clock.now())


def came(**fields):
    return {"body": "Yes, gladly.", "meaning": "reply", "channel": "email", "log": "1"} | fields


def kinds(account):
    return set(account.follow_ups.open().values_list("kind", flat=True))


def test_an_answer_is_to_be_answered_and_ends_the_chase(page, account, ana, asked):
    answer = page.post(reverse("message-receive", args=[ana.pk]), came(), follow=True)

    ask = account.outreach.get()
    assert answer.redirect_chain[-1][0] == reverse("outreach-detail", args=[ask.pk])
    assert "Next: Answer them" in str(next(iter(answer.context["messages"])))
    message = ask.messages.get(is_received=True)
    assert (message.meaning, message.body, ask.stage) == ("reply", "Yes, gladly.", "replied")
    assert kinds(account) == {"answer"}


@pytest.mark.full
def test_an_answer_leads_to_planning_the_talk_until_one_is_planned(page, account, ana, asked):
    page.post(reverse("message-receive", args=[ana.pk]), came())
    ask, planning = account.outreach.get(), reverse("interview-create") + f"?person={ana.pk}"

    assert planning in page.get(ask.get_absolute_url()).content.decode()

    InterviewFactory(account=account, people=[ana])

    assert planning not in page.get(ask.get_absolute_url()).content.decode()


def test_what_it_seems_to_say_is_only_proposed(htmx, account, ana, asked):
    url = reverse("message-receive", args=[ana.pk])
    typed = {"body": AWAY, "channel": "email"}

    proposed = htmx.post(url, typed, target="meaning")
    refused = htmx.post(url, {**typed, "log": "1"})
    by_hand = htmx.post(url, {**typed, "meaning": "decline", "guessed": "reply"}, target="meaning")

    assert proposed.content.decode().lstrip().startswith('<div id="meaning"')
    form = proposed.context["form"]
    assert (form["meaning"].value(), form["until"].value()) == ("out_of_office", "2099-12-04")
    assert refused.status_code == 422
    assert refused.context["form"]["meaning"].value() == "out_of_office"
    assert by_hand.context["form"]["meaning"].value() == "decline"
    assert not account.messages.filter(is_received=True).exists()


@pytest.mark.parametrize(
    ("fields", "stage", "left"),
    few(
        [
            ({"meaning": "decline", "body": "I would rather not."}, "declined", set()),
            ({"meaning": "bounce", "body": "Undeliverable"}, "bounced", {"other_way"}),
            (
                {"meaning": "out_of_office", "body": AWAY, "until": "2099-12-04"},
                "asked",
                {"second_person", "nudge"},
            ),
        ]
    ),
)
def test_what_came_back_changes_what_comes_next(page, account, ana, asked, fields, stage, left):
    page.post(reverse("message-receive", args=[ana.pk]), came(**fields))

    ask = account.outreach.get()
    assert (ask.stage, kinds(account)) == (stage, left)
    assert str(ask.messages.get(is_received=True).until or "") == fields.get("until", "")


def test_an_answer_before_the_ask_is_refused_in_words(page, account, ana, asked):
    early = (clock.today(account.zone) - timedelta(days=9)).isoformat()

    answer = page.post(reverse("message-receive", args=[ana.pk]), came(day=early))

    assert answer.status_code == 422
    assert answer.context["form"].errors["day"] == [
        "Nothing can come back before your first message went out."
    ]
    assert not account.messages.filter(is_received=True).exists()


def test_a_message_written_elsewhere_is_logged_with_its_day(page, account, ana):
    day = clock.today(account.zone) - timedelta(days=4)
    url = reverse("message-log", args=[ana.pk])

    future = page.post(
        url,
        {
            "purpose": "first_ask",
            "channel": "wechat",
            "day": (day + timedelta(days=9)).isoformat(),
        },
    )
    page.post(url, {"purpose": "first_ask", "channel": "wechat", "day": day.isoformat()})

    assert future.status_code == 422
    ask = account.outreach.get()
    assert (ask.channel, ask.asked_at.astimezone(UTC).date()) == ("wechat", day)
    assert ask.messages.get().body == ""


def test_a_form_sent_twice_logs_one_message(account, ana):
    for seconds in (0, 3):
        moment = MONDAY + timedelta(seconds=seconds)
        log_sent(ana, purpose="first_ask", channel="email", sent_at=moment, at=moment)
        came_at = moment + timedelta(days=1)
        log_received(ana, meaning="reply", channel="email", came_at=came_at, at=came_at)

    assert account.messages.count() == 2


@pytest.mark.full
def test_a_corrected_day_plans_anew(page, account, ana, asked):
    before = account.follow_ups.get(kind="nudge").due_on
    earlier = clock.today(account.zone) - timedelta(days=5)
    url = reverse("message-edit", args=[asked.pk])
    facts = {"purpose": "first_ask", "channel": "email", "subject": "", "body": "As it went"}

    page.post(url, {**facts, "day": earlier.isoformat(), "hour": "10:00"})

    asked.refresh_from_db()
    assert (asked.body, asked.sent_at.astimezone(UTC).date()) == ("As it went", earlier)
    assert account.follow_ups.get(kind="nudge").due_on < before


@pytest.mark.full
def test_a_correction_that_cannot_be_leaves_all_as_it_was(page, account, ana, asked):
    now = clock.now()
    log_received(ana, meaning="reply", channel="email", came_at=now - timedelta(days=1), at=now)
    facts = {"purpose": "first_ask", "channel": "email", "subject": "", "body": "", "hour": ""}
    today = clock.today(account.zone).isoformat()

    answer = page.post(reverse("message-edit", args=[asked.pk]), {**facts, "day": today})

    before = asked.sent_at
    asked.refresh_from_db()
    assert (answer.status_code, asked.sent_at) == (422, before)
    assert "before your first message" in str(answer.context["form"].errors["day"])


@pytest.mark.full
def test_an_answer_taken_for_a_no_is_corrected(page, account, ana, asked):
    now = clock.now()
    message = log_received(ana, meaning="decline", channel="email", came_at=now, at=now)
    local = message.sent_at.astimezone(ZoneInfo(account.zone))

    page.post(
        reverse("message-edit", args=[message.pk]),
        {"meaning": "reply", "channel": "email", "body": "", "day": local.date().isoformat()}
        | {"hour": f"{local:%H:%M}"},
    )

    assert (account.outreach.get().stage, kinds(account)) == ("replied", {"answer"})


@pytest.mark.full
def test_deleted_it_never_was_and_can_be_brought_back(page, account, ana, asked):
    now = clock.now()
    reply = log_received(
        ana, meaning="reply", channel="email", body="Yes", came_at=now - timedelta(hours=1), at=now
    )

    page.post(reverse("message-delete", args=[reply.pk]))
    after_reply = (account.outreach.get().stage, kinds(account))
    page.post(reverse("message-restore"))
    back = account.messages.get(is_received=True)

    assert after_reply == ("asked", {"second_person", "nudge"})
    assert (back.body, back.sent_at, back.outreach) == (
        "Yes",
        reply.sent_at,
        account.outreach.get(),
    )
    assert kinds(account) == {"answer"}


def test_a_deleted_ask_takes_its_outreach_and_comes_back_with_it(page, account, ana, asked):
    page.post(reverse("message-delete", args=[asked.pk]))
    gone = (account.outreach.count(), account.follow_ups.count())
    page.post(reverse("message-restore"))

    assert gone == (0, 0)
    assert account.outreach.get().asked_at == asked.sent_at
    assert kinds(account) == {"second_person", "nudge"}


@pytest.mark.parametrize("name", few(["message-receive", "message-log", "message-write"]))
def test_a_stranger_notes_nothing_of_mine(client, stranger, ana, name):
    client.force_login(stranger)

    answer = client.post(reverse(name, args=[ana.pk]), came(purpose="first_ask"))

    assert answer.status_code == 404
    assert not ana.messages.exists()


def test_nothing_refuses_more_than_it_stores(account, ana, asked):
    with pytest.raises(CannotBe):
        log_received(
            ana,
            meaning="reply",
            channel="email",
            came_at=MONDAY - timedelta(days=999),
            at=clock.now(),
        )

    assert not ana.messages.filter(is_received=True).exists()


@pytest.mark.full
def test_the_page_of_an_ask_asks_as_much_of_the_database_for_three_letters(
    page, account, ana, asked, django_assert_max_num_queries
):
    url = account.outreach.get().get_absolute_url()
    page.get(url)
    with django_assert_max_num_queries(40) as one:
        page.get(url)
    for _ in range(2):
        MessageFactory(
            account=account,
            person=ana,
            outreach=asked.outreach,
            sent_at=clock.now(),
            purpose="other",
        )

    with django_assert_max_num_queries(len(one)):
        page.get(url)
