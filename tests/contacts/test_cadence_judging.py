from itertools import permutations

import pytest

from contacts.rules.cadence import Event, Kind, StepKind
from tests.contacts.cadence import (
    ASK,
    at,
    away,
    day,
    declined,
    ended,
    held,
    on,
    out_of_office,
    planned,
    replied,
    sent,
    thanked,
)

CANCELLED = Event(Kind.CANCELLED, at(3, 12), talk=4)
BOUNCED = Event(Kind.BOUNCED, at(3, 1), outreach=ASK)

# A history, and the one event in it that cannot have happened.
IMPOSSIBLE = [
    ("thanked before the talk", [held(at(3, 12))], thanked(at(3, 11))),
    ("thanked otherwise", [held(at(3, 12))], Event(Kind.THANKED, at(3, 11), talk=4)),
    ("answered before the ask", [sent(at(3, 2))], replied(at(3, 1))),
    ("declined before the ask", [sent(at(3, 2))], declined(at(3, 1))),
    ("bounced before the ask", [sent(at(3, 2))], BOUNCED),
    ("away before the ask", [sent(at(3, 2))], out_of_office(at(3, 1), day(3, 5))),
    ("held twice", [held(at(3, 11))], held(at(3, 12))),
    ("held, then called off", [held(at(3, 11))], CANCELLED),
    ("held, then missed", [held(at(3, 11))], Event(Kind.MISSED, at(3, 12), talk=4)),
    ("a search that ends twice", [ended(at(3, 11))], ended(at(3, 12))),
    ("back before one left", [sent(at(3, 2))], away(day(3, 9), day(3, 6))),
    ("still to come", [sent(at(3, 2))], replied(at(4, 7))),
]


@pytest.mark.parametrize(
    ("history", "impossible"), [one[1:] for one in IMPOSSIBLE], ids=[one[0] for one in IMPOSSIBLE]
)
def test_what_cannot_have_happened_is_refused_with_its_reason(history, impossible):
    made = planned(*history, impossible, today=day(4, 6))

    (refusal,) = made.refused
    assert refusal.event == impossible
    assert refusal.why.endswith(".")
    assert made.steps == planned(*history, today=day(4, 6)).steps


@pytest.mark.parametrize(
    "history",
    [
        # The ask is missing, and may be filled in.
        [replied(at(3, 1))],
        [replied(at(3, 1)), sent(at(3, 2), "accept")],
        [Event(Kind.ASKED_UNKNOWN, on(3, 5), outreach=ASK), replied(at(3, 1))],
        # Thanked for a talk of which nobody noted when it was; debriefed and thanked in the dark.
        [thanked(at(3, 11))],
        [Event(Kind.DEBRIEFED, at(3, 11), talk=4)],
        # One day, in any order that is possible.
        [sent(at(3, 2, 15)), replied(on(3, 2))],
        [sent(on(3, 2)), replied(at(3, 2, 8))],
        [held(on(3, 2)), thanked(at(3, 2, 9))],
        # Called off, then held after all.
        [Event(Kind.CANCELLED, at(3, 1), talk=4), held(at(3, 11))],
        [Event(Kind.MISSED, at(3, 1), talk=4), Event(Kind.CANCELLED, at(3, 2), talk=4)],
        # Two searches end, talks are two, an absence is planned.
        [ended(at(3, 1)), ended(at(3, 2), search=3)],
        [held(at(3, 1)), held(at(3, 2), talk=5)],
        [away(day(8, 1), day(8, 20))],
        # Back without having left.
        [Event(Kind.RESUMED, on(3, 1))],
    ],
)
def test_what_can_be_completed_is_not_refused(history):
    assert planned(*history, today=day(4, 6)).refused == ()


def test_any_order_of_entry_gives_the_same_plan():
    history = [sent(at(3, 2)), replied(at(3, 4)), held(at(3, 6)), thanked(at(3, 6))]

    plans = [planned(*order, today=day(3, 9)) for order in permutations(history)]

    assert all(made == plans[0] for made in plans)
    assert [step.kind for step in plans[0].steps] == [
        StepKind.ASK_REFERRAL,
        StepKind.KEEP_IN_TOUCH,
    ]


def test_the_same_fact_twice_counts_once():
    made = planned(sent(at(3, 2)), sent(at(3, 2)), today=day(3, 2))

    assert made == planned(sent(at(3, 2)), today=day(3, 2))
