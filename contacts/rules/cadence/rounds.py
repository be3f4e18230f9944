"""After a round of a job interview: ask what comes next, where nobody has said so in time."""

from collections.abc import Iterator
from datetime import date, timedelta

from contacts.rules.cadence.events import Event, Kind, Purpose
from contacts.rules.cadence.history import latest, may_follow
from contacts.rules.cadence.reasons import Reason
from contacts.rules.cadence.steps import StepKind
from contacts.rules.cadence.talks import Talk
from contacts.rules.cadence.wants import Known, Want


def steps_of_rounds(talks: list[Talk], known: Known) -> Iterator[Want]:
    """Yield the question what comes next, for each round after which they still owe the answer.

    They owe it from the round on; where they named a day, from that day on. It is asked once, and
    once more where they named a new day.
    """
    history = known.history
    if history.stop or history.ended:
        return
    for talk in talks:
        waits = latest(e for e in history.of(Kind.AWAITED) if e.talk == talk.talk)
        if talk.held and waits and not _is_heard(talk.held, known):
            asked = history.sent(Purpose.ASK_NEXT_STEP)
            told = waits.on and max(waits.on, talk.held.day)
            if not any(_is_answer_to(e, talk.held, told) for e in asked):
                yield _want(talk.held, told, known)


def _is_heard(held: Event, known: Known) -> bool:
    """Return whether they wrote since, or we agreed on or had another talk."""
    later = known.history.of(Kind.REPLIED, Kind.SCHEDULED, Kind.HELD)
    return any(e.talk != held.talk and not may_follow(held, e) for e in later)


def _is_answer_to(asked: Event, held: Event, told: date | None) -> bool:
    """Return whether a message asked what comes next, after the round and after the day they named."""
    return asked.day > told if told else may_follow(asked, held)


def _want(held: Event, told: date | None, known: Known) -> Want:
    if told:
        return Want(
            kind=StepKind.ASK_NEXT_STEP,
            key=f"{StepKind.ASK_NEXT_STEP}:{held.talk}:{told:%Y%m%d}",
            since=known.calendar.both.working_or_next(told + timedelta(days=1)),
            reason=Reason("next_step_told", day=told),
            talk=held.talk,
        )
    return Want(
        kind=StepKind.ASK_NEXT_STEP,
        key=f"{StepKind.ASK_NEXT_STEP}:{held.talk}",
        since=known.calendar.both.add_working(held.day, known.preset["ask_next_step"]),
        reason=Reason("ask_next_step"),
        number="ask_next_step",
        counts_from=held.day,
        talk=held.talk,
    )
