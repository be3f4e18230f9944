"""What is done to follow-ups: planned after a talk, promised, settled, snoozed, taken up again."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from config.kit import clock
from contacts.actions.pool import promote
from contacts.models import Message, Person, Purpose
from interviews.models import FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.models.follow_ups import FollowUpQuerySet

# A thank-you is due a day after the talk ended, whatever the day (Yale and all other guides).
THANK_WITHIN = timedelta(hours=24)


class NotOpen(ValueError):
    """The follow-up is done or dropped; take it up again first."""


class DayIsPast(ValueError):
    """The day to put something off to lies behind today."""


@transaction.atomic
def plan_thanks(interview: Interview) -> list[FollowUp]:
    """Return the open thank-yous of a talk that ended, one for each person in it.

    Safe to call again: nobody gets a second one, and what was done or dropped stays so. A changed
    end moves the open ones that were not snoozed; without an end, or for somebody who was not
    there after all, they go; a begun draft is kept and found again should they come back.
    """
    people = list(interview.people.all()) if interview.ended_at else []
    _thanks(interview).exclude(person__in=people).delete()
    if interview.ended_at is None:
        return []
    due_at = interview.ended_at + THANK_WITHIN
    due = {"due_at": due_at, "due_on": _local_day(due_at, interview.account.zone)}
    for person in people:
        FollowUp.objects.get_or_create(
            interview=interview,
            person=person,
            kind=FollowUpKind.THANK,
            defaults={"account": interview.account, "message": _begun(person), **due},
        )
    _thanks(interview).filter(snoozed_at=None).update(**due)
    return list(_thanks(interview).select_related("person"))


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
    return True


@transaction.atomic
def snooze(follow_up: FollowUp, *, until: date, at: datetime) -> None:
    """Put an open follow-up off to a day from today on; it is announced again when that comes.

    Raises NotOpen or DayIsPast.
    """
    if _locked(follow_up).state != FollowUpState.OPEN:
        raise NotOpen
    if until < _local_day(at, follow_up.account.zone):
        raise DayIsPast
    follow_up.snoozed_at, follow_up.announced_on = at, None
    _set_day(follow_up, until)
    follow_up.save(update_fields=["snoozed_at", "announced_on", "due_on", "due_at"])


@transaction.atomic
def reopen(follow_up: FollowUp, *, due_on: date | None = None) -> None:
    """Take up again what was done or dropped; `due_on` also takes back a snooze.

    A thank-you that returns to the day it was planned for is due at its hour again.
    """
    if due_on:
        _set_day(follow_up, due_on)
    follow_up.state, follow_up.settled_at = FollowUpState.OPEN, None
    follow_up.save(update_fields=["state", "settled_at", "snoozed_at", "due_on", "due_at"])


def _begun(person: Person) -> Message | None:
    """Return the latest draft of thanks that lost its talk, if there is one."""
    drafts = person.messages.filter(purpose=Purpose.THANK_YOU, sent_at=None, follow_up=None)
    return drafts.order_by("-changed_at").first()


def _thanks(interview: Interview) -> FollowUpQuerySet:
    return FollowUp.objects.open().filter(interview=interview, kind=FollowUpKind.THANK)


def _locked(follow_up: FollowUp) -> FollowUp:
    return FollowUp.objects.select_for_update().get(pk=follow_up.pk)


def _local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _set_day(follow_up: FollowUp, day: date) -> None:
    """Set `due_on` and the moment it turns overdue, in the account's zone."""
    zone = follow_up.account.zone
    follow_up.due_on, follow_up.due_at = day, clock.end_of_day(day, zone)
    interview = follow_up.interview
    if follow_up.kind == FollowUpKind.THANK and interview and interview.ended_at:
        planned = interview.ended_at + THANK_WITHIN
        if _local_day(planned, zone) == day:
            follow_up.due_at, follow_up.snoozed_at = planned, None
