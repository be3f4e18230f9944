"""What Today holds and in which order, how much of it a day, and to which days things can be put off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.kit.labels import N_, Labelled
from contacts.rules.cadence import StepKind
from contacts.rules.calendar import WorkCalendar

# Today looks a week ahead; what comes later can wait unseen.
DAYS_AHEAD = 7
# So many chasers a day (our rule): an hour's writing. The rest cannot be late and comes up in turn.
HANDFUL = 7
# So many of what keeps its own clock stand on one page; whoever owes more begins at the top.
MOST_BOUND = 20

# A talk that is today, or of which nobody said yet whether it took place.
TALK = "talk"
# By what is lost by waiting: somebody waits, an hour is agreed, memory fades, thanks cool, a day was
# named. Then those that cannot be late, by kind.
BOUND: Sequence[str] = (
    StepKind.ANSWER,
    TALK,
    StepKind.CONFIRM,
    StepKind.DEBRIEF,
    StepKind.THANK,
    StepKind.REPORT_BACK,
    "promise",
    "free",
)
CHASERS: Sequence[str] = tuple(kind for kind in StepKind if kind.is_chaser)
# Those worth doing before the last minute: they show as soon as they are known.
AT_ONCE: Sequence[str] = (StepKind.ANSWER, StepKind.THANK)
_PLACES = {kind: place for place, kind in enumerate((*BOUND, *CHASERS))}


def place(kind: str, due_at: datetime) -> tuple[int, datetime]:
    """Return what Today is sorted by: what is lost by waiting, then age."""
    return _PLACES.get(kind, len(_PLACES)), due_at


class Heading(Labelled):
    """Where something stands as far as its day goes."""

    OVERDUE = "overdue", N_("Overdue")
    TODAY = "today", N_("Today")
    NEXT = "next", N_("The next days")
    WAITING = "waiting", N_("Waiting for others")
    LATER = "later", N_("Later")


def heading(
    *,
    due_at: datetime,
    due_on: date,
    is_theirs: bool,
    now: datetime,
    today: date,
    can_be_late: bool = True,
) -> Heading:
    """Return where an open follow-up stands; what others promised is never my overdue.

    Nor is a chaser ever overdue, or anything while I am away (`can_be_late`).
    """
    if is_theirs:
        return Heading.WAITING
    if due_at <= now and can_be_late:
        return Heading.OVERDUE
    if due_on <= today:
        return Heading.TODAY
    return Heading.NEXT if due_on <= today + timedelta(days=DAYS_AHEAD) else Heading.LATER


@dataclass(frozen=True)
class Delay:
    """A day that something can be put off to, and what the choice is called."""

    label: str
    day: date


def delays(
    today: date, calendar: WorkCalendar, *, is_bound_to_talk: bool, is_chaser: bool = False
) -> Sequence[Delay]:
    """Return the days on offer: the next working day, tomorrow, in a week; each day once.

    What is bound to a talk keeps its own clock, so days off are not skipped for it; a chaser never
    lands on one, so none is offered.
    """
    tomorrow, week = today + timedelta(days=1), today + timedelta(days=7)
    if is_bound_to_talk:
        return [Delay(N_("Tomorrow"), tomorrow), Delay(N_("In a week"), week)]
    working = calendar.next_working(today)
    offers = [Delay(N_("Next working day"), working)]
    offers += [] if is_chaser else [Delay(N_("Tomorrow"), tomorrow)]
    offers += [Delay(N_("In a week"), calendar.working_or_next(week))]
    return list({offer.day: offer for offer in reversed(offers)}.values())[::-1]
