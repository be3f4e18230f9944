from datetime import UTC, date, datetime, timedelta

import pytest

from interviews.actions import follow_ups as actions
from interviews.models import FollowUp, FollowUpKind, FollowUpState
from tests.factories import AccountFactory, FollowUpFactory, InterviewFactory, PersonFactory
from tests.planned import planned_thanks

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def held(account, ended_at=NOON, **fields):
    people = [PersonFactory(account=account), PersonFactory(account=account)]
    return InterviewFactory(
        account=account, people=people, stage="held", ended_at=ended_at, **fields
    )


def test_everyone_in_a_talk_is_thanked_once_within_24_hours(account):
    interview = held(account)

    planned_thanks(interview)
    thanks = planned_thanks(interview)

    assert {thank.person for thank in thanks} == set(interview.people.all())
    assert FollowUp.objects.filter(kind="thank").count() == 2
    assert {thank.due_at for thank in thanks} == {NOON + timedelta(hours=24)}


@pytest.mark.parametrize(
    ("zone", "ended_at", "due_on"),
    [
        # A Saturday stays a Saturday: this step keeps the talk's clock.
        ("Europe/Lisbon", datetime(2026, 3, 13, 17, tzinfo=UTC), date(2026, 3, 14)),
        # Late in Lisbon is next morning in Shanghai.
        ("Asia/Shanghai", datetime(2026, 3, 10, 20, tzinfo=UTC), date(2026, 3, 12)),
        # 24 hours over the night when Lisbon's clocks go forward: 23:30 becomes 00:30.
        ("Europe/Lisbon", datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
    ],
)
def test_a_thank_you_is_shown_under_the_day_its_24_hours_end(zone, ended_at, due_on):
    interview = held(AccountFactory(zone=zone), ended_at)

    thanks = planned_thanks(interview)

    assert {thank.due_on for thank in thanks} == {due_on}


def test_a_corrected_end_moves_open_thanks_but_neither_snoozed_nor_done_ones(account):
    interview = held(account)
    done, snoozed = planned_thanks(interview)
    actions.settle(done, FollowUpState.DONE, at=NOON)
    actions.snooze(snoozed, until=date(2026, 3, 13), at=NOON)
    latecomer = PersonFactory(account=account)
    interview.people.add(latecomer)
    planned_thanks(interview)

    interview.ended_at = NOON + timedelta(hours=3)
    interview.save()
    planned_thanks(interview)

    due = {thank.person_id: thank.due_at for thank in FollowUp.objects.filter(kind="thank")}
    assert due[latecomer.pk] == NOON + timedelta(hours=27)
    assert due[done.person_id] == NOON + timedelta(hours=24)
    assert due[snoozed.person_id] == datetime(2026, 3, 14, tzinfo=UTC)


def test_a_talk_that_did_not_take_place_after_all_asks_for_no_thanks(account):
    interview = held(account)
    drafted, _ = planned_thanks(interview)
    drafted.message = account.messages.create(person=drafted.person, purpose="thank_you", body="…")
    drafted.save()

    interview.stage, interview.ended_at = "planned", None
    interview.save()
    planned_thanks(interview)

    assert not FollowUp.objects.filter(kind="thank").exists()
    assert account.messages.get() == drafted.message

    interview.stage, interview.ended_at = "held", NOON
    interview.save()
    again = planned_thanks(interview)

    assert {thank.message for thank in again} == {drafted.message, None}


def test_a_promise_is_overdue_when_its_day_is_over_where_i_live():
    person = PersonFactory(account__zone="America/New_York")

    promise = actions.promise(
        person, kind=FollowUpKind.PROMISE, text="Send the paper", due_on=date(2026, 3, 8)
    )

    # The clocks went forward that morning, so the day ends at 04:00 UTC instead of 05:00.
    assert promise.due_at == datetime(2026, 3, 9, 4, tzinfo=UTC)
    assert promise.account == person.account


def test_settling_twice_keeps_the_first_time(account):
    follow_up = FollowUpFactory(account=account, person__account=account)
    twin = FollowUp.objects.get()

    assert actions.settle(follow_up, FollowUpState.DONE, at=NOON)
    assert not actions.settle(twin, FollowUpState.DROPPED, at=NOON + timedelta(hours=1))

    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.settled_at) == (FollowUpState.DONE, NOON)


def test_snoozing_moves_day_and_moment_and_lets_it_be_announced_again(account):
    follow_up = FollowUpFactory(
        account=account, person__account=account, due_at=NOON, announced_on=NOON.date()
    )

    actions.snooze(follow_up, until=date(2026, 3, 12), at=NOON)

    follow_up.refresh_from_db()
    assert follow_up.due_on == date(2026, 3, 12)
    assert follow_up.due_at == datetime(2026, 3, 13, tzinfo=UTC)
    assert follow_up.announced_on is None


def test_snoozing_into_the_past_or_what_is_done_is_refused(account):
    follow_up = FollowUpFactory(account=account, person__account=account, due_at=NOON)

    with pytest.raises(actions.DayIsPast):
        actions.snooze(follow_up, until=date(2026, 3, 9), at=NOON)
    actions.settle(follow_up, FollowUpState.DONE, at=NOON)
    with pytest.raises(actions.NotOpen):
        actions.snooze(follow_up, until=date(2026, 3, 12), at=NOON)

    follow_up.refresh_from_db()
    assert follow_up.due_on == NOON.date()


def test_taking_back_a_snooze_gives_a_thank_you_its_hour_again(account):
    thank, _ = planned_thanks(held(account))
    planned = thank.due_on
    actions.snooze(thank, until=date(2026, 3, 20), at=NOON)

    actions.reopen(thank, due_on=planned, at=NOON)

    thank.refresh_from_db()
    assert thank.due_at == NOON + timedelta(hours=24)
    assert thank.snoozed_at is None


def test_an_edit_that_crosses_done_leaves_it_done(account):
    follow_up = FollowUpFactory(account=account, person__account=account)
    stale = FollowUp.objects.get(pk=follow_up.pk)
    actions.settle(follow_up, FollowUpState.DONE, at=NOON)

    stale.text = "Send both articles"
    actions.change(stale)

    now = FollowUp.objects.get()
    assert (now.text, now.state) == ("Send both articles", FollowUpState.DONE)
