"""What can be done to the organisations of a search: list, score, begin, rule out, bring back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from contacts.actions.organisations import organisation_called, restore_organisation
from contacts.actions.pool import promote_organisations
from contacts.models import Organisation, Search, Target
from contacts.rules.targets import MOST_TARGETS, NAME_LENGTH, Outcome, State, entering


@dataclass(frozen=True)
class Listed:
    """A name as typed, what became of it, and the target where there is one."""

    name: str
    outcome: Outcome
    target: Target | None = None


@transaction.atomic
def list_organisation(
    *, search: Search, organisation: Organisation, at: datetime, lane: str = ""
) -> tuple[Target, bool]:
    """Return the organisation's target in the search, and whether it is new.

    The organisation leaves the pool and the archive: somebody wants to look at it.
    """
    target, is_new = search.targets.get_or_create(
        organisation=organisation,
        defaults={"account_id": search.account_id, "lane": lane, "created_at": at},
    )
    if is_new:
        promote_organisations(organisations=Organisation.objects.filter(pk=organisation.pk))
        if organisation.archived_at:
            restore_organisation(organisation=organisation)
    return target, is_new


@transaction.atomic
def list_names(
    *, search: Search, names: Iterable[str], at: datetime, lane: str = ""
) -> list[Listed]:
    """Turn names into targets, and return what became of each, in the order typed.

    A name or alias that is known leads to that organisation, any other makes a new one.
    """
    _lock(search)
    room = MOST_TARGETS - search.targets.count()
    listed: list[Listed] = []
    seen: set[int] = set()
    for name in names:
        one = _list_name(search, name, at=at, lane=lane, seen=seen, has_room=room > 0)
        room -= one.outcome in (Outcome.NEW, Outcome.KNOWN)
        listed.append(one)
    return listed


def _list_name(
    search: Search, name: str, *, at: datetime, lane: str, seen: set[int], has_room: bool
) -> Listed:
    if len(name) > NAME_LENGTH:
        return Listed(name, Outcome.TOO_LONG)
    known = search.account.organisations.all().named(name)
    if known is None and not has_room:
        return Listed(name, Outcome.NO_ROOM)
    organisation = known or organisation_called(account=search.account, name=name, at=at)
    assert organisation is not None, "empty names are no names"
    if organisation.pk in seen:
        return Listed(name, Outcome.REPEATED)
    seen.add(organisation.pk)
    before = search.targets.filter(organisation=organisation).first()
    if before:
        is_out = before.state is State.RULED_OUT
        return Listed(name, Outcome.RULED_OUT if is_out else Outcome.ALREADY, before)
    if not has_room:
        return Listed(name, Outcome.NO_ROOM)
    target, _ = list_organisation(search=search, organisation=organisation, at=at, lane=lane)
    return Listed(name, Outcome.KNOWN if known else Outcome.NEW, target)


@transaction.atomic
def fill_places(*, search: Search, at: datetime) -> list[Target]:
    """Let the best waiting take the free places; return them."""
    _lock(search)
    return _enter(search, at=at)


@transaction.atomic
def empty_places(*, search: Search, targets: Iterable[Target]) -> None:
    """Take back that these entered, where they are still worked on."""
    _lock(search)
    keys = [target.pk for target in targets]
    search.targets.in_state(State.ACTIVE).filter(pk__in=keys).update(entered_at=None)


@transaction.atomic
def rule_out(*, target: Target, reason: str, at: datetime) -> Target | None:
    """Rule an organisation out; return the one that takes its place, if it had one."""
    _lock(target.search)
    target.refresh_from_db(fields=["entered_at", "helper_at", "ruled_out_at"])
    was_active = target.state is State.ACTIVE
    target.ruled_out_at, target.reason = target.ruled_out_at or at, reason
    target.save(update_fields=["ruled_out_at", "reason"])
    return _next(target.search, at=at) if was_active else None


@transaction.atomic
def find_helper(*, target: Target, at: datetime) -> Target | None:
    """Note that somebody there helps; return the one that takes its place, if it had one."""
    _lock(target.search)
    target.refresh_from_db(fields=["entered_at", "helper_at", "ruled_out_at"])
    was_active = target.state is State.ACTIVE
    target.helper_at = target.helper_at or at
    target.save(update_fields=["helper_at"])
    return _next(target.search, at=at) if was_active else None


@transaction.atomic
def bring_back(*, target: Target, instead_of: Target | None = None) -> None:
    """Take back that a target was ruled out, else that a helper was found.

    It is worked on again if it was before and a place is free, otherwise it waits. `instead_of`
    entered in its place and waits again, as if nothing had happened.
    """
    search = target.search
    _lock(search)
    target.refresh_from_db(fields=["entered_at", "helper_at", "ruled_out_at"])
    if target.ruled_out_at:
        target.ruled_out_at, target.reason = None, ""
    else:
        target.helper_at = None
    if instead_of:
        empty_places(search=search, targets=[instead_of])
    worked_on = search.targets.in_state(State.ACTIVE).exclude(pk=target.pk).count()
    if target.state is State.ACTIVE and worked_on >= search.places:
        target.entered_at = None
    target.save(update_fields=["ruled_out_at", "reason", "helper_at", "entered_at"])


def _lock(search: Search) -> None:
    """Let nobody else fill the places of this search until the transaction ends."""
    Search.objects.select_for_update().get(pk=search.pk)


def _next(search: Search, *, at: datetime) -> Target | None:
    """Let the best waiting one in, and nobody else: further free places are filled when asked."""
    entered = _enter(search, at=at, at_most=1)
    return entered[0] if entered else None


def _enter(search: Search, *, at: datetime, at_most: int | None = None) -> list[Target]:
    targets = {target.pk: target for target in search.targets.scored()}
    standings = [target.standing for target in targets.values()]
    entered = [targets[one.key] for one in entering(standings, places=search.places)[:at_most]]
    search.targets.filter(pk__in=[target.pk for target in entered]).update(entered_at=at)
    return entered
