"""What the planner would write next, told ahead."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.models import Pause
from interviews.actions.interviews import hold_interview
from interviews.actions.planning_letters import plan_letters
from interviews.mail.next import next_due
from tests.factories import FollowUpFactory, InterviewFactory, PersonFactory

# A Friday in winter, when Lisbon keeps UTC; the digest of the day has gone.
NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)


@pytest.fixture
def account(account):
    account.digest_planned_on = date(2026, 3, 13)
    account.save()
    return account


def coming(account, at=NOON):
    return [(str(one.kind), f"{one.at:%a %H:%M}", one.why) for one in next_due(account, at)]


def due(account, day):
    person = PersonFactory(account=account)
    at = datetime(2026, 3, day, 23, tzinfo=UTC)
    return FollowUpFactory(person=person, due_on=at.date(), due_at=at)


def talk(account, at, **fields):
    fields = {"on_date": at.date(), "at_time": at.time(), "starts_at": at, **fields}
    person = PersonFactory(account=account, name="Ana Muñoz")
    return InterviewFactory(account=account, stage="scheduled", people=[person], **fields)


def test_the_next_digest_is_told_with_what_it_is_for(account):
    due(account, 14)
    due(account, 16)
    talk(account, datetime(2026, 3, 17, 15, tzinfo=UTC))

    assert coming(account) == [("digest", "Mon 07:00", "1 talk, 2 things due")]


def test_while_there_is_nothing_to_tell_it_says_so(account):
    assert coming(account) == [("digest", "Mon 07:00", "")]


def test_days_without_anything_are_passed_over(account):
    due(account, 18)

    assert coming(account) == [("digest", "Wed 07:00", "1 thing due")]


def test_an_absence_is_passed_over_but_for_talks(account):
    Pause.objects.create(account=account, from_on=date(2026, 3, 14), until_on=date(2026, 3, 18))
    due(account, 16)
    assert coming(account) == [("digest", "Thu 07:00", "1 thing due")]

    talk(account, datetime(2026, 3, 17, 15, tzinfo=UTC))

    assert coming(account) == [("digest", "Mon 07:00", "1 talk")]


def test_a_thank_you_of_today_is_told_to_come_in_the_evening(account):
    ended_at = NOON - timedelta(hours=1)
    hold_interview(talk(account, ended_at), ended_at=ended_at, at=ended_at)

    assert coming(account)[0] == ("thanks", "Fri 19:00", "a thank-you due before your next digest")
    plan_letters(at=NOON.replace(hour=19))
    # Though it failed: the digest has them now.
    account.follow_ups.update(announced_on=None)
    assert "thanks" not in {kind for kind, _, _ in coming(account, NOON.replace(hour=19))}


def test_the_note_and_the_review_are_told_where_they_are_wanted(account):
    account.wants_digest, account.wants_talk_note, account.wants_review = False, True, True
    account.save()
    talk(account, NOON + timedelta(hours=3))

    assert coming(account) == [("talk", "Fri 14:00", "Ana Muñoz"), ("review", "Fri 19:00", "")]
    plan_letters(at=NOON.replace(hour=14))
    assert coming(account, NOON.replace(hour=14)) == [("review", "Fri 19:00", "")]


def test_a_review_of_a_week_that_held_something_is_told_to_come(account):
    account.wants_digest, account.wants_review = False, True
    account.save()
    talk(account, NOON - timedelta(days=1), ended_at=NOON - timedelta(days=1))
    account.interviews.update(stage="held")

    assert coming(account) == [("review", "Fri 19:00", "your week, and how the next begins")]


def test_who_wants_no_letters_is_told_of_none(account):
    account.wants_digest = account.wants_thanks = False
    account.save()
    due(account, 16)

    assert coming(account) == []
