"""What can be done to a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from config.kit import clock
from contacts.actions.moves import note_move
from contacts.actions.organisations import organisation_called
from contacts.actions.pool import promote, promote_organisations
from contacts.actions.replanning import ask_for_plans, plan_around
from contacts.models import Account, Organisation, Permission, Person, Reach
from contacts.rules import titles
from contacts.rules.reaching import linkedin_profile, plain_way


@transaction.atomic
def add_person(
    *,
    account: Account,
    name: str,
    at: datetime,
    organisation_name: str = "",
    reaches: Mapping[str, str] | None = None,
    **facts: Any,
) -> Person:
    """Return a new person; an organisation named and not yet known is made too.

    `reaches` maps kinds of ReachKind to an address; `facts` are further fields of Person.
    """
    person = Person(account=account, name=" ".join(name.split()), created_at=at, **facts)
    keep_person(person=person, organisation_name=organisation_name, reaches=reaches or {}, at=at)
    return person


# What the plan of a person hangs on, beside messages and talks.
_PLANNED_BY = ("organisation_id", "country", "is_do_not_contact", "referred_by_id", "named_on")


@transaction.atomic
def keep_person(
    *, person: Person, organisation_name: str, reaches: Mapping[str, str], at: datetime
) -> None:
    """Save a person with the organisation typed for them and the first address of each kind.

    A change of title or organisation is kept as history (see `note_move`). Somebody newly named was
    named today, unless another day is told; the day and the permission go with who named them.
    Whoever named them leaves the pool, and so does the organisation of somebody not in it.
    """
    person.organisation = organisation_called(account=person.account, name=organisation_name, at=at)
    before = Person.objects.filter(pk=person.pk).values(*_PLANNED_BY).first() or {}
    _see_to_referrer(person, before, at)
    if any(getattr(person, name) != value for name, value in before.items()):
        person.needs_planning = True
    if person.pk:
        note_move(person=person, title=person.title, organisation=person.organisation, at=at)
    person.save()
    named_by = {before.get("referred_by_id"), person.referred_by_id}
    if len(named_by) > 1 or before.get("named_on") != person.named_on:
        Person.objects.filter(pk__in=filter(None, named_by)).update(needs_planning=True)
    if person.referred_by:
        promote(people=Person.objects.filter(pk=person.referred_by.pk))
    if person.organisation and not person.is_in_pool:
        promote_organisations(organisations=Organisation.objects.filter(pk=person.organisation.pk))
    for kind, value in reaches.items():
        set_reach(person=person, kind=kind, value=value)


def _see_to_referrer(person: Person, before: Mapping[str, Any], at: datetime) -> None:
    is_other = person.referred_by_id != before.get("referred_by_id")
    if person.referred_by_id is None:
        person.named_on, person.may_use_name = None, Permission.UNKNOWN
    elif is_other and person.named_on == before.get("named_on"):
        person.named_on = clock.day_of(at, person.account.zone)


@transaction.atomic
def set_reach(*, person: Person, kind: str, value: str) -> None:
    """Make `value` the first address of its kind, in place of the one before; empty removes that.

    Further addresses of the kind stay. What was taken out does not come back with an import.
    """
    value = (linkedin_profile(value) or value) if kind == "linkedin" else value.strip()
    first = person.reaches.filter(kind=kind).first()
    _keep_unwanted(person, kind, gone=first.value if first else "", come=value)
    if first is None:
        if value:
            Reach.objects.create(
                account_id=person.account_id, person=person, kind=kind, value=value
            )
    elif not value or person.reaches.filter(kind=kind, value=value).exclude(pk=first.pk).exists():
        first.delete()
    elif first.value != value:
        first.value = value
        first.save(update_fields=["value"])


def _keep_unwanted(person: Person, kind: str, *, gone: str, come: str) -> None:
    old, new = plain_way(kind, gone), plain_way(kind, come)
    unwanted = [one for one in person.unwanted if one not in (old, new)]
    if gone and old != new:
        unwanted.append(old)
    if unwanted != person.unwanted:
        person.unwanted = unwanted
        person.save(update_fields=["unwanted"])


def take_title_at_its_word(*, person: Person) -> list[str]:
    """Set the kind of work and the level that the title names and nobody set; return which."""
    reading = titles.read(person.title)
    told = {"function": reading.function, "level": reading.level}
    changed = [field for field, word in told.items() if word and not getattr(person, field)]
    for field in changed:
        setattr(person, field, told[field])
    person.save(update_fields=changed)
    return changed


def forget(*, person: Person, fields: Iterable[str]) -> None:
    """Take back what `take_title_at_its_word` set."""
    known = [field for field in fields if field in ("function", "level")]
    for field in known:
        setattr(person, field, "")
    person.save(update_fields=known)


def archive_person(*, person: Person, at: datetime) -> None:
    """Take someone off the lists, and ask for a plan that chases them no more; nothing is lost."""
    person.archived_at = person.archived_at or at
    person.save(update_fields=["archived_at"])
    ask_for_plans([person.pk])


def restore_person(*, person: Person) -> None:
    """Bring someone back to the lists, and ask for their plan."""
    person.archived_at = None
    person.save(update_fields=["archived_at"])
    ask_for_plans([person.pk])


@dataclass(frozen=True)
class Belonging:
    """Rows that would be deleted with a person: how many, and what they are called."""

    count: int
    label: str


def what_goes_with(person: Person) -> list[Belonging]:
    """Return what deleting a person takes along, by kind; kinds with nothing are left out.

    Walks the relations, so that it counts rows of apps it has never heard of.
    """
    belongings = []
    for relation in _relations(person):
        rows = _rows_of(person, relation)
        meta = relation.related_model._meta
        if count := rows.count():
            label = meta.verbose_name if count == 1 else meta.verbose_name_plural
            belongings.append(Belonging(count, str(label)))
    return belongings


@transaction.atomic
def delete_person(*, person: Person) -> None:
    """Delete someone for good, with all that was only about them (see `what_goes_with`)."""
    plan_around([person.pk])
    for relation in _relations(person):
        if relation.many_to_many:
            _rows_of(person, relation).delete()
    person.delete()


def _relations(person: Person) -> list[Any]:
    """Return the relations whose rows do not outlive a person."""
    return [
        relation
        for relation in person._meta.related_objects
        if relation.many_to_many or relation.on_delete is models.CASCADE
    ]


def _rows_of(person: Person, relation: Any) -> models.QuerySet[Any]:
    """Return the rows that go with a person; of those shared with others, none."""
    rows = relation.related_model._default_manager.filter(**{relation.field.name: person})
    if relation.many_to_many:
        others = Person.objects.filter(account_id=person.account_id).exclude(pk=person.pk)
        shared = relation.related_model._base_manager.filter(
            **{f"{relation.field.name}__in": others}
        )
        rows = rows.exclude(pk__in=shared.values("pk"))
    return rows
