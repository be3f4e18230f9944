"""Somebody is named as worth meeting: a person of mine from then on, linked to who named them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from config.kit import clock
from contacts.actions.merges import fingerprint
from contacts.actions.organisations import organisation_called
from contacts.actions.people import what_goes_with
from contacts.actions.pool import promote
from contacts.models import Introduction, Organisation, Permission, Person, Tie
from interviews.actions.planning import hold, replan
from interviews.referrals import is_above

# What naming somebody who is known already may change about them.
_FACTS = (
    *("organisation_id", "title", "referred_by_id", "named_on", "may_use_name", "tie"),
    *("is_in_pool",),
)


@dataclass(frozen=True)
class Named:
    """What came of naming one person; `before` is what undoing it gives back, None for a new one.

    `kept` is whoever had named them first and still stands as who did.
    """

    person: Person
    before: Mapping[str, Any] | None
    kept: Person | None = None

    @property
    def is_new(self) -> bool:
        """Return whether they were not among my people."""
        return self.before is None


@transaction.atomic
def name_person(
    *,
    by: Person,
    name: str,
    at: datetime,
    organisation: str = "",
    title: str = "",
    note: str = "",
    may_use_name: str = Permission.UNKNOWN,
    on: date | None = None,
    known: Person | None = None,
    is_known_sought: bool = True,
    replaces: bool = False,
) -> Named:
    """Return the person whom `by` named, on a day (that of `at` where none is told).

    They are `known`, where that is given. Else whoever `by` named before, or who is of that name at
    that organisation, is not made twice, unless `is_known_sought` is off. What is new about them is
    added, nothing that was known is overwritten: who named them first stays so, unless `by`
    `replaces` that one; and nobody is named by those whom they led to. They leave the pool.
    """
    # One at a time, so that a form sent twice makes one person.
    hold([by])
    where = organisation_called(account=by.account, name=organisation, at=at)
    if known is None and is_known_sought:
        known = _known(by, name, where)
    person = known or Person(account=by.account, name=name, tie=Tie.REFERRAL, created_at=at)
    before = {fact: getattr(person, fact) for fact in _FACTS} if known else None
    kept = None if replaces or person.referred_by_id in (None, by.pk) else person.referred_by
    person.organisation = person.organisation or where
    person.title = person.title or title
    if note and note not in person.notes:
        person.notes = f"{person.notes}\n\n{note}".strip()
    if kept is None and not (known and is_above(known, by)):
        _link(person, by, on or clock.day_of(at, by.account.zone), may_use_name)
    person.save()
    promote(people=Person.objects.filter(pk__in=(person.pk, by.pk)))
    person.refresh_from_db()
    replan([by, person, *([before_by] if (before_by := _left(before, person)) else [])], at=at)
    return Named(person, before, kept)


def _link(person: Person, by: Person, on: date, may_use_name: str) -> None:
    if person.referred_by_id != by.pk:
        # The permission was about somebody else's name.
        person.referred_by, person.named_on = by, on
        person.may_use_name = Permission.UNKNOWN
    person.named_on = person.named_on or on
    if may_use_name != Permission.UNKNOWN:
        person.may_use_name = Permission(may_use_name)
    if person.tie == Tie.COLD:
        person.tie = Tie.REFERRAL


def _left(before: Mapping[str, Any] | None, person: Person) -> Person | None:
    """Return who no longer stands as having named somebody."""
    key = before["referred_by_id"] if before else None
    if key is None or key == person.referred_by_id:
        return None
    return Person.objects.filter(pk=key).first()


def _known(by: Person, name: str, where: Organisation | None) -> Person | None:
    namesakes = by.account.people.filter(name__iexact=name).exclude(pk=by.pk)
    if where and (colleague := namesakes.filter(organisation=where).first()):
        return colleague
    named = namesakes.filter(referred_by=by)
    return (named.filter(organisation=None) if where else named).first()


def set_permission(*, person: Person, permission: Permission) -> None:
    """Note whether I may say who named somebody."""
    person.may_use_name = permission
    person.save(update_fields=["may_use_name"])


type Record = list[dict[str, Any]]


def record_of(named: Iterable[Named], introductions: Iterable[Introduction]) -> Record:
    """Return what `take_back_names` needs, as JSON can keep it."""
    steps: Record = [{"introduction": one.pk, "state": one.state} for one in introductions]
    for one in named:
        if one.before is None:
            steps.append({"new": one.person.pk, "seal": fingerprint(one.person)})
        else:
            now = {fact: getattr(one.person, fact) for fact in _FACTS}
            changed = [fact for fact in _FACTS if now[fact] != one.before[fact]]
            old, new = (
                {fact: _plain(held[fact]) for fact in changed} for held in (one.before, now)
            )
            steps.append({"known": one.person.pk, "before": old, "after": new})
    return steps


@transaction.atomic
def take_back_names(by: Person, record: Record, *, at: datetime) -> list[Person]:
    """Undo what naming did; return the new people who stay, for something was added since.

    A fact about somebody known before that was changed since keeps its new value.
    """
    account, stay, concerned = by.account, [], [by]
    for step in record:
        if "introduction" in step:
            account.introductions.filter(pk=step["introduction"], state=step["state"]).delete()
    for step in record:
        person = account.people.filter(pk=step.get("new") or step.get("known")).first()
        if person is None:
            continue
        concerned.append(person)
        if "known" in step:
            _give_back(person, step["before"], step["after"])
        elif fingerprint(person) != step["seal"] or _has_more(person):
            stay.append(person)
        else:
            where = person.organisation
            person.delete()
            _drop_unused(where, made_with=person)
    replan([one for one in concerned if one.pk], at=at)
    return stay


def _give_back(person: Person, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for fact, old in before.items():
        if _plain(getattr(person, fact)) == after[fact]:
            column: Any = person._meta.get_field(fact.removesuffix("_id"))
            setattr(person, fact, column.to_python(old) if old is not None else None)
    person.save()


def _has_more(person: Person) -> bool:
    """Return whether anything hangs on somebody but what the plan made of their being named."""
    return bool(what_goes_with(person)) or person.referrals.exists()


def _drop_unused(organisation: Organisation | None, *, made_with: Person) -> None:
    """Delete an organisation that came with a person, once nothing hangs on it."""
    if organisation is None or organisation.created_at != made_with.created_at:
        return
    links = (one for one in organisation._meta.related_objects if not one.hidden)
    if not any(
        one.related_model._base_manager.filter(**{one.field.name: organisation}).exists()
        for one in links
        if isinstance(one, models.ManyToOneRel)
    ):
        organisation.delete()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
