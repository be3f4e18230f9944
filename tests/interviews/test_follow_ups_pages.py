from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from interviews.models import FollowUp
from tests.cases import few
from tests.factories import FollowUpFactory, PersonFactory


@pytest.fixture
def follow_up(account):
    return FollowUpFactory(account=account, person__account=account, person__name="Ana Sousa")


def tomorrow(account):
    return clock.today(account.zone) + timedelta(days=1)


def test_a_promise_is_noted_for_the_person_one_came_from(page, account):
    person = PersonFactory(account=account)
    url = reverse("follow-up-create")

    form = page.get(url, {"person": person.pk, "kind": "their_promise"}).context["form"]
    assert (form["person"].value(), form["due_on"].value()) == (person.pk, None)
    page.post(
        url,
        {
            "person": person.pk,
            "kind": "their_promise",
            "text": "Introduce me",
            "due_on": tomorrow(account),
        },
    )

    saved = account.follow_ups.get()
    assert (saved.text, saved.kind, saved.due_on) == (
        "Introduce me",
        "their_promise",
        tomorrow(account),
    )
    assert saved.due_at == clock.end_of_day(saved.due_on, account.zone)


@pytest.mark.parametrize(
    ("field", "value"),
    few(
        [("due_on", ""), ("due_on", "2020-01-01"), ("text", ""), ("kind", "thank"), ("person", "")],
        quick=2,
    ),
)
def test_what_is_missing_or_over_is_said_and_the_rest_kept(page, account, field, value):
    person = PersonFactory(account=account)
    told = {"person": person.pk, "kind": "promise", "text": "Send it", "due_on": tomorrow(account)}

    answer = page.post(reverse("follow-up-create"), {**told, field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert FollowUp.objects.count() == 0


def test_somebody_elses_person_cannot_be_chosen(page, account, stranger):
    theirs = PersonFactory(account=stranger)
    told = {"person": theirs.pk, "kind": "promise", "text": "Send it", "due_on": tomorrow(account)}

    answer = page.post(reverse("follow-up-create"), told)

    assert list(answer.context["form"].errors) == ["person"]
    assert theirs.name not in answer.content.decode()


def test_a_changed_day_moves_the_moment_and_is_told_afresh(page, account, follow_up):
    follow_up.announced_on = date(2026, 3, 3)
    follow_up.save()
    told = {
        "person": follow_up.person_id,
        "kind": "promise",
        "text": "New",
        "due_on": tomorrow(account),
    }

    page.post(reverse("follow-up-edit", args=[follow_up.pk]), told)

    follow_up.refresh_from_db()
    assert (follow_up.text, follow_up.announced_on) == ("New", None)
    assert follow_up.due_at == clock.end_of_day(tomorrow(account), account.zone)


@pytest.mark.parametrize(
    ("name", "state"), few([("follow-up-done", "done"), ("follow-up-drop", "dropped")])
)
def test_settling_offers_to_take_it_back(page, follow_up, name, state):
    answer = page.post(reverse(name, args=[follow_up.pk]), {"back": "today"}, follow=True)

    follow_up.refresh_from_db()
    assert (follow_up.state, answer.redirect_chain[0][0]) == (state, reverse("today"))
    undo_url = next(iter(answer.context["messages"])).extra_tags
    page.post(undo_url)
    follow_up.refresh_from_db()
    assert follow_up.state == "open"


def test_settling_on_today_brings_the_fresh_agenda(htmx, follow_up):
    url = reverse("follow-up-done", args=[follow_up.pk])

    answer = htmx.post(url, {"back": "today"}, target="agenda")

    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="agenda">')
    assert f'id="follow-up-{follow_up.pk}"' not in text
    assert "Undo" in text


def test_a_snooze_moves_the_day_and_can_be_taken_back(page, account, follow_up):
    before = follow_up.due_on
    url = reverse("follow-up-snooze", args=[follow_up.pk])

    answer = page.post(url, {"until": tomorrow(account).isoformat(), "back": "list"}, follow=True)

    follow_up.refresh_from_db()
    assert follow_up.due_on == tomorrow(account)
    page.post(next(iter(answer.context["messages"])).extra_tags)
    follow_up.refresh_from_db()
    assert follow_up.due_on == before


@pytest.mark.parametrize("day", few(["soon", "", "2020-01-01"]))
@pytest.mark.parametrize(("back", "part"), few([("today", "agenda"), ("list", "follow-ups")]))
def test_a_snooze_to_a_wrong_day_is_refused_where_it_was_typed(
    page, htmx, follow_up, back, part, day
):
    before, url = follow_up.due_on, reverse("follow-up-snooze", args=[follow_up.pk])

    plain = page.post(url, {"day": day, "back": back})
    swapped = htmx.post(url, {"day": day, "back": back}, target=part)

    follow_up.refresh_from_db()
    assert follow_up.due_on == before
    assert swapped.content.decode().lstrip().startswith(f'<div id="{part}"')
    for answer in (plain, swapped):
        text, error = answer.content.decode(), f"snooze-{follow_up.pk}-day_error"
        assert answer.status_code == 422
        assert '<details class="menu" open>' in text
        assert f'id="{error}"' in text and f'aria-describedby="{error}"' in text
        assert not day or f'value="{day}"' in text


def test_a_thank_you_done_on_today_counts_as_sent(page, account):
    thank = FollowUpFactory(account=account, person__account=account, kind="thank")

    page.post(reverse("follow-up-done", args=[thank.pk]))
    thank.refresh_from_db()
    assert thank.state == "done"
    page.post(reverse("follow-up-reopen", args=[thank.pk]))

    thank.refresh_from_db()
    assert thank.state == "open"


@pytest.mark.full
@pytest.mark.parametrize("name", ["edit", "done", "drop", "snooze", "reopen"])
def test_a_stranger_finds_nothing(client, stranger, follow_up, name):
    client.force_login(stranger)

    answer = client.post(reverse(f"follow-up-{name}", args=[follow_up.pk]))

    follow_up.refresh_from_db()
    assert (answer.status_code, follow_up.state) == (404, "open")


@pytest.mark.full
def test_the_list_needs_as_many_queries_for_three_rows_as_for_one(
    page, account, follow_up, django_assert_num_queries
):
    FollowUpFactory(account=account, person__account=account, state="done")
    page.get(reverse("follow-up-list"))
    with CaptureQueriesContext(connection) as one:
        page.get(reverse("follow-up-list"))
    for kind in ("promise", "their_promise"):
        FollowUpFactory(account=account, person__account=account, kind=kind)
    FollowUpFactory(account=account, person__account=account, state="done")

    with django_assert_num_queries(len(one)):
        page.get(reverse("follow-up-list"))


@pytest.mark.parametrize("day", ["9999-12-31", "9998-01-01"])
def test_a_day_at_the_end_of_the_calendar_is_refused(page, account, follow_up, day):
    before = follow_up.due_on
    fields = {"person": follow_up.person_id, "kind": "promise", "text": "Write", "due_on": day}

    answer = page.post(reverse("follow-up-create"), fields)
    page.post(reverse("follow-up-snooze", args=[follow_up.pk]), {"day": day})
    page.post(reverse("follow-up-reopen", args=[follow_up.pk]) + f"?due_on={day}")

    follow_up.refresh_from_db()
    assert answer.context["form"].errors["due_on"] == ["Check the year: that day is too far away."]
    assert (account.follow_ups.count(), follow_up.due_on) == (1, before)


def test_a_person_of_an_endless_number_is_refused(page, account):
    fields = {"person": "9" * 5000, "kind": "promise", "text": "Write", "due_on": tomorrow(account)}

    answer = page.post(reverse("follow-up-create"), fields)

    assert "person" in answer.context["form"].errors
    assert not account.follow_ups.exists()
