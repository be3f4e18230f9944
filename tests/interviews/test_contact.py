"""The last contact with somebody: what counts, and that no action forgets to keep it."""

import os
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Message, Person
from interviews.actions.contact import derive_contact, last_contact
from interviews.actions.interviews import (
    delete_interview,
    hold_interview,
    move_interview,
    save_interview,
    schedule_interview,
)
from interviews.actions.messages import CannotBe, begin_message, mark_sent, take_back_thanks
from interviews.actions.talks import end_talk
from interviews.models import FollowUp, Interview
from interviews.rules.stages import MoveRefused, Stage
from tests.factories import InterviewFactory, MessageFactory, PersonFactory

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def days_ago(count):
    return NOW - timedelta(days=count)


@pytest.fixture
def ana(account):
    return PersonFactory(account=account)


def contact_of(person):
    derive_contact([person])
    person.refresh_from_db()
    return person.last_contact_at


def test_nobody_was_in_contact_by_drafts_and_plans(account, ana):
    MessageFactory(person=ana)
    InterviewFactory(account=account, people=[ana])
    InterviewFactory(account=account, people=[ana], stage="cancelled", ended_at=NOW)

    assert contact_of(ana) is None


def test_the_latest_message_or_talk_counts(account, ana):
    for stage, days in (("held", 9), ("thanked", 7), ("closed", 8)):
        InterviewFactory(account=account, people=[ana], stage=stage, ended_at=days_ago(days))
    talked = contact_of(ana)
    MessageFactory(person=ana, sent_at=days_ago(3))
    MessageFactory(person=ana, sent_at=days_ago(5))

    assert talked == days_ago(7)
    assert contact_of(ana) == days_ago(3)


def test_a_talk_whose_end_nobody_noted_counts_from_its_start(account, ana):
    InterviewFactory(
        account=account,
        people=[ana],
        stage="held",
        on_date=date(2026, 3, 2),
        at_time=time(10),
        starts_at=days_ago(8),
    )

    assert contact_of(ana) == days_ago(8)


def _schedule(account, people, n):
    if talk := account.interviews.exclude(stage__in=("cancelled",)).order_by("pk").first():
        day = date(2026, 3, 1) + timedelta(days=n)
        schedule_interview(talk, on_date=day, at_time=time(10), zone="UTC")


def _hold(account, people, n):
    if talk := account.interviews.order_by("pk").last():
        hold_interview(talk, ended_at=days_ago(n), at=NOW)


def _correct(account, people, n):
    if talk := account.interviews.order_by("pk").first():
        end_talk(interview=talk, began_at=None, ended_at=days_ago(n), at=NOW)


def _move(account, people, n):
    if talk := account.interviews.order_by("-pk").first():
        move_interview(talk, list(Stage)[n % len(Stage)], at=NOW)


def _plan(account, people, n):
    save_interview(Interview(account=account), people=people[: 1 + n % 2], changed=())


def _change_people(account, people, n):
    if talk := account.interviews.order_by("pk").first():
        save_interview(talk, people=[people[n % 2]], changed=("people",))


def _delete(account, people, n):
    if talk := account.interviews.order_by("pk").first():
        delete_interview(talk)


def _write_and_send(owed, n):
    message = begin_message(owed.person, purpose="thank_you", step=owed, at=NOW)
    mark_sent(message, sent_at=days_ago(n), at=NOW)


def _thank(account, people, n):
    if owed := FollowUp.objects.open().filter(kind="thank").first():
        _write_and_send(owed, n)


def _take_back(account, people, n):
    done = FollowUp.objects.filter(kind="thank", state="done").first()
    if done and Message.objects.filter(follow_up=done):
        take_back_thanks(done, at=NOW)


ACTIONS = (
    *(_plan, _schedule, _hold, _correct, _move),
    *(_change_people, _delete, _thank, _take_back),
)


@settings(
    max_examples=int(os.environ.get("EXAMPLES", "2")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9)), min_size=2, max_size=8))
def test_no_action_forgets_the_last_contact(account, steps):
    Interview.objects.all().delete()
    Person.objects.all().delete()
    people = PersonFactory.create_batch(2, account=account, organisation=None)
    _plan(account, people, 1)
    _hold(account, people, 9)
    for act, n in steps:
        try:
            act(account, people, n)
        except (MoveRefused, CannotBe):
            continue

        stale = Person.objects.annotate(really=last_contact()).values_list(
            "last_contact_at", "really"
        )
        assert all(kept == really for kept, really in stale), act.__name__


@pytest.mark.full
def test_taking_back_one_of_two_thanks_takes_their_contact_back(account):
    talk = InterviewFactory(account=account, people=PersonFactory.create_batch(2, account=account))
    hold_interview(talk, ended_at=days_ago(9), at=NOW)
    owed = FollowUp.objects.filter(kind="thank").first()
    _write_and_send(owed, 2)

    take_back_thanks(owed, at=NOW)

    owed.person.refresh_from_db()
    assert owed.person.last_contact_at == days_ago(9)
