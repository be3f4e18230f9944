"""Whose plan a change of facts concerns; interviews/actions/planning.py makes plans."""

from collections.abc import Collection, Iterable

from django.db import transaction

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
    introduced_by = introducers.values_list("introducer", flat=True)
    return {*named_by, *introduced_by, *_asked_at(places - {None})} - set(people)


def ask_for_plans(people: Iterable[int]) -> None:
    """Ask for new plans of people, by key."""
    # Those who wait for one already too: they may just be planned by what was known before.
    rows = Person.objects.filter(pk__in=list(people))
    with transaction.atomic():
        # In the order in which plans are made, so that neither waits for what the other has.
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        rows.update(needs_planning=True)


def plan_around(people: Collection[int]) -> None:
    """Ask for new plans of all whom a change of these people concerns; to be called before they go."""
    ask_for_plans(concerned_by(people) | _together_with(people))


def _together_with(people: Collection[int]) -> set[int]:
    """Return who shares anything with these people, such as a talk: some things are done by one."""
    shared: set[int] = set()
    for relation in Person._meta.related_objects:
        if relation.many_to_many:
            theirs = {f"{relation.field.name}__in": people}
            rows = relation.related_model._base_manager.filter(**theirs)
            members = Person.objects.filter(**{f"{relation.name}__in": rows})
            shared.update(members.values_list("pk", flat=True))
    return shared


def plan_at(organisations: Collection[int]) -> None:
    """Ask for new plans of those who were asked at organisations; to be called before these go."""
    ask_for_plans(_asked_at(organisations))


def _asked_at(organisations: Collection[int | None]) -> set[int]:
    """Return who waits for an answer at organisations, where they were asked or else are."""
    silent = Outreach.objects.filter(stage__in=(OutreachStage.ASKED, OutreachStage.NUDGED))
    there = silent.filter(organisation__in=organisations)
    by_now = silent.filter(organisation=None, person__organisation__in=organisations)
    # Not as one: either has an index of its own.
    return {*there.values_list("person", flat=True), *by_now.values_list("person", flat=True)}
