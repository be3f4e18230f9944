"""Whose plan a change of facts concerns; interviews/actions/planning.py makes plans."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from contacts.models import Introduction, Outreach, OutreachStage, Person


def concerned_by(people: Collection[int]) -> set[int]:
    """Return whose plan hangs on what happened with these people, by key; they themselves are not in it.

    That is who named them or promised to introduce them, and who was asked where they are or were
    asked: there the question is who of them all has heard from me.
    """
    if not people:
        return set()
    named_by = Person.objects.filter(referrals__in=people).values_list("pk", flat=True)
    introducers = Introduction.objects.filter(person__in=people)
    places = {
        *Person.objects.filter(pk__in=people).values_list("organisation", flat=True),
        *Outreach.objects.filter(person__in=people).values_list("organisation", flat=True),
    }
    asked = _asked_at({place for place in places if place})
    introduced_by = introducers.values_list("introducer", flat=True)
    return {*named_by, *introduced_by, *asked.values_list("person", flat=True)} - set(people)


def ask_for_plans(people: Iterable[int]) -> None:
    """Ask for new plans of people, by key."""
    rows = Person.objects.filter(pk__in=list(people), needs_planning=False)
    with transaction.atomic():
        # In the order in which plans are made, so that neither waits for what the other has.
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        rows.update(needs_planning=True)


def plan_around(people: Collection[int]) -> None:
    """Ask for new plans of all whom a change of these people concerns; to be called before they go."""
    ask_for_plans(concerned_by(people))


def plan_at(organisations: Collection[int]) -> None:
    """Ask for new plans of those who were asked at organisations; to be called before these go."""
    ask_for_plans(_asked_at(organisations).values_list("person", flat=True))


def _asked_at(organisations: Collection[int]) -> QuerySet[Outreach]:
    by_now = Q(organisation=None, person__organisation__in=organisations)
    asked = Outreach.objects.filter(Q(organisation__in=organisations) | by_now)
    return asked.filter(stage__in=(OutreachStage.ASKED, OutreachStage.NUDGED))
