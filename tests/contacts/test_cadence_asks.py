from datetime import timedelta

import pytest

from contacts.rules.cadence import Cause, Event, Kind, Move, Stage, StepKind
from tests.contacts.cadence import (
    ASK,
    at,
    day,
    declined,
    due,
    ended,
    english,
    held,
    nudged,
    on,
    out_of_office,
    planned,
    replied,
    sent,
    wrote,
)

MONDAY = at(3, 2)


def stage(made, outreach=ASK):
    return made.standings[outreach].stage


def test_silence_leads_to_a_second_person_and_one_nudge():
    made = planned(sent(MONDAY), today=day(3, 2))

    assert due(made) == {"second_person": day(3, 5), "nudge": day(3, 11)}
    assert [step.key for step in made.steps] == ["second_person:17", "nudge:17"]
    assert [step.reason.text(english) for step in made.steps] == [
        "3 business days without a reply: write to a second person there.",
        "7 business days without a reply: your one nudge.",
    ]
    assert stage(made) is Stage.ASKED


# What was sent, where each lives, and when a second person and the nudge are due.
WAITS = [
    ("a plain week", at(3, 2), "PT", "US", day(3, 5), day(3, 11)),
    ("asked on a Saturday", at(3, 7), "PT", "US", day(3, 11), day(3, 17)),
    ("Thanksgiving is theirs", at(11, 20), "DE", "US", day(11, 25), day(12, 2)),
    ("Thanksgiving is mine", at(11, 23), "US", "CN", day(11, 27), day(12, 3)),
    ("the week of the Chinese National Day", at(9, 29), "US", "CN", day(10, 9), day(10, 16)),
    ("Good Friday and Easter Monday", at(4, 1), "DE", "GB", day(4, 8), day(4, 14)),
    ("their weekend is Friday and Saturday", at(3, 3), "US", "IL", day(3, 9), day(3, 16)),
    ("nobody knows their country", at(3, 2), "PT", "", day(3, 5), day(3, 11)),
    ("over New Year", at(12, 29), "PT", "US", day(1, 4, year=2027), day(1, 8, year=2027)),
]


@pytest.mark.parametrize(
    ("asked", "mine", "theirs", "second", "nudge"),
    [w[1:] for w in WAITS],
    ids=[w[0] for w in WAITS],
)
def test_waits_are_counted_in_days_when_both_work(asked, mine, theirs, second, nudge):
    made = planned(sent(asked), today=asked.date(), mine=mine, theirs=theirs)

    assert due(made) == {"second_person": second, "nudge": nudge}


@pytest.mark.parametrize(
    ("preset", "numbers", "expected"),
    [
        ("gentle", None, {"nudge": day(3, 16)}),
        ("campus", None, {"second_person": day(3, 5), "nudge": day(3, 11)}),
        ("inside-a-company", None, {"second_person": day(3, 5), "nudge": day(3, 11)}),
        ("3-and-7", {"nudge": 5, "second_person": 0}, {"nudge": day(3, 9)}),
        ("3-and-7", {"nudges": 0}, {"second_person": day(3, 5)}),
    ],
)
def test_a_preset_and_own_numbers_decide_the_waits(preset, numbers, expected):
    made = planned(sent(MONDAY), today=day(3, 2), preset=preset, numbers=numbers)

    assert due(made) == expected


@pytest.mark.parametrize(
    ("today", "expected"), [(day(3, 13), Stage.NUDGED), (day(3, 16), Stage.RESTING)]
)
def test_after_the_one_nudge_it_comes_to_rest(today, expected):
    made = planned(sent(MONDAY), nudged(at(3, 11)), today=today, others=[day(3, 5)])

    assert made.steps == ()
    assert (stage(made), made.standings[ASK].rests_on) == (expected, day(3, 16))


def test_a_second_message_is_the_nudge_whatever_it_is_called():
    made = planned(sent(MONDAY), sent(at(3, 4), "first_ask"), today=day(3, 5))

    assert stage(made) is Stage.NUDGED
    assert "nudge" not in due(made)


@pytest.mark.parametrize(
    ("others", "is_due"), [([day(3, 1)], True), ([day(3, 2)], False), ([day(3, 4)], False)]
)
def test_no_second_person_where_somebody_there_was_asked_since(others, is_due):
    made = planned(sent(MONDAY), today=day(3, 4), others=others)

    assert ("second_person" in due(made)) is is_due


