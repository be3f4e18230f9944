"""After a round of a job interview: the question what comes next, on real days."""

import pytest

from contacts.rules.cadence import Event, Kind, StepKind
from tests.contacts.cadence import (
    TALK,
    at,
    away,
    day,
    declined,
    due,
    ended,
    english,
    held,
    planned,
    replied,
    scheduled,
    thanked,
    wrote,
)

# A Wednesday.
ROUND = at(3, 11, 15)
THANKED = thanked(at(3, 12))


def over(moment=ROUND, talk=TALK):
    return Event(Kind.HELD, moment, talk=talk, is_round=True)


def awaited(on=None, *, moment=ROUND, talk=TALK):
    return Event(Kind.AWAITED, moment, talk=talk, on=on)


def next_step(*history, **around):
    return planned(*history, **around).step(StepKind.ASK_NEXT_STEP)


@pytest.mark.parametrize(
    ("moment", "mine", "theirs", "due_on"),
    [
        (ROUND, "PT", "US", day(3, 18)),
        # A Friday: both weekends lie between.
        (at(3, 13, 17), "PT", "US", day(3, 20)),
        # Thanksgiving is a day off for them, the first of December for me; then Easter.
        (at(11, 24, 10), "PT", "US", day(12, 3)),
        (at(4, 1, 10), "PT", "DE", day(4, 10)),
        # Golden Week in China, the first week of October.
        (at(9, 29, 10), "", "CN", day(10, 13)),
    ],
)
def test_without_a_day_it_is_asked_after_five_days_on_which_both_work(moment, mine, theirs, due_on):
    step = next_step(
        over(moment), awaited(moment=moment), today=moment.date(), mine=mine, theirs=theirs
    )

    assert (step.key, step.due_on, step.overdue_at) == ("ask_next_step:4", due_on, None)


@pytest.mark.parametrize(
    ("told", "due_on"),
    [
        (day(3, 17), day(3, 18)),
        # A Friday, a Saturday, Maundy Thursday.
        (day(3, 20), day(3, 23)),
        (day(3, 21), day(3, 23)),
        (day(4, 2), day(4, 6)),
    ],
)
def test_a_day_they_named_is_waited_for(told, due_on):
    step = next_step(over(), awaited(told), today=day(3, 11))

    assert step.due_on == due_on
    assert step.reason.text(english).startswith("You were to hear by")


def test_the_reason_counts_the_days_up_to_the_one_it_lands_on():
    late = next_step(over(), awaited(), THANKED, today=day(3, 24))

    assert late.due_on == day(3, 24)
    assert late.reason.text(english).startswith("9 business days since your round")


def test_the_number_can_be_changed():
    step = next_step(over(), awaited(), today=day(3, 11), numbers={"ask_next_step": 10})

    assert step.due_on == day(3, 25)


@pytest.mark.parametrize(
    "more",
    [
        [replied(at(3, 13), outreach=0)],
        [declined(at(3, 13))],
        [scheduled(at(3, 13), at(3, 25), talk=9)],
        [over(at(3, 16), talk=9)],
        [wrote(at(3, 18), "ask_next_step")],
        [ended(at(3, 13))],
        [Event(Kind.DO_NOT_CONTACT, at(3, 13))],
        [Event(Kind.ARCHIVED, at(3, 13))],
        [Event(Kind.SETTLED, at(3, 18), step="ask_next_step:4")],
    ],
)
def test_nobody_is_asked_who_wrote_or_with_whom_it_goes_on_or_ended(more):
    assert next_step(over(), awaited(), *more, today=day(3, 18)) is None


@pytest.mark.parametrize(
    "more",
    [
        [],
        [replied(at(3, 10), outreach=0)],
        [Event(Kind.SCHEDULED, at(3, 10), talk=9, starts_at=at(3, 25))],
        [scheduled(at(3, 2), ROUND)],
    ],
)
def test_what_came_before_or_was_mine_settles_nothing(more):
    made = next_step(over(), awaited(), THANKED, *more, today=day(3, 18))

    assert made.due_on == day(3, 18)


def test_a_new_day_they_named_is_asked_about_anew():
    asked = wrote(at(3, 18), "ask_next_step")

    step = next_step(over(), awaited(), THANKED, asked, awaited(day(3, 27)), today=day(3, 18))

    assert (step.key, step.due_on) == ("ask_next_step:4:20260327", day(3, 30))


def test_an_absence_and_another_message_put_it_off():
    pause = away(day(3, 16), day(3, 20))
    near = wrote(at(3, 17), "other")

    assert next_step(over(), awaited(), pause, today=day(3, 11)).due_on == day(3, 23)
    assert next_step(over(), awaited(), THANKED, near, today=day(3, 18)).due_on == day(3, 20)


def test_after_a_round_come_thanks_and_a_debrief_but_not_whom_next():
    made = planned(over(), awaited(), today=day(3, 11))

    assert due(made) == {
        "debrief": day(3, 11),
        "thank": day(3, 12),
        "ask_next_step": day(3, 18),
        "keep_in_touch": day(4, 13),
    }
    assert "what they asked" in made.step(StepKind.DEBRIEF).reason.text(english)


def test_no_other_talk_leads_to_it():
    assert "ask_next_step" not in due(planned(held(ROUND), today=day(3, 11)))
    assert "ask_next_step" not in due(planned(awaited(), today=day(3, 11)))
