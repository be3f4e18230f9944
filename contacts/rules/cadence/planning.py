"""From what happened to what is next: one person's plan."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from contacts.rules.cadence.asks import Ask, asks_in, standing
from contacts.rules.cadence.chasing import steps_of_ask, steps_of_offer
from contacts.rules.cadence.events import Event
from contacts.rules.cadence.history import History, in_order
from contacts.rules.cadence.judging import judged
from contacts.rules.cadence.landing import landed
from contacts.rules.cadence.presets import Preset
from contacts.rules.cadence.relations import steps_of_relation
from contacts.rules.cadence.rounds import steps_of_rounds
from contacts.rules.cadence.steps import Plan, Step, StepKind
from contacts.rules.cadence.talks import steps_of_talks, talks_in
from contacts.rules.cadence.wants import Known, Want
from contacts.rules.calendar import TwoCalendars

_ORDER = {kind: place for place, kind in enumerate(StepKind)}


def plan(
    history: Iterable[Event],
    *,
    preset: Preset,
    calendar: TwoCalendars,
    today: date,
    others: Collection[date] | None = (),
) -> Plan:
    """Return the plan for one person as of a day; the order of `history` does not matter.

    `others` are the days on which other people at their organisation were first asked, or answered;
    None where no organisation is known, and hence nobody else there. The keys of steps are unique
    within the plan of one person: several people may share a talk or a search.
    """
    events, refused = judged(in_order(history), today)
    there = None if others is None else tuple(others)
    known = Known(History(events), preset, calendar, today, there)
    asks = asks_in(known)
    wants = [want for want in _wants(asks, known) if _stands(want, known.history)]
    return Plan(
        steps=tuple(sorted(landed(wants, known), key=_urgency)),
        standings={ask.outreach: standing(ask, known) for ask in asks},
        refused=refused,
    )


def _stands(want: Want, history: History) -> bool:
    is_off = history.is_archived and want.kind.is_chaser
    return not is_off and want.key not in history.settled


def _wants(asks: list[Ask], known: Known) -> Iterator[Want]:
    talks = talks_in(known)
    for ask in asks:
        yield from steps_of_ask(ask, known)
    yield from steps_of_offer(asks, known)
    yield from steps_of_talks(talks, known)
    yield from steps_of_rounds(talks, known)
    yield from steps_of_relation(asks, talks, known)


def _urgency(step: Step) -> tuple[date, int, str]:
    return (step.due_on, _ORDER[step.kind], step.key)
