"""An acquaintance that is let rest: no more check-ins, until there is contact again."""

from datetime import datetime

from django.db import transaction

from config.kit import clock
from contacts.models import Person
from interviews.models import FollowUp, FollowUpKind, FollowUpState
from interviews.models.follow_ups import FollowUpQuerySet


@transaction.atomic
def let_rest(*, person: Person, at: datetime) -> FollowUp:
    """Return what notes that an acquaintance was let rest; noted once, however often asked."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if noted := _noted(person).first():
        return noted
    day = clock.day_of(at, person.account.zone)
    return FollowUp.objects.create(
        account=person.account,
        person=person,
        kind=FollowUpKind.KEEP_IN_TOUCH,
        state=FollowUpState.DROPPED,
        settled_at=at,
        due_on=day,
        due_at=clock.end_of_day(day, person.account.zone),
    )


def wake(*, person: Person) -> None:
    """Take that back."""
    _noted(person).delete()


def _noted(person: Person) -> FollowUpQuerySet:
    noted = person.follow_ups.filter(
        kind=FollowUpKind.KEEP_IN_TOUCH, key="", state=FollowUpState.DROPPED
    )
    return noted.filter(settled_at__gt=person.last_contact_at) if person.last_contact_at else noted
