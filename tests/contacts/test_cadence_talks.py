from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contacts.rules.cadence import Event, Kind, StepKind, plan, preset_of
from contacts.rules.calendar import TwoCalendars
from tests.contacts.cadence import (
    TALK,
    at,
    away,
    day,
    debriefed,
    due,
    ended,
    english,
    held,
    named,
    on,
    planned,
    replied,
    scheduled,
    sent,
    thanked,
    wrote,
)

# A Tuesday.
AGREED = at(3, 3)
# A Wednesday, an hour's talk.
TALKED = at(3, 11, 15)


def test_a_talk_ahead_is_confirmed_the_day_before_and_noted_the_same_day():
    made = planned(scheduled(AGREED, at(3, 11, 14)), today=day(3, 3))

    confirm, debrief = made.steps
    assert (confirm.key, confirm.due_on, confirm.overdue_at) == (
        "confirm:4:20260311T1430",
        day(3, 10),
        at(3, 11, 0, 0),
    )
    assert (debrief.key, debrief.due_on, debrief.overdue_at) == (
        "debrief:4",
        day(3, 11),
        at(3, 12, 0, 0),
    )


@pytest.mark.parametrize(
    ("starts_at", "theirs", "confirm"),
    [
        # A Monday: the Friday before.
        (at(3, 16), "US", day(3, 13)),
        # The Friday after Thanksgiving, the Tuesday after Easter Monday.
        (at(11, 27), "US", day(11, 25)),
        (at(4, 7), "DE", day(4, 2)),
        # A Saturday.
        (at(3, 14), "US", day(3, 13)),
    ],
)
def test_a_confirmation_on_a_day_off_moves_to_the_working_day_before(starts_at, theirs, confirm):
    made = planned(scheduled(AGREED, starts_at), today=day(3, 3), theirs=theirs)

    assert due(made)["confirm"] == confirm


@pytest.mark.parametrize(
    "more",
    [
        [wrote(at(3, 10), "confirm", talk=TALK)],
        [Event(Kind.CANCELLED, at(3, 10), talk=TALK)],
        [Event(Kind.MISSED, at(3, 11, 16), talk=TALK)],
    ],
)
def test_nothing_is_confirmed_twice_or_once_it_is_off(more):
    made = planned(scheduled(AGREED, at(3, 11, 14)), *more, today=day(3, 11))

    assert "confirm" not in due(made)


def test_a_talk_agreed_on_the_day_before_needs_no_confirmation():
    made = planned(scheduled(at(3, 10), at(3, 11, 14)), today=day(3, 10))

    assert [step.kind for step in made.steps] == [StepKind.DEBRIEF]


def test_a_new_time_is_confirmed_anew():
    history = [scheduled(AGREED, at(3, 11, 14)), wrote(at(3, 10), "confirm", talk=TALK)]

    made = planned(*history, scheduled(at(3, 10, 17), at(3, 18, 14)), today=day(3, 10))

    assert due(made) == {"confirm": day(3, 17), "debrief": day(3, 18)}


def test_a_talk_whose_time_is_over_is_asked_about():
    made = planned(scheduled(AGREED, at(3, 11, 14)), today=day(3, 12))

    (step,) = made.asks
    assert step.due_on == day(3, 11)
    assert (
        step.reason.text(english)
        == "You were to talk on 2026-03-11. Did you? Then note how it went."
    )


def test_after_a_talk_come_notes_thanks_and_whom_next():
    made = planned(held(TALKED), today=day(3, 11))

    assert due(made) == {
        "debrief": day(3, 11),
        "thank": day(3, 12),
        "ask_referral": day(3, 18),
        "keep_in_touch": day(4, 13),
    }
    thank = made.step(StepKind.THANK)
    assert thank.key == "thank:4"
    assert thank.due_at == thank.overdue_at == at(3, 12, 15)


@pytest.mark.parametrize(
    ("today", "put_off", "is_asked"),
    [
        (day(3, 11), None, True),
        (day(3, 12), None, False),
        (day(3, 12), day(3, 13), True),
        (day(3, 13), day(3, 13), True),
        (day(3, 14), day(3, 13), False),
    ],
)
def test_a_talk_is_gone_over_on_its_day_or_the_day_it_was_put_off_to(today, put_off, is_asked):
    more = [Event(Kind.SNOOZED, TALKED, step="debrief:4", until=put_off)] if put_off else []

    made = planned(held(TALKED), *more, today=today)

    assert ("debrief" in due(made)) == is_asked


