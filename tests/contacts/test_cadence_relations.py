from datetime import timedelta

import pytest

from contacts.rules.cadence import Event, Kind, StepKind
from tests.contacts.cadence import (
    ASK,
    at,
    away,
    day,
    debriefed,
    declined,
    due,
    ended,
    english,
    held,
    named,
    nudged,
    on,
    planned,
    replied,
    scheduled,
    sent,
    thanked,
    wrote,
)

# A talk on a Wednesday with all that was owed for it.
TALK = [held(at(3, 11)), debriefed(at(3, 11)), thanked(at(3, 12)), named(on(3, 11))]
PROMISED = Event(Kind.PROMISED, on(3, 11), other=50)
USED = Event(Kind.USED, at(3, 16), other=50)


def key(made, kind):
    step = made.step(kind)
    return step and step.key


def test_a_promised_introduction_is_reminded_of_after_a_week():
    made = planned(*TALK, PROMISED, today=day(3, 12))

    step = made.step(StepKind.NUDGE_INTRODUCTION)
    assert (step.key, step.due_on) == ("nudge_introduction:50", day(3, 18))
    assert step.reason.text(english).startswith("7 days since they promised an introduction")


@pytest.mark.parametrize(
    "more",
    [
        Event(Kind.INTRODUCED, on(3, 13), other=50),
        Event(Kind.USED, on(3, 13), other=50),
        wrote(at(3, 18), "other", other=50),
        Event(Kind.SETTLED, at(3, 18), step="nudge_introduction:50"),
        declined(at(3, 18)),
        ended(at(3, 18)),
    ],
)
def test_an_introduction_is_reminded_of_once_and_not_when_it_came(more):
    made = planned(*TALK, PROMISED, more, today=day(3, 20))

    assert key(made, StepKind.NUDGE_INTRODUCTION) is None


MET = Event(Kind.INTRODUCED_TO, on(3, 13), other=50)


@pytest.mark.parametrize(
    "before", [[], [wrote(at(1, 7), "other")], [sent(at(1, 7)), nudged(at(1, 20))]]
)
def test_whom_i_was_introduced_to_is_written_to_on_the_next_working_day(before):
    made = planned(*before, MET, today=day(3, 13))

    step = made.step(StepKind.WRITE_INTRODUCED)
    assert (step.key, step.due_on, step.other) == ("write_introduced:50", day(3, 16), 50)
    assert step.reason.day == day(3, 13)


@pytest.mark.parametrize(
    "more",
    [
        sent(at(3, 13, 18)),
        replied(at(3, 14), outreach=0),
        held(on(3, 13)),
        sent(at(3, 11)),
        Event(Kind.SETTLED, at(3, 16), step="write_introduced:50"),
        Event(Kind.DO_NOT_CONTACT, at(3, 16)),
        ended(at(3, 16)),
    ],
)
def test_an_introduction_that_something_followed_from_or_that_i_wait_for_asks_for_nothing(more):
    made = planned(MET, more, today=day(3, 16))

    assert key(made, StepKind.WRITE_INTRODUCED) is None


def test_the_referrer_hears_two_weeks_after_the_referral_was_used():
    made = planned(*TALK, USED, today=day(3, 16))

    step = made.step(StepKind.TELL_REFERRER)
    assert (step.key, step.due_on, step.number) == (
        "tell_referrer:50",
        day(3, 30),
        "tell_referrer",
    )


@pytest.mark.parametrize(
    "told",
    [
        wrote(at(3, 27), "report_referrer", other=50),
        wrote(at(3, 27), "report_referrer"),
        Event(Kind.SETTLED, at(3, 27), step="tell_referrer:50"),
    ],
)
def test_the_referrer_hears_once_and_next_of_the_next_one(told):
    second = Event(Kind.USED, at(3, 28), other=51)

    made = planned(*TALK, named(on(3, 11), 51), USED, second, told, today=day(3, 30))

    assert key(made, StepKind.TELL_REFERRER) == "tell_referrer:51"


def test_whom_i_had_asked_before_they_were_named_is_no_referral_used():
    made = planned(*TALK, Event(Kind.USED, at(3, 2), other=50), today=day(4, 1))

    assert key(made, StepKind.TELL_REFERRER) is None


def test_a_report_is_due_on_the_agreed_day_even_a_day_off():
    promise = Event(Kind.PROMISE_MADE, on(3, 11), fact=60, on=day(4, 5))

    made = planned(*TALK, promise, today=day(3, 12))
    reported = planned(*TALK, promise, wrote(at(4, 4), "report_advice"), today=day(4, 4))

    step = made.step(StepKind.REPORT_BACK)
    assert (step.due_on, step.overdue_at) == (day(4, 5), at(4, 6, 0, 0))
    assert key(reported, StepKind.REPORT_BACK) is None


