"""What can be done to the organisations of a search: list, score, begin, rule out, bring back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from contacts.actions.organisations import restore_organisation
from contacts.actions.pool import promote_organisations
from contacts.models import Organisation, Search, Target
from contacts.models.searchable import plain_of
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

    A name or alias that is known leads to that organisation, any other makes a new one. However
    many names, the number of queries stays the same.
    """
    _lock(search)
    names = [" ".join(name.split()) for name in names]
    keys = plain_of(name for name in names if name and len(name) <= NAME_LENGTH)
    known: Mapping[str, Organisation] = search.account.organisations.all().named_among(keys)
    before = {one.organisation_id: one for one in search.targets.select_related("organisation")}
    plan = _Plan(search, room=MOST_TARGETS - len(before), at=at, lane=lane)
    outcomes = [
        Outcome.TOO_LONG
        if name not in keys
        else plan.take(keys[name], name, known.get(name), before)
        for name in names
    ]
    plan.write()
    return [
        Listed(name, outcome, plan.target_of(keys.get(name, ""), known.get(name), before))
        for name, outcome in zip(names, outcomes, strict=True)
    ]


class _Plan:
    """Which organisations and targets a list of names asks for, made all at once."""

    def __init__(self, search: Search, *, room: int, at: datetime, lane: str) -> None:
        self.search, self.room, self.at, self.lane = search, room, at, lane
        self.organisations: dict[str | int, Organisation] = {}
        self.targets: dict[str | int, Target] = {}
        self.seen: set[str | int] = set()

    def take(
        self, key: str, name: str, known: Organisation | None, before: Mapping[int, Target]
    ) -> Outcome:
        """Say what becomes of a name, and remember what has to be made for it."""
        place = known.pk if known else key
        if place in self.seen:
            return Outcome.REPEATED
        self.seen.add(place)
        if known and known.pk in before:
            is_out = before[known.pk].state is State.RULED_OUT
            return Outcome.RULED_OUT if is_out else Outcome.ALREADY
        if not self.room:
            return Outcome.NO_ROOM
        self.room -= 1
        account = self.search.account
        self.organisations[place] = known or Organisation(
            account=account, name=name, created_at=self.at
        )
        return Outcome.KNOWN if known else Outcome.NEW

    def write(self) -> None:
        """Make the organisations that are new and the targets, in the order they were typed."""
        new = [one for one in self.organisations.values() if one.pk is None]
        Organisation.objects.bulk_create(new)
        old = [one.pk for one in self.organisations.values() if one not in new]
        listed = Organisation.objects.filter(pk__in=old)
        promote_organisations(organisations=listed)
        listed.update(archived_at=None)
        self.targets = {
            place: Target(
                account=self.search.account,
                search=self.search,
                organisation=organisation,
                lane=self.lane,
                created_at=self.at,
            )
            for place, organisation in self.organisations.items()
        }
        Target.objects.bulk_create(self.targets.values())

    def target_of(
        self, key: str, known: Organisation | None, before: Mapping[int, Target]
    ) -> Target | None:
        """Return the target that a name led to, new or old."""
        if known:
            return self.targets.get(known.pk) or before.get(known.pk)
        return self.targets.get(key)


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
