from datetime import UTC, date, datetime, time, timedelta

import pytest

from config.kit import clock
from interviews.actions.interviews import (
    hold_interview,
    move_interview,
    save_interview,
    schedule_interview,
)
from interviews.models import FollowUp, Interview
from interviews.rules.stages import MoveRefused, Stage
from tests.factories import InterviewFactory, PersonFactory

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
LISBON_AT_THREE = {"on_date": date(2026, 12, 3), "at_time": time(15), "zone": "Europe/Lisbon"}


def test_scheduling_derives_the_instant_and_the_stage(account):
    interview = InterviewFactory(account=account)

    schedule_interview(
        interview, on_date=date(2026, 12, 3), at_time=time(10), zone="America/New_York"
    )

    interview.refresh_from_db()
    assert interview.starts_at == datetime(2026, 12, 3, 15, tzinfo=UTC)
    assert (interview.stage, interview.sequence) == (Stage.SCHEDULED, 0)


def test_another_time_counts_up_the_sequence_and_the_same_does_not(account):
    interview = schedule_interview(InterviewFactory(account=account), **LISBON_AT_THREE)

    schedule_interview(interview, **LISBON_AT_THREE)
    assert interview.sequence == 0
    schedule_interview(interview, **{**LISBON_AT_THREE, "at_time": time(16)})

    interview.refresh_from_db()
    assert (interview.sequence, interview.starts_at.hour) == (1, 16)


def test_an_hour_that_happens_twice_is_kept_with_its_fold(account):
    interview = InterviewFactory(account=account)
    twice = {"on_date": date(2026, 10, 25), "at_time": time(1, 30), "zone": "Europe/Lisbon"}

    with pytest.raises(clock.TwoSuchTimes):
        schedule_interview(interview, **twice)
    schedule_interview(interview, **twice, fold=1)

    interview.refresh_from_db()
    assert (interview.fold, interview.starts_at.hour) == (1, 1)


def test_a_cancelled_talk_is_not_scheduled_by_the_way(account):
    interview = InterviewFactory(account=account, stage=Stage.CANCELLED)

    with pytest.raises(MoveRefused):
        schedule_interview(interview, **LISBON_AT_THREE)

    interview.refresh_from_db()
    assert interview.starts_at is None


def test_a_held_talk_plans_one_thank_you_a_person_once(account):
    people = [PersonFactory(account=account) for _ in range(2)]
    interview = InterviewFactory(account=account, people=people)

    hold_interview(interview, ended_at=NOON, at=NOON)
    hold_interview(interview, ended_at=NOON, at=NOON)

    assert interview.stage == Stage.HELD
    thanks = FollowUp.objects.filter(kind="thank")
    assert sorted(thanks.values_list("person", "due_at")) == [
        (person.pk, NOON + timedelta(hours=24)) for person in people
    ]


def test_held_without_a_clock_ends_when_agreed_and_never_later_than_now(account):
    past = schedule_interview(InterviewFactory(account=account), **LISBON_AT_THREE)
    ahead = schedule_interview(InterviewFactory(account=account), **LISBON_AT_THREE)

    move_interview(past, Stage.HELD, at=datetime(2026, 12, 4, tzinfo=UTC))
    move_interview(ahead, Stage.HELD, at=NOON)

    assert past.ended_at == datetime(2026, 12, 3, 15, 20, tzinfo=UTC)
    assert ahead.ended_at == NOON


def test_taking_held_back_takes_back_the_thank_you(account):
    interview = schedule_interview(InterviewFactory(account=account), **LISBON_AT_THREE)
    hold_interview(interview, ended_at=NOON, at=NOON)

    move_interview(interview, Stage.SCHEDULED, at=NOON)

    assert interview.ended_at is None
    assert not interview.follow_ups.filter(kind="thank").exists()


def test_cancelling_reaches_the_calendar_and_a_wrong_move_is_refused(account):
    interview = schedule_interview(InterviewFactory(account=account), **LISBON_AT_THREE)

    move_interview(interview, Stage.CANCELLED, at=NOON)
    with pytest.raises(MoveRefused):
        move_interview(interview, Stage.HELD, at=NOON)

    interview.refresh_from_db()
    assert (interview.stage, interview.sequence) == (Stage.CANCELLED, 1)


def test_a_page_loaded_before_the_talk_ended_cannot_cancel_it(account):
    interview = schedule_interview(
        InterviewFactory(account=account),
        on_date=date(2026, 12, 3),
        at_time=time(15),
        zone="Europe/Lisbon",
    )
    loaded_before = Interview.objects.get(pk=interview.pk)
    hold_interview(interview, ended_at=interview.ends_at, at=interview.ends_at)

    with pytest.raises(MoveRefused):
        move_interview(loaded_before, Stage.CANCELLED, at=interview.ends_at)

    interview.refresh_from_db()
    assert (interview.stage, interview.ended_at) == (Stage.HELD, interview.ends_at)


def test_an_edit_that_crosses_the_end_of_a_talk_leaves_it_held(account):
    interview = InterviewFactory(account=account)
    stale = Interview.objects.get(pk=interview.pk)
    hold_interview(interview, ended_at=clock.now(), at=clock.now())

    stale.purpose = "How the week splits"
    save_interview(stale, people=stale.people.all(), changed=["purpose"])

    now = Interview.objects.get()
    assert (now.stage, now.purpose) == ("held", "How the week splits")
    assert now.ended_at


def test_to_say_i_have_thanked_them_settles_every_thank_you(account):
    people = PersonFactory.create_batch(2, account=account)
    interview = InterviewFactory(account=account, people=people)
    hold_interview(interview, ended_at=clock.now(), at=clock.now())

    move_interview(interview, Stage.THANKED, at=clock.now())

    thanks = interview.follow_ups.filter(kind="thank")
    assert [one.state for one in thanks] == ["done", "done"]
