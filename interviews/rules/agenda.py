"""Under which heading of Today something stands, and to which days it can be put off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.kit.labels import N_, Labelled
from contacts.rules.calendar import WorkCalendar

# Today looks a week ahead; what comes later can wait unseen.
DAYS_AHEAD = 7


class Heading(Labelled):
    """The headings of Today, in the order of what is lost by waiting."""

    OVERDUE = "overdue", N_("Overdue")
    TODAY = "today", N_("Today")
    NEXT = "next", N_("The next days")
    WAITING = "waiting", N_("Waiting for others")
    LATER = "later", N_("Later")


def heading(
    *, due_at: datetime, due_on: date, is_theirs: bool, now: datetime, today: date
) -> Heading:
    """Return where an open follow-up stands; what others promised is never my overdue."""
    if is_theirs:
        return Heading.WAITING
    if due_at <= now:
        return Heading.OVERDUE
    if due_on <= today:
        return Heading.TODAY
    return Heading.NEXT if due_on <= today + timedelta(days=DAYS_AHEAD) else Heading.LATER


@dataclass(frozen=True)
class Delay:
    """A day that something can be put off to, and what the choice is called."""

    label: str
    day: date


def delays(today: date, calendar: WorkCalendar, *, is_bound_to_talk: bool) -> Sequence[Delay]:
    """Return the days on offer: the next working day, tomorrow, in a week; each day once.

    What is bound to a talk keeps its own clock, so days off are not skipped for it.
    """
    tomorrow, week = today + timedelta(days=1), today + timedelta(days=7)
    if is_bound_to_talk:
        return [Delay(N_("Tomorrow"), tomorrow), Delay(N_("In a week"), week)]
    working = calendar.next_working(today)
    offers = [Delay(N_("Next working day"), working), Delay(N_("Tomorrow"), tomorrow)]
    offers += [Delay(N_("In a week"), calendar.working_or_next(week))]
    return list({offer.day: offer for offer in reversed(offers)}.values())[::-1]
