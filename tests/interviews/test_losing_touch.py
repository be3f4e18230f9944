from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from tests.factories import (
    FollowUpFactory,
    InterviewFactory,
    MessageFactory,
    PersonFactory,
    SearchFactory,
)

URL = reverse("losing-touch")
NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_june():
    with clock.moved_to(NOW):
        yield


def met(account, name, *, days, **fields):
    at = NOW - timedelta(days=days)
    person = PersonFactory(account=account, name=name, last_contact_at=at, **fields)
    InterviewFactory(account=account, people=[person], stage="thanked", ended_at=at)
    return person


def names(answer):
    return [row.person.name for row in answer.context["rows"]]


def test_those_talked_to_long_ago_stand_there_the_latest_first(page, account):
    SearchFactory(account=account)
    met(account, "Long Ago", days=300)
    met(account, "A While Ago", days=40)
    met(account, "Lately", days=20)
    met(account, "In Peace", days=40, is_do_not_contact=True)
    PersonFactory(account=account, name="Never Met", last_contact_at=NOW - timedelta(days=90))
    planned = met(account, "Planned", days=40)
    FollowUpFactory(person=planned)

    assert names(page.get(URL)) == ["A While Ago", "Long Ago"]


def test_the_interval_is_longer_when_no_search_is_open(page, account):
    met(account, "A While Ago", days=40)
    met(account, "Long Ago", days=300)

    answer = page.get(URL)

    assert names(answer) == ["Long Ago"]
    assert "over 4 months ago" in answer.content.decode()


def test_a_row_tells_what_was_last_said(page, account):
    ana = met(account, "Ana", days=200)
    MessageFactory(person=ana, subject="Your book tip", sent_at=NOW - timedelta(days=150))
    ana.last_contact_at = NOW - timedelta(days=150)
    ana.save()

    text = page.get(URL).content.decode()

    assert "You wrote: Your book tip" in text and "Last contact 11 January 2026" in text
    assert reverse("message-write", args=[ana.pk]) in text


def test_whoever_is_let_rest_leaves_the_list_until_there_is_contact(page, htmx, account):
    ana = met(account, "Ana", days=200)
    url = reverse("person-rest", args=[ana.pk])

    swapped = htmx.post(url, target="losing-touch")
    page.post(url)
    rested = names(page.get(URL))
    page.post(reverse("person-wake", args=[ana.pk]))
    woken = names(page.get(URL))
    page.post(url)
    with clock.moved_to(NOW + timedelta(days=400)):
        ana.last_contact_at = NOW + timedelta(days=2)
        ana.save()
        later = names(page.get(URL))

    assert swapped.content.decode().lstrip().startswith('<div id="losing-touch"')
    assert "Undo" in swapped.content.decode()
    assert (rested, woken, later) == ([], ["Ana"], ["Ana"])
    assert account.follow_ups.count() == 1


def test_an_empty_list_teaches(page, account):
    assert "Nobody yet" in page.get(URL).content.decode()
    met(account, "Lately", days=2)

    assert "You are in touch with everybody" in page.get(URL).content.decode()


@pytest.mark.full
def test_the_list_needs_as_many_queries_for_three_rows_as_for_one(
    page, account, django_assert_num_queries
):
    MessageFactory(person=met(account, "Ana", days=200), sent_at=NOW - timedelta(days=210))
    page.get(URL)
    with CaptureQueriesContext(connection) as once:
        page.get(URL)
    met(account, "Bo", days=200)
    met(account, "Cy", days=200)

    with django_assert_num_queries(len(once)):
        page.get(URL)
