from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from contacts.rules.cadence import Event, Kind, Stage, StepKind, plan, preset_of
from contacts.rules.calendar import TwoCalendars

LISBON = ZoneInfo("Europe/Lisbon")
WEEK = (1, 2, 3, 4, 5)


def at(month, day, hour=9, minute=30, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=LISBON)


def planned(*history, today, country="PT", theirs="US", preset="3-and-7", **more):
    calendar = TwoCalendars.of(WEEK, country, theirs)
    return plan(history, preset=preset_of(preset), calendar=calendar, today=today, **more)


def due(made):
    return {step.kind: step.due_on for step in made.steps}


def test_silence_leads_to_a_second_person_and_one_nudge():
    made = planned(Event(Kind.SENT, at(3, 2), outreach=17), today=date(2026, 3, 2))

    assert due(made) == {
        StepKind.SECOND_PERSON: date(2026, 3, 5),
        StepKind.NUDGE: date(2026, 3, 11),
    }
    assert [step.key for step in made.steps] == ["second_person:17", "nudge:17"]
    assert made.standings[17].stage is Stage.ASKED


@pytest.mark.parametrize(
    ("today", "stage"),
    [(date(2026, 3, 13), Stage.NUDGED), (date(2026, 3, 16), Stage.RESTING)],
)
def test_after_the_nudge_it_comes_to_rest(today, stage):
    ask, nudge = (Event(Kind.SENT, at(3, day), outreach=17, fact=day) for day in (2, 11))

    made = planned(ask, nudge, today=today, others=[date(2026, 3, 5)])

    assert made.steps == ()
    assert (made.standings[17].stage, made.standings[17].rests_on) == (stage, date(2026, 3, 16))
