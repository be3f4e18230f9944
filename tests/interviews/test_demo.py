from datetime import UTC, datetime, timedelta

import pytest

from contacts.models import Account
from interviews.demo import fill_demo
from interviews.models import FollowUpKind, FollowUpState
from interviews.referrals import chain_of
from interviews.rules.stages import Stage

# A Saturday evening, a Monday morning in another year, the day clocks change in Lisbon.
MOMENTS = [
    datetime(2026, 11, 21, 20, tzinfo=UTC),
    datetime(2027, 1, 4, 6, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
]


@pytest.mark.parametrize("at", MOMENTS)
def test_demo_shows_talks_and_follow_ups_in_every_state(db, at):
    account = fill_demo(at=at)

    stages = {interview.stage for interview in account.interviews.all()}
    assert stages >= {
        Stage.PLANNED,
        Stage.INVITED,
        Stage.SCHEDULED,
        Stage.HELD,
        Stage.THANKED,
        Stage.CANCELLED,
    }
    ahead = account.interviews.filter(stage=Stage.SCHEDULED)
    assert ahead.count() == 2
    assert all(interview.starts_at > at for interview in ahead)
    assert all(interview.local_start.weekday() < 5 for interview in ahead)
    due = account.follow_ups.filter(state=FollowUpState.OPEN)
    assert due.filter(due_at__lt=at).exists()
    assert due.filter(due_at__range=(at, at + timedelta(days=1))).exists()
    assert due.filter(kind=FollowUpKind.THEIR_PROMISE).exists()


def test_demo_is_filled_once(db):
    first = fill_demo(at=MOMENTS[0])
    people = first.people.count()
    again = fill_demo(at=MOMENTS[1])

    assert first == again
    assert Account.objects.count() == 1
    assert again.people.count() == people
    assert again.people.filter(is_in_pool=False).count() == 14


def test_demo_shows_a_chain_and_what_was_promised(db):
    account = fill_demo(at=MOMENTS[0])

    chain = chain_of(account.people.get(name="Piotr Zych"))
    assert [node.person.name for node in chain.above] == [
        "Inês Figueiredo",
        "Łukasz Żuraw",
        "Marta Nowicka",
    ]
    assert {one.state for one in account.introductions.all()} == {"promised", "asking"}
    reminded = account.follow_ups.filter(kind=FollowUpKind.NUDGE_INTRODUCTION)
    assert {str(one.about) for one in reminded} == {"Tiago Moura", "Piotr Zych"}


def test_demo_has_a_pool_with_news(db):
    account = fill_demo(at=MOMENTS[0])

    assert [run.state for run in account.imports.all()] == ["done", "done"]
    assert account.people.filter(is_in_pool=True).count() > 20
    moved = {move.person.name: str(move.to_organisation) for move in account.moves.news()}
    assert moved["Hugo Bragança"] == "Harbour Street Clinics"
    assert account.organisation_duplicates.exists()
