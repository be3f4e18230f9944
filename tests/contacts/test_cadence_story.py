"""One acquaintance from the first message on, planned on each day on which something happens."""

from contacts.rules.cadence import Event, Kind, Stage
from tests.contacts.cadence import (
    ASK,
    at,
    day,
    debriefed,
    due,
    ended,
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


def test_from_the_first_message_to_the_end_of_the_search():
    history, others = [], []

    def then(*events):
        """Return what is due once something more happened, and where the ask stands."""
        history.extend(events)
        made = planned(*history, today=history[-1].day, others=others)
        assert made.refused == ()
        return due(made), made.standings[ASK].stage

    # Asked on a Monday, in silence; on Thursday somebody else there is asked.
    assert then(sent(at(3, 2))) == (
        {"second_person": day(3, 5), "nudge": day(3, 11)},
        Stage.ASKED,
    )
    others.append(day(3, 5))
    assert then(nudged(at(3, 11))) == ({}, Stage.NUDGED)

    # They answer on Friday evening: within a day, and then the talk.
    assert then(replied(at(3, 13, 18))) == ({"answer": day(3, 14)}, Stage.REPLIED)
    assert then(sent(at(3, 14, 10), "accept")) == ({}, Stage.REPLIED)
    assert then(scheduled(at(3, 16), at(3, 24, 15))) == (
        {"confirm": day(3, 23), "debrief": day(3, 24)},
        Stage.REPLIED,
    )
    assert then(wrote(at(3, 23), "confirm", talk=4))[0] == {"debrief": day(3, 24)}

    # They talk; nobody is named on the spot.
    assert then(held(at(3, 24, 15)))[0] == {
        "debrief": day(3, 24),
        "thank": day(3, 25),
        "ask_referral": day(3, 31),
        "keep_in_touch": day(4, 24),
    }
    assert then(debriefed(at(3, 24, 16)), thanked(at(3, 25)))[0] == {
        "ask_referral": day(3, 31),
        "keep_in_touch": day(4, 27),
    }
    assert then(wrote(at(3, 31), "referral_ask"))[0] == {"keep_in_touch": day(4, 30)}

    # They name somebody, who is asked a week later; two weeks after that they hear of it.
    assert then(replied(at(4, 1), 0, 41), named(at(4, 1)))[0] == {"answer": day(4, 2)}
    assert then(wrote(at(4, 1, 17), "other"))[0] == {"keep_in_touch": day(5, 4)}
    assert then(Event(Kind.USED, on(4, 8), other=50))[0] == {
        "tell_referrer": day(4, 22),
        "keep_in_touch": day(5, 4),
    }
    assert then(wrote(at(4, 22), "report_referrer", other=50))[0] == {"keep_in_touch": day(5, 22)}

    # The search ends: they are told, and then it is calm.
    assert then(ended(at(5, 11)))[0] == {"tell_ended": day(5, 12), "keep_in_touch": day(8, 24)}
    assert then(wrote(at(5, 12), "end_of_search"))[0] == {"keep_in_touch": day(9, 14)}
