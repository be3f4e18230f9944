"""Whose plan a change of facts concerns; interviews/actions/planning.py makes plans."""

from collections.abc import Collection, Iterable

from django.db import connection, transaction

from contacts.models import OutreachStage, Person

# Who led to them, where they are, and where they were asked.
_AROUND = """
SELECT referred_by_id, organisation_id FROM contacts_person WHERE id = ANY(%(people)s)
UNION SELECT introducer_id, NULL FROM contacts_introduction WHERE person_id = ANY(%(people)s)
UNION SELECT NULL, organisation_id FROM contacts_outreach WHERE person_id = ANY(%(people)s)
"""

# Who waits for an answer at organisations: where they were asked, or else are. Not as one condition:
# either has an index of its own.
_ASKED_AT = """
SELECT person_id FROM contacts_outreach
WHERE stage = ANY(%(silent)s) AND organisation_id = ANY(%(places)s)
UNION SELECT ask.person_id
FROM contacts_outreach ask JOIN contacts_person person ON person.id = ask.person_id
WHERE ask.stage = ANY(%(silent)s) AND ask.organisation_id IS NULL
  AND person.organisation_id = ANY(%(places)s)
"""
_SILENT = [OutreachStage.ASKED.value, OutreachStage.NUDGED.value]


def concerned_by(people: Collection[int]) -> set[int]:
    """Return whose plan hangs on what happened with these people, by key; they themselves are not in it.

    That is who named them or promised to introduce them, and who was asked where they are or were
    asked: there the question is who of them all has heard from me.
    """
    if not people:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"people": list(people)})
        found = cursor.fetchall()
    leaders = {leader for leader, _ in found if leader}
    return (leaders | _asked_at({place for _, place in found if place})) - set(people)


def ask_for_plans(people: Iterable[int]) -> None:
    """Ask for new plans of people, by key."""
    # Those who wait for one already too: they may just be planned by what was known before.
    rows = Person.objects.filter(pk__in=list(people))
    with transaction.atomic():
        # In the order in which plans are made, so that neither waits for what the other has.
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        rows.update(needs_planning=True)


def hold_around(people: Collection[int]) -> None:
    """Lock people and all whose rows change with theirs when they go or become one, in one order.

    To be called in a transaction, before anything else is locked: whoever plans locks in that order.
    """
    led = Person.objects.filter(referred_by__in=people).values_list("pk", flat=True)
    keys = {*people, *concerned_by(people), *_together_with(people), *led}
    rows = Person.objects.filter(pk__in=keys).select_for_update(no_key=True)
    list(rows.order_by("pk").values_list("pk", flat=True))


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


def _asked_at(organisations: Collection[int]) -> set[int]:
    """Return who waits for an answer at organisations."""
    if not organisations:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_ASKED_AT, {"silent": _SILENT, "places": list(organisations)})
        return {person for (person,) in cursor.fetchall()}
