"""One person's events in order, and the questions that every rule asks of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from contacts.rules.cadence.events import SIGNS, Event, Kind, Purpose

_ORDER = {kind: place for place, kind in enumerate(Kind)}


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return them by when they happened, however they were typed; the same twice counts once."""
    return tuple(sorted(set(events), key=place))


def place(event: Event) -> tuple[object, ...]:
    """Return what events are sorted by: their moment, then a fixed order of kinds and ids."""
    ids = (event.outreach, event.talk, event.fact, event.other)
    days = tuple((day or date.min) for day in (event.until, event.on))
    starts = event.starts_at.timestamp() if event.starts_at else 0.0
    words = (event.purpose, event.step, event.is_round)
    return (event.at, _ORDER[event.kind], ids, words, days, starts)


def may_follow(later: Event, earlier: Event) -> bool:
    """Return whether `later` can have happened after `earlier`, which is certain but for one case.

    On one day, with only the day of one of them known, either order is possible.
    """
    if later.day == earlier.day and (later.is_day_only or earlier.is_day_only):
        return True
    return later.at >= earlier.at


def is_thanks(event: Event) -> bool:
    """Return whether it thanked them, by a message or in whatever way."""
    return event.kind is Kind.THANKED or (
        event.kind is Kind.SENT and event.purpose == Purpose.THANK_YOU
    )


@dataclass(frozen=True)
class History:
    """Events in order, read by kind."""

    events: Sequence[Event]

    def of(self, *kinds: Kind) -> Iterator[Event]:
        """Yield the events of some kinds."""
        return (event for event in self.events if event.kind in kinds)

    def sent(self, *purposes: Purpose) -> Iterator[Event]:
        """Yield what I sent, of some purposes or of any."""
        return (e for e in self.of(Kind.SENT) if not purposes or e.purpose in purposes)

    def contacts(self) -> Iterator[Event]:
        """Yield every time I wrote to them or thanked them."""
        return self.of(Kind.SENT, Kind.THANKED)

    def thanks(self) -> Iterator[Event]:
        """Yield what thanked them, by a message or in whatever way."""
        return (e for e in self.contacts() if is_thanks(e))

    @cached_property
    def settled(self) -> frozenset[str]:
        """Return the keys of the steps that were done or dropped: they never come back."""
        return frozenset(event.step for event in self.of(Kind.SETTLED))

    @cached_property
    def snoozed(self) -> dict[str, date]:
        """Return the steps put off, each with its last new day."""
        return {event.step: event.until for event in self.of(Kind.SNOOZED) if event.until}

    @cached_property
    def openings(self) -> frozenset[Event]:
        """Return the message that opened each ask; one that already follows a reply opens nothing."""
        first: dict[int, Event] = {}
        for event in self.sent():
            if event.outreach:
                first.setdefault(event.outreach, event)
        return frozenset(event for event in first.values() if not self.is_answer(event))

    def is_answer(self, sent: Event) -> bool:
        """Return whether a message in an ask follows a reply to it."""
        replies = (e for e in self.of(Kind.REPLIED) if e.outreach == sent.outreach)
        return any(not may_follow(reply, sent) for reply in replies)

    @cached_property
    def do_not_contact(self) -> Event | None:
        """Return the choice to leave them in peace."""
        return next(self.of(Kind.DO_NOT_CONTACT), None)

    @cached_property
    def is_archived(self) -> bool:
        """Return whether they are off my list: nothing chases them, but what is owed stays owed."""
        return any(self.of(Kind.ARCHIVED))

    @cached_property
    def declined(self) -> Event | None:
        """Return their last no, unless they came forward themselves since; asking again is not that."""
        no = latest(self.of(Kind.DECLINED))
        came_back = no and any(e.at > no.at for e in self.of(*SIGNS - {Kind.DECLINED}))
        return None if came_back else no

    @cached_property
    def ended(self) -> Event | None:
        """Return the end of the search, unless they were asked anew since."""
        end = latest(self.of(Kind.SEARCH_ENDED))
        return None if end and any(e.at > end.at for e in self.openings) else end

    @cached_property
    def stop(self) -> Event | None:
        """Return what ends every chaser, if anything does."""
        return self.do_not_contact or self.declined


def latest(events: Iterable[Event]) -> Event | None:
    """Return the last of some events, if there are any."""
    return max(events, key=place, default=None)
