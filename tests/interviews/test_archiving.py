"""Somebody who is off the list is chased no more, but what is owed to them stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from config.kit.clock import moved_to
from contacts.models import BulkChange, Outreach
from interviews.actions.correspondence import log_received
from interviews.actions.interviews import hold_interview
from interviews.actions.planning import catch_up, replan
from tests.factories import InterviewFactory, MessageFactory, PersonFactory

# A Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now():
    with moved_to(MONDAY + DAY):
        yield


@pytest.fixture
def silent(account):
    """Somebody who was asked on Monday."""
    person = PersonFactory(account=account, name="Ana")
    ask = Outreach.objects.create(account=account, person=person, organisation=person.organisation)
    MessageFactory(person=person, outreach=ask, purpose="first_ask", sent_at=MONDAY)
    replan([person], at=MONDAY)
    return person


@pytest.fixture
def met(account):
    """Somebody I talked to on Monday, and who wrote since."""
    person = PersonFactory(account=account, name="Bo")
    talk = InterviewFactory(account=account, people=[person])
    hold_interview(talk, ended_at=MONDAY, at=MONDAY)
    came_at = MONDAY + timedelta(hours=3)
    log_received(person, meaning="reply", came_at=came_at, at=came_at, channel="email")
    return person


def kinds(person):
    return set(person.follow_ups.open().values_list("kind", flat=True))


def archive(page, person):
    answer = page.post(reverse("person-archive", args=[person.pk]))
    (message,) = get_messages(answer.wsgi_request)
    return str(message)


def test_whoever_is_archived_is_chased_no_more_until_they_are_back(page, silent):
    before = set(silent.follow_ups.open().values_list("pk", "kind", "due_on"))

    told = archive(page, silent)
    after = kinds(silent)
    page.post(reverse("person-restore", args=[silent.pk]), follow=True)

    assert {kind for _, kind, _ in before} == {"nudge", "second_person"}
    assert after == set()
    assert told == "Ana is archived; nothing is lost, and nothing about them comes up any more."
    assert set(silent.follow_ups.open().values_list("pk", "kind", "due_on")) == before


def test_what_is_owed_to_whoever_is_archived_stays(page, met):
    before = kinds(met)

    told = archive(page, met)

    owed = {"answer", "thank"}
    # Going over the talk is asked for on its own day only.
    assert before - owed == {"debrief", "ask_referral"}
    assert kinds(met) == owed
    assert told.endswith("2 follow-ups that are promised or owed still come up on Today.")


def test_the_ask_of_whoever_is_archived_comes_to_rest(page, silent):
    archive(page, silent)

    replan([silent], at=MONDAY + 21 * DAY)

    assert silent.outreach.get().stage == "resting"


@pytest.mark.full
def test_many_who_are_archived_at_once_are_chased_no_more(page, account, silent):
    before = kinds(silent)

    page.post(reverse("person-bulk"), {"do": "archive", "person": [silent.pk]})
    catch_up(account, at=MONDAY + DAY)
    after = kinds(silent)
    page.post(reverse("person-bulk-undo", args=[BulkChange.objects.get().pk]))
    catch_up(account, at=MONDAY + DAY)

    assert (before, after) == ({"nudge", "second_person"}, set())
    assert kinds(silent) == before