def test_a_late_nudge_comes_today_and_tells_the_true_count():
    made = planned(sent(MONDAY), today=day(3, 20), others=[day(3, 5)])

    (step,) = made.steps
    assert (step.since, step.due_on, step.reason.count) == (day(3, 11), day(3, 20), 14)
    assert step.overdue_at is None


def test_a_late_nudge_waits_for_a_working_day_and_says_why():
    made = planned(sent(at(11, 2)), today=day(11, 26), others=[day(11, 5)])

    (step,) = made.steps
    assert step.due_on == day(11, 27)
    assert [(move.cause, move.name) for move in step.moves] == [
        (Cause.HOLIDAY, "Veterans Day"),
        (Cause.HOLIDAY, "Thanksgiving Day"),
    ]


@pytest.mark.parametrize(
    ("until", "nudge", "second"),
    [
        # Four days away: each step four days later, then on to a working day.
        (day(3, 6), day(3, 16), day(3, 9)),
        # At most thirty days.
        (day(8, 31), day(4, 10), day(4, 6)),
        # Back already, or nonsense.
        (day(3, 2), day(3, 11), day(3, 5)),
        (day(2, 1), day(3, 11), day(3, 5)),
    ],
)
def test_an_out_of_office_note_shifts_and_is_no_reply(until, nudge, second):
    made = planned(sent(MONDAY), out_of_office(at(3, 2, 10), until), today=day(3, 2))

    assert due(made) == {"second_person": second, "nudge": nudge}
    assert stage(made) is Stage.ASKED


def test_two_notes_about_the_same_absence_shift_once():
    notes = [out_of_office(at(3, 2, 10), day(3, 6)), out_of_office(at(3, 4), day(3, 6))]

    made = planned(sent(MONDAY), *notes, today=day(3, 4), others=[day(3, 3)])

    (nudge,) = made.steps
    assert nudge.due_on == day(3, 16)
    assert nudge.moves[0].cause is Cause.OUT_OF_OFFICE


def test_an_out_of_office_note_without_an_end_is_asked_about():
    made = planned(sent(MONDAY), out_of_office(at(3, 2, 10), None), today=day(3, 3))

    assert [(step.key, step.due_on) for step in made.asks] == [("until_when:33", day(3, 3))]
    assert due(made)["nudge"] == day(3, 11)


@pytest.mark.parametrize("end", [replied, declined])
def test_an_answer_ends_the_chase(end):
    made = planned(sent(MONDAY), end(at(3, 4)), wrote(at(3, 4, 15), "other"), today=day(3, 20))

    assert made.steps == ()


def test_a_decline_is_final_even_when_they_are_asked_again():
    made = planned(sent(MONDAY), declined(at(3, 4)), sent(at(5, 4), outreach=18), today=day(5, 4))

    assert stage(made) is Stage.DECLINED
    assert made.steps == ()


def test_whoever_comes_forward_after_a_decline_is_open_again():
    history = [sent(MONDAY), declined(at(3, 4)), replied(at(4, 1), outreach=0, fact=34)]

    made = planned(*history, sent(at(5, 4), outreach=18), today=day(5, 4))

    assert due(made)["nudge"] == day(5, 13)


def test_a_bounce_asks_for_another_way_and_sending_again_starts_over():
    bounce = Event(Kind.BOUNCED, at(3, 6, 10), outreach=ASK, fact=35)

    bounced = planned(sent(MONDAY), bounce, today=day(3, 6))
    again = planned(sent(MONDAY), bounce, sent(at(3, 9)), today=day(3, 9))

    assert (stage(bounced), due(bounced)) == (Stage.BOUNCED, {"other_way": day(3, 6)})
    assert (stage(again), due(again)["nudge"]) == (Stage.ASKED, day(3, 18))


def test_a_newer_ask_takes_the_place_of_a_silent_one():
    made = planned(sent(MONDAY), sent(at(3, 6), outreach=18), today=day(3, 6))

    assert [step.key for step in made.steps] == ["second_person:18", "nudge:18"]
    assert (stage(made), stage(made, 18)) == (Stage.RESTING, Stage.ASKED)


def test_an_answered_ask_stays_answered_when_they_are_asked_again():
    history = [sent(MONDAY), replied(at(3, 4)), wrote(at(3, 4, 15), "accept")]

    made = planned(*history, sent(at(6, 1), outreach=18), today=day(6, 1))

    assert (stage(made), stage(made, 18)) == (Stage.REPLIED, Stage.ASKED)


