"""What is done to follow-ups: planned after a talk, promised, settled, snoozed, taken up again."""

from datetime import date, datetime

from django.db import transaction

from config.kit import clock
from contacts.actions.pool import promote
from contacts.models import Person
from interviews.actions.lateness import late_from
from interviews.actions.planning import hold, replan
from interviews.models import FollowUp, FollowUpKind, FollowUpState, Interview


class NotOpen(ValueError):
    """The follow-up is done or dropped; take it up again first."""


class DayIsPast(ValueError):
    """The day to put something off to lies behind today."""


@transaction.atomic
def promise(
    person: Person,
    *,
    kind: FollowUpKind,
    text: str,
    due_on: date,
    interview: Interview | None = None,
) -> FollowUp:
    """Return a new follow-up about a person, due by the end of a day that was agreed or chosen.

    They leave the pool.
    """
    follow_up = FollowUp(
        account=person.account, person=person, interview=interview, kind=kind, text=text
    )
    _set_day(follow_up, due_on)
    follow_up.save()
    promote(people=Person.objects.filter(pk=person.pk))
    return follow_up


@transaction.atomic
def change(follow_up: FollowUp) -> None:
    """Save what a form changed; a new `due_on` moves the moment with it and is told afresh."""
    fields = ["person", "kind", "text"]
    if follow_up.due_on != _locked(follow_up).due_on:
        follow_up.announced_on = None
        _set_day(follow_up, follow_up.due_on)
        fields += ["announced_on", "due_on", "due_at", "snoozed_at"]
    follow_up.save(update_fields=fields)
    promote(people=Person.objects.filter(pk=follow_up.person_id))


@transaction.atomic
def settle(follow_up: FollowUp, state: FollowUpState, *, at: datetime) -> bool:
    """Mark an open follow-up done or dropped; return False when it was settled before."""
    assert state is not FollowUpState.OPEN, "reopen() does that"
    if _locked(follow_up).state != FollowUpState.OPEN:
        return False
    follow_up.state, follow_up.settled_at = state, at
    follow_up.save(update_fields=["state", "settled_at"])
    _follow(follow_up, at=at)
    return True


@transaction.atomic
def snooze(follow_up: FollowUp, *, until: date, at: datetime) -> None:
    """Put an open follow-up off to a day from today on; it is announced again when that comes.

    Raises NotOpen or DayIsPast.
    """
    if _locked(follow_up).state != FollowUpState.OPEN:
        raise NotOpen
    if until < clock.day_of(at, follow_up.account.zone):
        raise DayIsPast
    follow_up.snoozed_at, follow_up.announced_on = at, None
    _set_day(follow_up, until)
    follow_up.save(update_fields=["snoozed_at", "announced_on", "due_on", "due_at"])
    _follow(follow_up, at=at)


@transaction.atomic
def reopen(follow_up: FollowUp, *, at: datetime, due_on: date | None = None) -> None:
    """Take up again what was done or dropped; `due_on` also takes back a snooze.

    A step of the plan is due on its planned day again, unless it had been put off before to `due_on`;
    it goes where the plan has no place for it any more.
    """
    snoozed_at, follow_up.snoozed_at = _locked(follow_up).snoozed_at, None
    follow_up.state, follow_up.settled_at = FollowUpState.OPEN, None
    if due_on:
        _set_day(follow_up, due_on)
    follow_up.save(update_fields=["state", "settled_at", "snoozed_at", "due_on", "due_at"])
    _follow(follow_up, at=at)
    if due_on and follow_up.due_on < due_on and snoozed_at:
        snooze(follow_up, until=due_on, at=snoozed_at)


def _follow(follow_up: FollowUp, *, at: datetime) -> None:
    """Plan the person anew where this is a step of their plan."""
    if follow_up.key:
        replan([follow_up.person], at=at)
        if FollowUp.objects.filter(pk=follow_up.pk).exists():
            follow_up.refresh_from_db(
                fields=["due_on", "due_at", "since_on", "reason", "announced_on"]
            )


def _locked(follow_up: FollowUp) -> FollowUp:
    if follow_up.key:
        hold([follow_up.person])
    return FollowUp.objects.select_for_update().get(pk=follow_up.pk)


def _set_day(follow_up: FollowUp, day: date) -> None:
    """Set `due_on` and the moment it turns overdue (see `late_from`)."""
    follow_up.due_on, follow_up.due_at = day, late_from(follow_up.account, day)