def test_no_day_is_invented_for_a_report():
    made = planned(*TALK, Event(Kind.PROMISE_MADE, on(3, 11), fact=60), today=day(3, 12))

    assert key(made, StepKind.REPORT_BACK) is None
    assert [step.key for step in made.asks] == ["report_when:60"]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        # A month after the thank-you, and after what I wrote last.
        ([], day(4, 13)),
        ([wrote(at(3, 30), "congratulate")], day(4, 30)),
        # The month is shorter.
        ([wrote(at(3, 31), "congratulate")], day(4, 30)),
        # Not while something is open between us.
        ([sent(at(3, 20), outreach=ASK)], None),
        ([scheduled(at(3, 20), at(5, 20), talk=5)], None),
        ([replied(at(3, 20), outreach=0), wrote(at(3, 19), "other")], None),
        # An ask that rests is over.
        ([sent(at(3, 16)), nudged(at(3, 25))], day(4, 27)),
        ([declined(at(3, 20))], None),
        ([Event(Kind.DO_NOT_CONTACT, at(3, 20))], None),
        # The search is over: every four months.
        ([ended(at(3, 20)), wrote(at(3, 23), "end_of_search")], day(7, 23)),
    ],
)
def test_being_in_touch_comes_a_month_after_the_last_word(history, expected):
    made = planned(*TALK, *history, today=day(4, 6))

    step = made.step(StepKind.KEEP_IN_TOUCH)
    assert (step and step.due_on) == expected


def test_only_people_i_talked_to_are_kept_in_touch_with():
    made = planned(sent(at(3, 2)), replied(at(3, 3)), wrote(at(3, 3, 15), "other"), today=day(5, 4))

    assert made.steps == ()


def test_two_unanswered_check_ins_end_it_and_an_answer_begins_anew():
    first, second = (wrote(at(month, 13), "keep_in_touch") for month in (4, 5))

    after_one = planned(*TALK, first, today=day(4, 13))
    after_two = planned(*TALK, first, second, today=day(5, 13))
    answered = planned(
        *TALK,
        first,
        second,
        replied(at(5, 14), outreach=0, fact=70),
        wrote(at(5, 14, 15), "other"),
        today=day(5, 14),
    )

    assert key(after_one, StepKind.KEEP_IN_TOUCH) == "keep_in_touch:2"
    assert after_one.step(StepKind.KEEP_IN_TOUCH).reason.key == "keep_in_touch_last"
    assert key(after_two, StepKind.KEEP_IN_TOUCH) is None
    assert key(answered, StepKind.KEEP_IN_TOUCH) == "keep_in_touch:3"


def test_a_dropped_check_in_counts_as_one_and_comes_a_month_later():
    stem = "keep_in_touch"
    drop = Event(Kind.SETTLED, at(4, 14), step=f"{stem}:1")

    dropped = planned(*TALK, drop, today=day(4, 14))
    twice = planned(*TALK, drop, Event(Kind.SETTLED, at(5, 14), step=f"{stem}:2"), today=day(5, 14))
    done = planned(*TALK, drop, wrote(at(4, 14), "keep_in_touch"), today=day(4, 14))

    assert dropped.step(StepKind.KEEP_IN_TOUCH).due_on == day(5, 14)
    assert key(twice, StepKind.KEEP_IN_TOUCH) is None
    assert key(done, StepKind.KEEP_IN_TOUCH) == f"{stem}:2"


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (TALK, "tell_ended:2"),
        ([named(on(3, 11))], "tell_ended:2"),
        ([sent(at(3, 2)), replied(at(3, 3)), wrote(at(3, 3, 15), "accept")], "tell_ended:2"),
        ([sent(at(3, 2))], None),
        ([*TALK, declined(at(3, 20))], None),
        ([*TALK, wrote(at(4, 2), "end_of_search")], None),
    ],
)
def test_who_helped_is_told_that_the_search_ended(history, expected):
    made = planned(*history, ended(at(4, 1)), today=day(4, 2))

    assert key(made, StepKind.TELL_ENDED) == expected


def test_the_end_of_a_search_cancels_chasers_and_keeps_what_is_bound():
    promise = Event(Kind.PROMISE_MADE, on(3, 11), fact=60, on=day(4, 20))
    history = [sent(at(3, 2)), held(at(3, 31)), PROMISED, USED, promise]

    made = planned(*history, ended(at(4, 1)), today=day(4, 1), theirs="PT")

    # The thanks for the talk come first, then, three business days later, those for the search.
    assert due(made) == {
        "thank": day(4, 1),
        "tell_ended": day(4, 7),
        "report_back": day(4, 20),
        "keep_in_touch": day(7, 31),
    }


def test_two_messages_that_nobody_waits_for_keep_their_distance():
    history = [held(at(3, 11)), debriefed(at(3, 11)), thanked(at(3, 12)), PROMISED, USED]
    promise = Event(Kind.PROMISED, on(3, 23), other=52)

    made = planned(*history, promise, today=day(3, 30))

    assert {s.key: s.due_on for s in made.steps if s.kind.contacts_them} == {
        "nudge_introduction:52": day(3, 30),
        # Good Friday is off.
        "tell_referrer:50": day(4, 2),
        "keep_in_touch:1": day(4, 23),
    }
    assert [move.cause for move in made.step(StepKind.TELL_REFERRER).moves] == ["spacing"]


