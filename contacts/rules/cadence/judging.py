"""What cannot have happened, however the rest of a history is filled in."""

from collections.abc import Sequence
from datetime import date

from config.kit.labels import N_
from contacts.rules.cadence.events import Event, Kind, Purpose
from contacts.rules.cadence.history import is_thanks, may_follow
from contacts.rules.cadence.steps import Refusal

_BACK = (Kind.REPLIED, Kind.DECLINED, Kind.OUT_OF_OFFICE, Kind.BOUNCED)
# Later moves of a talk that has taken place.
_ENDS = (Kind.HELD, Kind.CANCELLED, Kind.MISSED)
_OPENING = ("", Purpose.FIRST_ASK, Purpose.SECOND_PERSON)
_PLANNED_AHEAD = (Kind.PAUSED, Kind.RESUMED)


def judged(events: Sequence[Event], today: date) -> tuple[tuple[Event, ...], tuple[Refusal, ...]]:
    """Return the events that can all have happened, and the others with the reason."""
    verdicts = [(event, _fault(event, events, today)) for event in events]
    kept = tuple(event for event, fault in verdicts if not fault)
    return kept, tuple(Refusal(event, fault) for event, fault in verdicts if fault)


def _fault(event: Event, events: Sequence[Event], today: date) -> str:
    if event.day > today and event.kind not in _PLANNED_AHEAD:
        return N_("That day is still to come.")
    if event.kind is Kind.PAUSED and event.until and event.until < event.day:
        return N_("Time away cannot end before it begins.")
    if event.kind in _BACK and _came_before_the_ask(event, events):
        return N_("Nothing can come back before your first message went out.")
    if is_thanks(event) and _thanked_too_early(event, events):
        return N_("Nobody is thanked for a talk before it took place.")
    if event.kind in _ENDS and _has_ended(event, events):
        return N_("This talk took place before that; it cannot end twice.")
    if event.kind is Kind.SEARCH_ENDED and _is_second(event, events):
        return N_("This search had ended before that; it cannot end twice.")
    return ""


def _came_before_the_ask(event: Event, events: Sequence[Event]) -> bool:
    """Return whether the message that opened the ask went out later, so that no other one did."""
    own = [e for e in events if event.outreach and e.outreach == event.outreach]
    if any(e.kind is Kind.ASKED_UNKNOWN for e in own):
        return False
    first = next((e for e in own if e.kind is Kind.SENT), None)
    return first is not None and first.purpose in _OPENING and not may_follow(event, first)


def _thanked_too_early(event: Event, events: Sequence[Event]) -> bool:
    held = [e for e in events if e.kind is Kind.HELD and event.talk and e.talk == event.talk]
    return bool(held) and not may_follow(event, held[0])


def _has_ended(event: Event, events: Sequence[Event]) -> bool:
    before = events[: events.index(event)]
    return any(e.kind is Kind.HELD and e.talk == event.talk for e in before)


def _is_second(event: Event, events: Sequence[Event]) -> bool:
    before = events[: events.index(event)]
    return any(e.kind is Kind.SEARCH_ENDED and e.fact == event.fact for e in before)
