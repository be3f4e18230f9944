import os
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.rules.cadence import Kind, StepKind
from tests.contacts.cadence_lives import (
    days,
    deed,
    histories,
    plan_of,
    surroundings,
    with_ids,
)

# More of them: python -m tests.bench.cadence.
few = settings(max_examples=int(os.environ.get("EXAMPLES", "40")), deadline=None)
AFTER_AN_END = {StepKind.TELL_ENDED, StepKind.KEEP_IN_TOUCH}


def pauses(history):
    """Return what was noted as away, with the days on which one came back."""
    backs = [e.day for e in history if e.kind is Kind.RESUMED]
    for event in history:
        if event.kind is Kind.PAUSED:
            ends = [back - timedelta(days=1) for back in backs if back >= event.day]
            ends += [event.until] if event.until else []
            yield event.day, min(ends, default=None)


def lies_in_a_pause(day, history):
    return any(first <= day and (last is None or day <= last) for first, last in pauses(history))


@few
@given(histories, days, surroundings)
def test_no_chaser_lies_in_the_past_on_a_day_off_or_in_an_absence(history, today, around):
    made = plan_of(history, today=today, **around)
    known = [e for e in history if e.day <= today or e.kind is Kind.PAUSED]
    mine, both = around["calendar"].mine, around["calendar"].both

    for step in made.steps:
        if step.is_chaser:
            assert step.due_on >= today
            assert mine.is_working(step.due_on)
            assert both.is_working(step.due_on) or not step.kind.contacts_them
            assert not lies_in_a_pause(step.due_on, known)
            assert step.overdue_at is None
        elif step.overdue_at:
            assert not lies_in_a_pause(step.overdue_at.date(), known)


@few
@given(histories, days, surroundings)
def test_no_chaser_contacts_anybody_twice_within_the_wait(history, today, around):
    made = plan_of(history, today=today, **around)
    refused = {refusal.event for refusal in made.refused}
    sent = [e.day for e in history if e.kind is Kind.SENT and e.day <= today and e not in refused]
    both, wait = around["calendar"].both, around["preset"]["spacing"]

    planned = sorted(s.due_on for s in made.steps if s.is_chaser and s.kind.contacts_them)
    gaps = [*pairwise(planned), *((last, day) for last in sent for day in planned)]
    for earlier, later in gaps:
        assert both.add_working(earlier, wait) <= later


@few
@given(histories, days, surroundings)
def test_no_chaser_comes_after_a_stop(history, today, around):
    made = plan_of(history, today=today, **around)
    refused = {refusal.event for refusal in made.refused}
    happened = [e for e in history if e.day <= today and e not in refused]
    chasers = {step.kind for step in made.steps if step.is_chaser} - {StepKind.CLARIFY}
    forward = (Kind.REPLIED, Kind.SCHEDULED, Kind.HELD, Kind.NAMED, Kind.PROMISED, Kind.INTRODUCED)

    if any(e.kind is Kind.DO_NOT_CONTACT for e in happened):
        assert not any(step.kind.contacts_them for step in made.steps)
    for no in (e for e in happened if e.kind is Kind.DECLINED):
        if not any(e.at > no.at for e in happened if e.kind in forward):
            assert chasers == set()
    for end in (e for e in happened if e.kind is Kind.SEARCH_ENDED):
        if not any(e.at > end.at and e.outreach for e in happened if e.kind is Kind.SENT):
            assert chasers <= AFTER_AN_END


@few
@given(histories, days, surroundings, st.randoms())
def test_the_order_of_entry_and_repetition_change_nothing(history, today, around, random):
    shuffled = [*history, *history[:3]]
    random.shuffle(shuffled)

    assert plan_of(shuffled, today=today, **around) == plan_of(history, today=today, **around)


@few
@given(histories, days, surroundings)
def test_one_nudge_an_ask_and_no_key_twice(history, today, around):
    made = plan_of(history, today=today, **around)
    settled = {e.step for e in history if e.kind is Kind.SETTLED and e.day <= today}
    keys = [step.key for step in made.steps]

    assert len(keys) == len(set(keys))
    assert not settled & set(keys)
    refused = {refusal.event for refusal in made.refused}
    sent = [e for e in history if e.kind is Kind.SENT and e.day <= today and e not in refused]
    for outreach in (0, *made.standings):
        nudges = [s for s in made.steps if s.kind is StepKind.NUDGE and s.outreach == outreach]
        said = [e for e in sent if e.purpose == "nudge" and e.outreach == outreach]
        in_hope = not outreach or made.standings[outreach].stage in ("asked", "replied")
        # A nudge that came back undelivered was none to an ask that went out again.
        is_said = said and not any(e.kind is Kind.BOUNCED for e in history)
        assert len(nudges) <= (in_hope and not is_said)


def live(history, around, random, plans):
    """Live on from the first event: plan, do half of what is due, keep the rest as open rows.

    Facts alone are told to the next plan, not which rows were done. Returns the last day, the rows
    open then, the keys of those done, and all that happened.
    """
    rows, finished, happened = {}, set(), with_ids(history)
    today = min(e.day for e in history)
    for _ in range(plans):
        rows = {step.key: step for step in plan_of(happened, today=today, **around).steps}
        assert not finished & set(rows), "what was done came back"
        doing = [s for s in rows.values() if s.due_on <= today and random.random() < 0.5]
        happened += [deed(step, today) for step in doing]
        finished |= {step.key for step in doing}
        today += timedelta(days=random.choice([1, 1, 2, 9]))
    return today, happened


# A message that never arrived may be followed by a second nudge: facts alone cannot tell.
arriving = histories.map(lambda h: [e for e in h if e.kind is not Kind.BOUNCED]).filter(bool)


@few
@given(arriving, surroundings, st.randoms(use_true_random=False))
def test_replaying_a_history_equals_living_it(history, around, random):
    today, happened = live(history, around, random, 25)
    lived = plan_of(happened, today=today, **around)
    random.shuffle(happened)

    assert plan_of(happened, today=today, **around) == lived