def test_what_was_really_sent_last_keeps_the_next_message_away():
    made = planned(*TALK, PROMISED, wrote(at(3, 17), "congratulate"), today=day(3, 17))

    assert made.step(StepKind.NUDGE_INTRODUCTION).due_on == day(3, 20)


def test_chasers_wait_for_the_end_of_an_absence():
    made = planned(*TALK, PROMISED, away(day(3, 16), day(3, 27)), today=day(3, 12))

    step = made.step(StepKind.NUDGE_INTRODUCTION)
    assert (step.since, step.due_on) == (day(3, 18), day(3, 30))
    assert [move.cause for move in step.moves] == ["pause", "weekend"]


def test_coming_back_early_ends_an_absence():
    back = Event(Kind.RESUMED, on(3, 19))

    made = planned(*TALK, PROMISED, away(day(3, 16), day(3, 27)), back, today=day(3, 19))

    assert made.step(StepKind.NUDGE_INTRODUCTION).due_on == day(3, 19)


def test_an_absence_without_an_end_holds_chasers_back():
    history = [*TALK, held(at(3, 16), talk=5), PROMISED, away(day(3, 17), None)]

    made = planned(*history, today=day(3, 20))

    steps = {step.key: step.overdue_at for step in made.steps}
    assert steps == {"thank:5": None}


def test_a_year_of_silence_has_an_end():
    """Live a year with one helper, doing each step the day it is due, and never hearing back."""
    history, done, today = list(TALK), [], day(3, 12)
    while today < day(12, 31):
        for step in planned(*history, today=today).steps:
            if step.due_on <= today:
                done.append((today, step.kind.value))
                history.append(wrote(at(today.month, today.day), "keep_in_touch"))
        today += timedelta(days=1)

    assert done == [(day(4, 13), "keep_in_touch"), (day(5, 13), "keep_in_touch")]


def test_a_thank_you_that_came_back_asks_for_another_way():
    bounce = Event(Kind.BOUNCED, at(3, 12, 10), fact=37)

    made = planned(*TALK, bounce, today=day(3, 12))
    again = planned(*TALK, bounce, wrote(at(3, 13), "thank_you", talk=4), today=day(3, 13))

    assert key(made, StepKind.OTHER_WAY) == "other_way:37"
    assert key(again, StepKind.OTHER_WAY) is None


def test_who_would_rather_not_is_still_thanked_for_the_talk_and_nothing_else():
    promise = Event(Kind.PROMISE_MADE, on(3, 11), fact=60, on=day(3, 20))
    history = [held(at(3, 11)), debriefed(at(3, 11)), promise, scheduled(at(3, 11), at(3, 25), 5)]

    made = planned(*history, declined(at(3, 12)), today=day(3, 12))

    assert [step.key for step in made.steps] == ["thank:4"]


# Used on 16 March, due on the 30th; what is due by 6 April is told of along with it.
@pytest.mark.parametrize(
    ("used_on", "also"), [(day(3, 17), (51,)), (day(3, 23), (51,)), (day(3, 24), ())]
)
def test_several_referrals_due_within_a_week_are_told_of_together(used_on, also):
    second = Event(Kind.USED, at(used_on.month, used_on.day), other=51)

    made = planned(*TALK, named(on(3, 11), 51), USED, second, today=day(3, 24))

    steps = [step for step in made.steps if step.kind is StepKind.TELL_REFERRER]
    assert [(step.key, step.also) for step in steps] == [("tell_referrer:50", also)]


@pytest.mark.parametrize(
    ("used_on", "left"),
    [(day(3, 20), None), (day(3, 24), "tell_referrer:51"), (day(3, 31), "tell_referrer:51")],
)
@pytest.mark.parametrize(
    "told",
    [
        wrote(at(3, 30), "report_referrer", other=50),
        Event(Kind.SETTLED, at(3, 30), step="tell_referrer:50"),
    ],
)
def test_who_was_told_of_along_is_not_told_of_again(used_on, left, told):
    second = Event(Kind.USED, at(used_on.month, used_on.day), other=51)

    made = planned(*TALK, named(on(3, 11), 51), USED, second, told, today=day(4, 1))

    assert key(made, StepKind.TELL_REFERRER) == left


def test_a_check_in_that_was_dropped_and_a_message_after_it_are_two():
    """Facts alone tell it, so that the step which the message did does not come back."""
    dropped = Event(Kind.SETTLED, at(4, 13), step="keep_in_touch:1")
    often = {"check_ins": 2, "keep_in_touch": 1}
    wrote_once = wrote(at(5, 13), "keep_in_touch")

    after_the_drop = planned(*TALK, dropped, today=day(4, 14), numbers=often)
    after_both = planned(*TALK, dropped, wrote_once, today=day(5, 14), numbers=often)
    by_a_message = Event(Kind.SETTLED, at(5, 13), step="keep_in_touch:1")
    after_one = planned(*TALK, wrote_once, by_a_message, today=day(5, 14), numbers=often)

    assert key(after_the_drop, StepKind.KEEP_IN_TOUCH) == "keep_in_touch:2"
    assert key(after_both, StepKind.KEEP_IN_TOUCH) is None
    assert key(after_one, StepKind.KEEP_IN_TOUCH) == "keep_in_touch:2"