@pytest.mark.parametrize(
    ("talked", "due_at"),
    [
        # Whatever the day: a Friday's falls on a Saturday, Christmas Eve's on Christmas Day.
        (at(3, 13, 17), at(3, 14, 17)),
        (at(12, 24, 11), at(12, 25, 11)),
        # Twenty-four real hours across the night in which the clocks go forward.
        (at(3, 28, 17), at(3, 29, 18)),
    ],
)
def test_thanks_are_due_a_day_after_the_end(talked, due_at):
    made = planned(held(talked), today=talked.date())

    thank = made.step(StepKind.THANK)
    assert (thank.due_at, thank.due_on) == (due_at, due_at.date())


@pytest.mark.parametrize("thanks", [thanked(at(3, 12)), wrote(at(3, 12), "thank_you")])
def test_who_was_thanked_is_not_thanked_again(thanks):
    made = planned(held(TALKED), debriefed(TALKED), thanks, today=day(3, 12))

    assert due(made) == {"ask_referral": day(3, 18), "keep_in_touch": day(4, 13)}


def test_thanks_known_by_their_day_only_may_be_of_the_day_of_the_talk():
    made = planned(held(TALKED), thanked(on(3, 11)), today=day(3, 11))

    assert made.refused == ()
    assert "thank" not in due(made)


@pytest.mark.parametrize(
    "more",
    [
        [named(on(3, 11))],
        [Event(Kind.PROMISED, on(3, 13), other=50)],
        [wrote(at(3, 17), "referral_ask")],
        [ended(at(3, 13))],
    ],
)
def test_nobody_is_asked_whom_next_who_named_somebody_or_was_asked(more):
    made = planned(held(TALKED), debriefed(TALKED), thanked(at(3, 12)), *more, today=day(3, 18))

    assert "ask_referral" not in due(made)


def test_whom_next_is_asked_after_the_last_talk_only():
    history = [held(at(3, 2), talk=3), held(TALKED)]

    made = planned(*history, today=day(3, 11))

    assert [s.key for s in made.steps if s.kind is StepKind.ASK_REFERRAL] == ["ask_referral:4"]


def test_thanks_without_a_talk_ask_when_it_was():
    made = planned(thanked(at(3, 12)), today=day(3, 12))

    assert [step.key for step in made.asks] == ["when_held:4"]
    assert made.refused == ()


def test_a_reply_is_answered_within_a_day():
    made = planned(sent(at(3, 2)), replied(at(3, 6, 18)), today=day(3, 6))

    (answer,) = made.steps
    assert (answer.key, answer.due_at, answer.due_on) == ("answer:31", at(3, 7, 18), day(3, 7))


@pytest.mark.parametrize(
    "answer",
    [
        wrote(at(3, 6, 20), "accept"),
        sent(on(3, 6), "accept"),
        scheduled(at(3, 6, 20), at(3, 11)),
        held(at(3, 9)),
    ],
)
def test_what_follows_a_reply_answers_it(answer):
    made = planned(sent(at(3, 2)), replied(at(3, 6, 18)), answer, today=day(3, 9))

    assert "answer" not in due(made)


def test_a_second_reply_is_answered_too():
    history = [sent(at(3, 2)), replied(at(3, 6)), wrote(at(3, 6, 20), "accept")]

    made = planned(*history, replied(at(3, 9), fact=40), today=day(3, 9))

    assert [step.key for step in made.steps] == ["answer:40"]


def test_a_courtesy_after_thanks_needs_no_answer():
    history = [held(TALKED), thanked(at(3, 12))]

    made = planned(*history, replied(at(3, 13), outreach=0), today=day(3, 13))

    assert "answer" not in due(made)


def test_do_not_contact_leaves_only_my_own_notes():
    history = [sent(at(3, 2)), replied(at(3, 4)), held(TALKED), Event(Kind.DO_NOT_CONTACT, TALKED)]

    made = planned(*history, today=day(3, 11))

    assert [step.kind for step in made.steps] == [StepKind.DEBRIEF]


def test_while_away_nothing_turns_overdue_and_talks_do_not_move():
    absence = away(day(3, 9), day(3, 20))

    made = planned(absence, held(at(3, 7)), scheduled(AGREED, at(3, 18), talk=5), today=day(3, 7))

    steps = {step.key: (step.due_on, step.overdue_at) for step in made.steps}
    back = at(3, 22, 0, 0)
    assert steps["thank:4"] == (day(3, 8), at(3, 8))
    assert steps["confirm:5:20260318T0930"] == (day(3, 17), back)
    assert steps["debrief:5"] == (day(3, 18), back)
    assert steps["ask_referral:4"] == (day(3, 23), None)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai"])
def test_days_are_those_of_the_account(zone):
    moment = datetime(2026, 3, 12, 3, 0, tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    calendar = TwoCalendars.of((1, 2, 3, 4, 5), "", "")

    made = plan([held(moment)], preset=preset_of("3-and-7"), calendar=calendar, today=moment.date())

    assert due(made)["debrief"] == moment.date()
    assert made.step(StepKind.THANK).due_at - moment == timedelta(days=1)
