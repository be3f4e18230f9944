"""What happens while two people talk: it begins, questions are asked, somebody is named."""

from datetime import datetime

from django.db import transaction

from contacts.actions.organisations import organisation_called
from contacts.actions.pool import promote
from contacts.models import Organisation, Permission, Person, Tie
from interviews.actions.interviews import hold_interview
from interviews.models import Interview, Line, LineState


@transaction.atomic
def begin_talk(*, interview: Interview, at: datetime) -> Interview:
    """Start the clock of a talk; one that runs already, or is over, goes on as it is."""
    interview = Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)
    if interview.began_at is None and interview.ended_at is None:
        interview.began_at = at
        interview.save(update_fields=["began_at", "changed_at"])
    return interview


@transaction.atomic
def end_talk(
    *, interview: Interview, began_at: datetime | None, ended_at: datetime, at: datetime
) -> Interview:
    """Record when a talk began (None: nobody noted it) and ended; its thank-yous are planned.

    Doing it again corrects the times. Raises MoveRefused for a cancelled or missed talk.
    """
    interview = hold_interview(interview, ended_at=ended_at, at=at)
    interview.began_at = began_at
    interview.save(update_fields=["began_at"])
    return interview


def mark_line(*, line: Line, state: LineState) -> Line:
    """Say what became of a question; return it."""
    line.state = state
    line.save(update_fields=["state"])
    return line


@transaction.atomic
def name_person(
    *,
    by: Person,
    name: str,
    at: datetime,
    organisation: str = "",
    note: str = "",
    may_use_name: Permission = Permission.UNKNOWN,
) -> tuple[Person, bool]:
    """Return the person whom `by` named, and whether they are new among my people.

    Somebody `by` named before, or of that name at that organisation, is not made twice: what is
    new about them is added, nothing that was known is overwritten, and they leave the pool.
    """
    # One at a time, so that a form sent twice makes one person.
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    where = organisation_called(account=by.account, name=organisation, at=at)
    known = _known(by, name, where)
    if known is None:
        known = Person(account=by.account, name=name, tie=Tie.REFERRAL, created_at=at)
    is_new = known.pk is None
    known.organisation = known.organisation or where
    known.referred_by = known.referred_by or by
    if note and note not in known.notes:
        known.notes = f"{known.notes}\n\n{note}".strip()
    if may_use_name != Permission.UNKNOWN and known.referred_by == by:
        known.may_use_name = may_use_name
    known.save()
    promote(people=Person.objects.filter(pk=known.pk))
    return known, is_new


def _known(by: Person, name: str, where: Organisation | None) -> Person | None:
    namesakes = by.account.people.filter(name__iexact=name).exclude(pk=by.pk)
    if where and (colleague := namesakes.filter(organisation=where).first()):
        return colleague
    named = namesakes.filter(referred_by=by)
    return (named.filter(organisation=None) if where else named).first()
