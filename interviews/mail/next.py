"""Which letters come by themselves next: when, and what for, as far as is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, ngettext

from config.kit import clock
from contacts.models import Account
from interviews.mail.evening_steps import Step, coming_steps
from interviews.mail.phrases import joined
from interviews.mail.review import review_for
from interviews.models import UNANNOUNCED, FollowUpKind, Letter, LetterKind
from interviews.rules.digest import window
from interviews.rules.evening import Mornings, evening_of
from interviews.rules.reminders import NOTE_FROM, NOTE_UNTIL, latest_evening

_DAY = timedelta(days=1)
# Further ahead nobody wants to know, and new things come up before.
_AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Coming:
    """A letter to come: when it may go out at the earliest, and why it would."""

    kind: LetterKind
    at: datetime
    # Empty where there is nothing to tell so far.
    why: str = ""


def next_due(account: Account, at: datetime) -> list[Coming]:
    """Return the next letter of each kind that is wanted and in sight, the soonest first.

    Fifteen queries for any number of things, more than half of them for the weekly review.
    """
    found = (
        _digest(account, at),
        *_evenings(account, at),
        _note(account, at),
        _review(account, at),
    )
    return sorted((one for one in found if one), key=lambda one: one.at)


def _digest(account: Account, at: datetime) -> Coming | None:
    """Return the first digest that has something to tell, or the next one while none has."""
    pauses = list(account.pauses.touching(at.date() - _DAY, at.date() + _AHEAD))
    mornings = Mornings(
        zone=account.zone,
        hour=account.digest_hour if account.wants_digest else None,
        written_on=account.digest_planned_on,
        is_day=account.calendar.is_working,
    )
    days = list(mornings.days(at, ahead=_AHEAD.days))
    if not days:
        return None
    due = account.follow_ups.open().timely(at).filter(UNANNOUNCED, due_on__lte=days[-1])
    due = due.exclude(kind=FollowUpKind.DEBRIEF)
    things = list(due.only("kind", "key", "due_on"))
    talks = account.interviews.ahead(at).filter(starts_at__lte=at + _AHEAD)
    starts = [start for start in talks.values_list("starts_at", flat=True) if start]
    for day in days:
        is_away = any(one.from_on <= day <= one.until_on for one in pauses)
        told = [one for one in things if one.due_on <= day and (one.is_bound or not is_away)]
        near = clock.end_of_day(account.calendar.next_working(day), account.zone)
        opens = window(day, account.digest_hour, account.zone)[0]
        if why := _why(len(told), sum(opens < start < near for start in starts)):
            return Coming(LetterKind.DIGEST, max(at, opens), why)
    return Coming(LetterKind.DIGEST, max(at, window(days[0], account.digest_hour, account.zone)[0]))


def _why(things: int, talks: int) -> str:
    parts = []
    if talks:
        parts.append(ngettext("%(count)d talk", "%(count)d talks", talks) % {"count": talks})
    if things:
        due = ngettext("%(count)d thing due", "%(count)d things due", things)
        parts.append(due % {"count": things})
    return joined(parts)


def _evenings(account: Account, at: datetime) -> Iterator[Coming]:
    """Yield the next letter about thanks and about a debrief that the evening of a talk brings."""
    told = set()
    for step, moment in sorted(coming_steps(account, at), key=lambda one: one[1]):
        kind, why = _evening_of(step)
        if kind not in told:
            told.add(kind)
            yield Coming(kind, moment, why)


def _evening_of(step: Step) -> tuple[LetterKind, str]:
    """Return what kind of letter a step brings, and why."""
    if step.kind == FollowUpKind.THANK:
        return LetterKind.THANKS, gettext("a thank-you due before your next digest")
    if not step.wants_debrief:
        return LetterKind.THANKS, gettext("whether a talk took place, and whom to thank then")
    if step.is_unsaid:
        return LetterKind.DEBRIEF, gettext("whether a talk took place")
    return LetterKind.DEBRIEF, gettext("a talk to go over")


def _note(account: Account, at: datetime) -> Coming | None:
    if not account.wants_talk_note:
        return None
    notes = Letter.objects.filter(interview=OuterRef("pk"), kind=LetterKind.TALK)
    written = notes.filter(until=OuterRef("starts_at")).order_by()
    talk = account.interviews.ahead(at + NOTE_UNTIL).exclude(Exists(written)).first()
    if talk is None or talk.starts_at is None:
        return None
    return Coming(LetterKind.TALK, max(at, talk.starts_at - NOTE_FROM), talk.names)


def _review(account: Account, at: datetime) -> Coming | None:
    if not account.wants_review:
        return None
    hour, zone = account.evening_hour, account.zone
    day: date = latest_evening(at, hour, zone)
    while day.isoweekday() != account.review_day or day <= account.review_planned_on:
        day += _DAY
    comes_at = max(at, evening_of(day, hour, zone))
    is_told = review_for(account, day=day, at=comes_at) is not None
    return Coming(
        LetterKind.REVIEW,
        comes_at,
        gettext("your week, and how the next begins") if is_told else "",
    )
