"""How imported people and organisations leave the pool."""

from django.db import transaction
from django.db.models import QuerySet

from contacts.models import Organisation, Person


@transaction.atomic
def promote(*, people: QuerySet[Person]) -> int:
    """Take people out of the pool, and the organisations they are at; return how many people."""
    waiting = people.order_by().filter(is_in_pool=True)
    places = waiting.exclude(organisation=None).values("organisation")
    promote_organisations(organisations=Organisation.objects.filter(pk__in=places))
    return Person.objects.filter(pk__in=waiting.values("pk")).update(is_in_pool=False)


def promote_organisations(*, organisations: QuerySet[Organisation]) -> int:
    """Take organisations out of the pool, without their people; return how many."""
    return organisations.order_by().filter(is_in_pool=True).update(is_in_pool=False)
