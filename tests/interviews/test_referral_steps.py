"""What the plan makes of who named whom: whom to tell, of whom to remind, and after a merge."""

from datetime import UTC, datetime, timedelta

import pytest

from contacts.actions.introductions import (
    move_introduction,
    promise_introduction,
    take_back_move,
)
from contacts.actions.merges import merge, undo_merge
from contacts.models import IntroductionState
from interviews.actions.messages import begin_message, mark_sent, purpose_of
from interviews.actions.planning import catch_up, replan
from interviews.actions.referrals import name_person
from interviews.models import FollowUp
from interviews.sentences import title_of
from tests.factories import InterviewFactory, MessageFactory, PersonFactory

AT = datetime(2026, 3, 4, 10, tzinfo=UTC)


@pytest.fixture
def ana(account):
    person = PersonFactory(account=account, name="Ana", country="PT")
    InterviewFactory(account=account, people=[person], stage="held", ended_at=AT)
    return person


def after(days):
    return AT + timedelta(days=days)


def named(by, name):
    return name_person(by=by, name=name, at=AT).person


def wrote_to(person, days, **facts):
    return MessageFactory(person=person, purpose="first_ask", sent_at=after(days), **facts)


def steps(person, kind):
    return list(FollowUp.objects.open().filter(person=person, kind=kind))


def test_the_step_names_whom_it_is_about_and_who_is_told_of_along(account, ana):
    bo, cy = named(ana, "Bo"), named(ana, "Cy")
    wrote_to(bo, 1)
    wrote_to(cy, 4)

    replan([bo, cy], at=after(5))

    (step,) = steps(ana, "tell_referrer")
    assert (step.about, step.reason["also"]) == (bo, [cy.pk])
    assert title_of(step) == "Tell Ana how it went with Bo and 1 more they named"


def test_what_was_written_before_they_were_named_is_no_use_of_it_what_came_after_is(account, ana):
    bo = PersonFactory(account=account, name="Bo")
    wrote_to(bo, -30)
    name_person(by=ana, name="Bo", known=bo, at=AT)
    assert steps(ana, "tell_referrer") == []

    wrote_to(bo, 2)
    replan([bo], at=after(3))

    assert [one.about for one in steps(ana, "tell_referrer")] == [bo]


def test_an_introduction_waits_for_its_one_reminder_until_it_is_settled(account, ana):
    bo = named(ana, "Bo")
    promised, _ = promise_introduction(introducer=ana, person=bo, on=AT.date())
    move_introduction(promised, IntroductionState.ASKING, on=AT.date())
    catch_up(account, at=after(1))
    (step,) = steps(ana, "nudge_introduction")
    assert (step.about, step.due_on) == (bo, after(7).date())
    assert title_of(step) == "Remind Ana of the introduction to Bo"

    move_introduction(promised, IntroductionState.DECLINED, on=after(2).date())
    catch_up(account, at=after(2))

    assert steps(ana, "nudge_introduction") == []


def test_nobody_is_reminded_of_an_introduction_to_one_left_in_peace(account, ana):
    bo = named(ana, "Bo")
    promise_introduction(introducer=ana, person=bo, on=AT.date())
    bo.is_do_not_contact = True
    bo.save()

    replan([bo], at=after(1))

    assert steps(ana, "nudge_introduction") == []


@pytest.mark.full
def test_what_was_told_stays_told_after_a_merge_and_its_undoing(account, ana):
    bo, twin = named(ana, "Bo"), PersonFactory(account=account, name="Bo Lin")
    wrote_to(bo, 1)
    replan([bo], at=after(2))
    (step,) = steps(ana, "tell_referrer")
    FollowUp.objects.filter(pk=step.pk).update(state="done", settled_at=after(15))

    record = merge(kept=twin, gone=bo, values={"referred_by_id": ana.pk}, at=after(16))
    replan([twin, ana], at=after(16))
    assert steps(ana, "tell_referrer") == []

    undo_merge(merge=record, at=after(17))
    replan([ana], at=after(17))

    assert steps(ana, "tell_referrer") == []


@pytest.mark.full
def test_of_two_steps_that_a_merge_makes_one_the_done_one_stands(account, ana):
    bo, twin = named(ana, "Bo"), named(ana, "Bo Lin")
    for person in (bo, twin):
        promise_introduction(introducer=ana, person=person, on=AT.date())
    catch_up(account, at=after(1))
    assert len(steps(ana, "nudge_introduction")) == 2
    FollowUp.objects.filter(about=bo).update(state="done", settled_at=after(8))

    merge(kept=twin, gone=bo, values={}, at=after(9))
    replan([twin, ana], at=after(9))

    assert steps(ana, "nudge_introduction") == []


def test_an_introduction_that_was_made_asks_to_write_and_says_who_made_it(account, ana):
    bo = named(ana, "Bo")
    made, _ = promise_introduction(introducer=ana, person=bo, on=AT.date())
    move_introduction(made, IntroductionState.MADE, on=after(1).date())
    catch_up(account, at=after(1))
    (step,) = steps(bo, "write_introduced")
    assert (step.about, step.due_on) == (ana, after(2).date())
    assert title_of(step) == "Write to Bo, to whom Ana introduced you"

    draft = begin_message(bo, purpose=purpose_of(step), at=after(2), step=step)
    mark_sent(draft, sent_at=after(2), at=after(2))

    assert draft.purpose == "first_ask"
    assert "Ana" in draft.body, "they made it themselves, so they may be named"
    assert steps(bo, "write_introduced") == []
    assert bo.outreach.get().stage == "asked"
    assert [one.about for one in steps(ana, "tell_referrer")] == [bo]


def test_an_introduction_taken_back_asks_for_nothing(account, ana):
    made, _ = promise_introduction(introducer=ana, person=named(ana, "Bo"), on=AT.date())
    move_introduction(made, IntroductionState.MADE, on=AT.date())
    catch_up(account, at=after(1))

    take_back_move(made, IntroductionState.PROMISED)
    catch_up(account, at=after(1))

    assert steps(made.person, "write_introduced") == []
    assert len(steps(ana, "nudge_introduction")) == 1
