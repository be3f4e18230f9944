"""What an ask without an answer leads to: a second person there, one nudge, another way."""

from collections.abc import Iterator
from datetime import date

from contacts.rules.cadence.asks import Ask, may_nudge, standing, wait
from contacts.rules.cadence.events import SIGNS, Event, Kind, Purpose
from contacts.rules.cadence.history import latest, may_follow
from contacts.rules.cadence.reasons import Reason
from contacts.rules.cadence.steps import Stage, StepKind
from contacts.rules.cadence.wants import Known, Want


def steps_of_ask(ask: Ask, known: Known) -> Iterator[Want]:
    """Yield what an ask without an answer leads to."""
    if known.history.stop or known.history.ended:
        return
    yield from _unknowns(ask, known)
    if ask.bounced and not ask.sign and not ask.newer:
        yield other_way(ask.bounced)
    if ask.asked is None or not ask.is_silent:
        return
    if standing(ask, known).stage is Stage.RESTING:
        return
    asked_on = ask.asked.day
    if known.preset["second_person"] and _is_only_one(asked_on, known):
        yield _after_silence(StepKind.SECOND_PERSON, ask, asked_on, known)
    if may_nudge(ask, known):
        yield _after_silence(StepKind.NUDGE, ask, asked_on, known)


def steps_of_offer(asks: list[Ask], known: Known) -> Iterator[Want]:
    """Yield the follow-up to times that I offered, where neither of us said anything since.

    Whatever I write after an offer is its follow-up, and an ask has one in all. Offers to somebody
    who wrote of themselves belong to no ask; they have one together.
    """
    history = known.history
    offer = latest(history.contacts())
    if offer is None or offer.purpose != Purpose.ACCEPT:
        return
    ask = next((ask for ask in asks if ask.outreach == offer.outreach), Ask(0))
    answers = [e for e in history.of(Kind.REPLIED) if may_follow(offer, e)]
    if ask.is_silent or not answers:
        return
    agreed = (e for e in history.of(Kind.SCHEDULED, Kind.HELD) if may_follow(e, offer))
    heard = (e for e in history.of(*SIGNS) if not may_follow(offer, e))
    nudged = (e for e in history.sent(Purpose.NUDGE) if e.outreach == ask.outreach)
    if may_nudge(ask, known) and not any((*agreed, *heard, *nudged)):
        yield Want(
            kind=StepKind.NUDGE,
            key=f"nudge_offer:{ask.outreach}",
            since=known.calendar.both.add_working(offer.day, known.preset["nudge_offer"]),
            reason=Reason("nudge_offer"),
            number="nudge_offer",
            counts_from=offer.day,
            outreach=ask.outreach,
        )


def _is_only_one(asked_on: date, known: Known) -> bool:
    """Return whether nobody else at their organisation was asked, or answered, since that day."""
    return known.others is not None and not any(day >= asked_on for day in known.others)


def _unknowns(ask: Ask, known: Known) -> Iterator[Want]:
    """Yield what has to be filled in before the rest can be reckoned."""
    if ask.is_unknown and not ask.sign and not ask.newer:
        noted = ask.noted or ask.asked
        assert noted
        rests_on = standing(ask, known).rests_on
        yield _question("when_asked", noted, ask.outreach, day=rests_on)
    replies = [e for e in known.history.of(Kind.REPLIED) if e.outreach == ask.outreach]
    if replies and ask.asked is None and not ask.is_unknown and not ask.bounced:
        yield _question("what_asked", replies[0], ask.outreach)
    note = latest(e for e in known.history.of(Kind.OUT_OF_OFFICE) if e.outreach == ask.outreach)
    if note and note.until is None and ask.is_silent:
        yield _question("until_when", note, note.fact or ask.outreach)


def _question(question: str, event: Event, row: int, *, day: date | None = None) -> Want:
    """Return the step that asks for what is missing; its reason names `day`, else that of the event."""
    return Want(
        kind=StepKind.CLARIFY,
        key=f"{question}:{row}",
        since=event.day,
        reason=Reason(question, day=day or event.day),
        outreach=event.outreach,
        fact=event.fact,
    )


def other_way(bounced: Event) -> Want:
    """Return the step after a message that could not be delivered."""
    return Want(
        kind=StepKind.OTHER_WAY,
        key=f"{StepKind.OTHER_WAY}:{bounced.fact or f'ask{bounced.outreach}'}",
        since=bounced.day,
        reason=Reason("other_way", day=bounced.day),
        outreach=bounced.outreach,
        fact=bounced.fact,
    )


def _after_silence(kind: StepKind, ask: Ask, asked_on: date, known: Known) -> Want:
    since, moves = wait(ask, asked_on, known.preset[kind], known)
    return Want(
        kind=kind,
        key=f"{kind}:{ask.outreach}",
        since=since,
        reason=Reason(kind),
        number=kind,
        counts_from=asked_on,
        moves=moves,
        outreach=ask.outreach,
    )