def test_a_talk_answers_an_ask_though_no_reply_was_noted():
    made = planned(sent(MONDAY), Event(Kind.HELD, at(3, 5), talk=4), today=day(3, 5))

    assert stage(made) is Stage.REPLIED
    assert "nudge" not in due(made)


def test_a_draft_has_no_steps():
    made = planned(Event(Kind.DRAFTED, MONDAY, outreach=ASK), today=day(4, 1))

    assert (stage(made), made.steps) == (Stage.DRAFTED, ())


@pytest.mark.parametrize(
    ("event", "key", "expected"),
    [
        (Event(Kind.ASKED_UNKNOWN, on(3, 2), outreach=ASK), "when_asked:17", Stage.ASKED),
        (replied(at(3, 4)), "what_asked:17", Stage.REPLIED),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_invented(event, key, expected):
    made = planned(event, wrote(at(3, 6), "other"), today=day(3, 6))

    assert [step.key for step in made.steps] == [key]
    assert (stage(made), made.standings[ASK].asked_at) == (expected, None)
    assert made.refused == ()


def test_an_ask_on_an_unknown_day_rests_in_time_and_keeps_nobody_from_staying_in_touch():
    history = [held(at(1, 12)), Event(Kind.ASKED_UNKNOWN, MONDAY, outreach=ASK)]

    before, after = (planned(*history, today=day(3, number)) for number in (13, 16))

    assert [(stage(made), made.standings[ASK].rests_on) for made in (before, after)] == [
        (Stage.ASKED, day(3, 16)),
        (Stage.RESTING, day(3, 16)),
    ]
    assert before.step(StepKind.KEEP_IN_TOUCH) is None
    assert after.step(StepKind.KEEP_IN_TOUCH)
    (question,) = before.asks
    assert question.reason.text(english, str).endswith("the ask rests from 2026-03-16 on.")
    assert [step.key for step in after.asks] == [question.key]


def test_a_message_that_answers_is_not_taken_for_the_missing_ask():
    made = planned(replied(at(3, 4)), sent(at(3, 5), "accept"), today=day(3, 6))

    assert [step.key for step in made.asks] == ["what_asked:17"]
    assert made.standings[ASK].asked_at is None


@pytest.mark.parametrize("end", [ended, lambda at: Event(Kind.DO_NOT_CONTACT, at)])
def test_an_end_or_a_wish_for_peace_lets_the_ask_rest(end):
    made = planned(sent(MONDAY), end(at(3, 4)), today=day(3, 4))

    assert (made.steps, stage(made)) == ((), Stage.RESTING)


def test_a_search_taken_up_again_chases_only_what_was_asked_since():
    history = [sent(MONDAY), ended(at(3, 4)), sent(at(4, 7), outreach=18)]

    made = planned(*history, today=day(4, 7))

    assert [step.key for step in made.steps] == ["second_person:18", "nudge:18"]


def test_a_settled_step_never_comes_back():
    dropped = Event(Kind.SETTLED, at(3, 11, 15), step="nudge:17")

    made = planned(sent(MONDAY), dropped, today=day(3, 11), others=[day(3, 5)])

    assert made.steps == ()
    assert made.standings[ASK].rests_on == day(3, 16)


def test_a_step_put_off_lands_on_the_new_day_or_the_working_day_after():
    off = Event(Kind.SNOOZED, at(3, 11, 15), step="nudge:17", until=day(3, 14))

    made = planned(sent(MONDAY), off, today=day(3, 11), others=[day(3, 5)])

    (nudge,) = made.steps
    assert (nudge.due_on, nudge.since) == (day(3, 16), day(3, 11))
    assert [move.cause for move in nudge.moves] == [Cause.SNOOZED, Cause.WEEKEND]


def test_a_corrected_day_recomputes_what_follows():
    wrong = planned(sent(MONDAY), today=day(3, 9), others=[day(3, 5)])
    right = planned(sent(MONDAY - timedelta(days=4)), today=day(3, 9), others=[day(3, 5)])

    assert (due(wrong), due(right)) == ({"nudge": day(3, 11)}, {"nudge": day(3, 9)})
    assert [step.key for step in wrong.steps] == [step.key for step in right.steps]


def test_every_kind_of_step_is_either_bound_or_a_chaser():
    bound = {kind.value for kind in StepKind if not kind.is_chaser}

    assert bound == {"answer", "confirm", "debrief", "thank", "report_back"}


def test_a_nudge_whose_ask_is_missing_was_still_the_one_nudge():
    made = planned(nudged(at(3, 11)), today=day(3, 12), others=[day(3, 11)])

    assert [step.key for step in made.steps] == ["when_asked:17"]
    assert (stage(made), made.standings[ASK].rests_on) == (Stage.NUDGED, day(3, 16))
    assert made.standings[ASK].asked_at is None


def test_a_nudge_that_could_not_be_delivered_asks_for_another_way():
    bounce = Event(Kind.BOUNCED, at(3, 11, 10), outreach=ASK, fact=36)

    made = planned(sent(MONDAY), nudged(at(3, 11)), bounce, today=day(3, 11))

    assert [step.key for step in made.steps] == ["other_way:36"]
    assert (stage(made), made.standings[ASK].asked_at) == (Stage.BOUNCED, MONDAY)


def test_asked_again_after_a_decline_it_rests_unchased_in_its_own_time():
    history = [sent(MONDAY), declined(at(3, 4)), sent(at(5, 4), outreach=18)]

    early, late = planned(*history, today=day(5, 4)), planned(*history, today=day(5, 20))

    assert (stage(early, 18), stage(late, 18)) == (Stage.ASKED, Stage.RESTING)
    assert early.steps == late.steps == ()


def test_what_moved_a_step_is_said_in_words():
    made = planned(sent(at(11, 20)), today=day(11, 28), others=[day(11, 23)])

    (nudge,) = made.steps
    assert [move.text(str) for move in nudge.moves] == [
        "2026-11-26 is a public holiday: Thanksgiving Day.",
        "2026-12-01 is a public holiday: Restoration of Independence Day.",
    ]
    assert [Move.of(move.stored()) for move in nudge.moves] == list(nudge.moves)


# Asked on a Monday; they answer on Thursday evening, and on Friday I offer them times.
ANSWERED = [sent(MONDAY), replied(at(3, 5, 18))]
OFFER = sent(at(3, 6), "accept")


def test_times_that_nobody_answers_are_followed_up_once_after_five_business_days():
    made = planned(*ANSWERED, OFFER, today=day(3, 6))

    assert due(made) == {"nudge": day(3, 13)}
    assert [(step.key, step.number) for step in made.steps] == [("nudge_offer:17", "nudge_offer")]
    assert made.steps[0].reason.text(english) == (
        "5 business days since you offered times: your one nudge."
    )
    assert stage(made) is Stage.REPLIED
    own = planned(*ANSWERED, OFFER, today=day(3, 6), numbers={"nudge_offer": 2})
    assert due(own) == {"nudge": day(3, 11)}, "but not within three days of my last message"


def test_times_offered_to_one_who_wrote_of_themselves_are_followed_up_as_well():
    made = planned(replied(at(3, 5), outreach=0), wrote(at(3, 6), "accept"), today=day(3, 6))

    assert [(step.key, step.due_on) for step in made.steps] == [("nudge_offer:0", day(3, 13))]


@pytest.mark.parametrize(
    "more",
    [
        replied(at(3, 9), fact=34),
        Event(Kind.SCHEDULED, at(3, 9), talk=4, starts_at=at(3, 30)),
        held(on(3, 6)),
        wrote(at(3, 13), "other"),
        nudged(at(3, 13)),
        declined(at(3, 10)),
        ended(at(3, 10)),
        Event(Kind.DO_NOT_CONTACT, at(3, 10)),
        Event(Kind.ARCHIVED, at(3, 10)),
        Event(Kind.SETTLED, at(3, 13), step="nudge_offer:17"),
    ],
)
def test_an_offer_that_was_heard_or_followed_up_or_stopped_is_left(more):
    made = planned(*ANSWERED, OFFER, more, today=day(3, 20))

    assert made.step(StepKind.NUDGE) is None


@pytest.mark.parametrize(
    "spent", [nudged(at(3, 4)), Event(Kind.SETTLED, at(3, 4), step="nudge:17")]
)
def test_a_nudge_spent_on_the_silence_before_is_not_had_again_for_the_times(spent):
    made = planned(*ANSWERED, spent, OFFER, today=day(3, 20))

    assert made.steps == ()


def test_an_offer_answered_by_noon_on_the_same_day_is_no_silence():
    """Noted by their day only, an answer and an offer keep the order that makes sense of both."""
    by_day = [sent(MONDAY), replied(on(3, 6)), sent(at(3, 6, 15), "accept")]

    assert due(planned(*by_day, today=day(3, 6))) == {"nudge": day(3, 13)}
