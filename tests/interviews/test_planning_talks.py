"""What a talk that was agreed on, moved or called off does to the plan."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from config.kit.clock import moved_to
from contacts.actions.merges import merge
from contacts.actions.people import delete_person
from interviews.actions.follow_ups import settle
from interviews.actions.interviews import (
    hold_interview,
    move_interview,
    save_interview,
    schedule_interview,
)
from interviews.actions.planning import catch_up
from interviews.models import FollowUpState, Interview
from interviews.rules.stages import Stage
from tests.cases import few
from tests.factories import InterviewFactory, MessageFactory, OutreachFactory, PersonFactory

# A Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def person(account):
    """Somebody who was asked on Monday."""
    person = PersonFactory(account=account)
    ask = OutreachFactory(account=account, person=person, created_at=MONDAY)
    MessageFactory(person=person, outreach=ask, purpose="first_ask", sent_at=MONDAY)
    return person


@pytest.fixture
def talk(account, person):
    """A talk that was planned before they were asked."""
    talk = InterviewFactory(account=account, people=[person])
    Interview.objects.update(created_at=MONDAY - DAY)
    talk.refresh_from_db()
    return talk


def agree(talk, day, *, at):
    with moved_to(at):
        return schedule_interview(talk, on_date=day, at_time=time(15), zone="Europe/Lisbon")


def steps(person):
    return {row.kind: row.due_on for row in person.follow_ups.open().exclude(key="")}


def test_a_talk_moved_after_it_was_confirmed_is_confirmed_again(person, talk):
    agree(talk, date(2026, 3, 6), at=MONDAY)
    confirm = person.follow_ups.get(kind="confirm")
    confirm.message = MessageFactory(person=person, purpose="confirm", sent_at=MONDAY + 3 * DAY)
    confirm.save()
    settle(confirm, FollowUpState.DONE, at=MONDAY + 3 * DAY)

    agree(talk, date(2026, 3, 13), at=MONDAY + 3 * DAY + timedelta(hours=1))

    assert steps(person)["confirm"] == date(2026, 3, 12)


@pytest.mark.parametrize(
    "ending", few([Stage.CANCELLED, Stage.MISSED, Stage.INVITED, Stage.HELD], quick=2)
)
def test_whoever_agreed_on_a_talk_is_neither_chased_nor_owed_an_answer(person, talk, ending):
    MessageFactory(
        person=person,
        outreach=person.outreach.get(),
        purpose="",
        is_received=True,
        meaning="reply",
        sent_at=MONDAY + DAY,
    )
    agree(talk, date(2026, 3, 4), at=MONDAY + DAY + timedelta(hours=2))
    assert not {"answer", "nudge", "second_person"} & set(steps(person))

    later = MONDAY + 3 * DAY
    with moved_to(later):
        if ending is Stage.HELD:
            hold_interview(talk, ended_at=later, at=later)
        else:
            move_interview(talk, ending, at=later)

    assert not {"answer", "nudge", "second_person", "confirm"} & set(steps(person))


def test_an_ask_whose_talk_was_called_off_is_not_chased_though_no_reply_was_noted(person, talk):
    agree(talk, date(2026, 3, 6), at=MONDAY + DAY)

    move_interview(talk, Stage.CANCELLED, at=MONDAY + 2 * DAY)

    assert steps(person) == {}


def test_the_notes_of_a_talk_with_three_are_asked_for_once_and_each_is_thanked(account):
    people = PersonFactory.create_batch(3, account=account)
    talk = InterviewFactory(account=account, people=people)
    agree(talk, date(2026, 3, 4), at=MONDAY)

    hold_interview(talk, ended_at=MONDAY + 2 * DAY, at=MONDAY + 2 * DAY)

    kinds = sorted(talk.follow_ups.open().values_list("kind", flat=True))
    assert kinds == ["ask_referral"] * 3 + ["debrief"] + ["thank"] * 3
    with moved_to(MONDAY + 2 * DAY):
        save_interview(talk, people=people[1:], changed=())
    assert "debrief" in steps(people[1])


@pytest.mark.parametrize("is_merged", [True, False])
def test_the_notes_of_a_talk_are_asked_for_though_whoever_stood_for_it_is_gone(account, is_merged):
    first, second, third = PersonFactory.create_batch(3, account=account)
    talk = InterviewFactory(account=account, people=[first, second])
    hold_interview(talk, ended_at=MONDAY, at=MONDAY)
    assert "debrief" in steps(first) and "debrief" not in steps(second)

    if is_merged:
        merge(kept=third, gone=first, values={}, at=MONDAY)
    else:
        delete_person(person=first)
    catch_up(account, at=MONDAY)

    assert "debrief" in steps(second) and "debrief" not in steps(third)
