"""Propose pairs that may be one and the same, and keep what is decided about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from contacts.models import (
    Account,
    ImportRun,
    OrganisationDuplicate,
    PersonDuplicate,
    Reach,
    ReachKind,
)
from contacts.rules import namesakes
from contacts.rules.namesakes import Kinship, Someone
from contacts.rules.sameness import Organisation, alike

_BATCH = 2000
# As many pairs of people as anybody decides about before looking again.
AT_ONCE = 500
# Of more people, or organisations, than this the worker looks for pairs: seconds instead of tenths.
AT_A_PRESS = 5_000
# An address of more people than this is an office's, not a person's.
SHARED = 4
_OWN_KINDS = (ReachKind.EMAIL, ReachKind.PHONE, ReachKind.LINKEDIN, ReachKind.WECHAT)
type Pair = PersonDuplicate | OrganisationDuplicate


@transaction.atomic
def propose_people(
    *,
    account: Account,
    pairs: Iterable[tuple[int, int, str]],
    run: ImportRun | None,
    at: datetime,
) -> int:
    """Put pairs of people (two keys and the reason) on the review list; return how many are new.

    Pairs known already are left as they are: what was decided to be two is never proposed again.
    Keys that are no people of this account are passed over.
    """
    proposed = {
        (min(one, other), max(one, other)): reason for one, other, reason in pairs if one != other
    }
    keys = {key for pair in proposed for key in pair}
    own = set(account.people.filter(pk__in=keys).values_list("pk", flat=True))
    known = account.person_duplicates
    before = known.count()
    PersonDuplicate.objects.bulk_create(
        (
            PersonDuplicate(
                account=account, person_id=one, other_id=other, reason=reason, run=run, found_at=at
            )
            for (one, other), reason in proposed.items()
            if one in own and other in own
        ),
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    return known.count() - before


@transaction.atomic
def propose_organisations(*, account: Account, run: ImportRun | None, at: datetime) -> int:
    """Put the organisations that may be one on the review list; return how many pairs are new.

    With a run those that came with it are compared with all of the account's, otherwise all with
    each other.
    """
    rows = account.organisations.order_by("pk").values_list("pk", "name", "aliases", "imported_in")
    organisations = [
        Organisation(pk, (name, *aliases), is_new=run is None or imported_in == run.pk)
        for pk, name, aliases, imported_in in rows
    ]
    known = account.organisation_duplicates
    before = known.count()
    OrganisationDuplicate.objects.bulk_create(
        (
            OrganisationDuplicate(
                account=account,
                organisation_id=one,
                other_id=other,
                reason=_(likeness.label),
                run=run,
                found_at=at,
            )
            for one, other, likeness in alike(organisations)
        ),
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    return known.count() - before


@transaction.atomic
def look_for_people(*, account: Account, at: datetime) -> int:
    """Compare all of the account's people with each other; return how many pairs are new.

    At most AT_ONCE; looking again goes on from there. Two different profiles are two people,
    whatever their names.
    """
    known = set(account.person_duplicates.values_list("person_id", "other_id"))
    found = [pair for pair in _alike(account) if pair[:2] not in known]
    found.sort(key=lambda pair: list(Kinship).index(pair[2]))
    profiles = _profiles({key for one, other, _kinship in found for key in (one, other)})
    pairs = [
        (one, other, _(kinship.label))
        for one, other, kinship in found
        if not (one in profiles and other in profiles and profiles[one].isdisjoint(profiles[other]))
    ]
    return propose_people(account=account, pairs=pairs[:AT_ONCE], run=None, at=at)


def look_through(*, account: Account, at: datetime) -> int:
    """Compare all people and all organisations with each other; return how many pairs are new."""
    found = look_for_people(account=account, at=at)
    return found + propose_organisations(account=account, run=None, at=at)


def is_much_to_look_through(*, account: Account) -> bool:
    """Return whether looking through all of them may take longer than anybody waits for a page."""
    people, places = account.people.order_by(), account.organisations.order_by()
    return any(rows[AT_A_PRESS : AT_A_PRESS + 1].exists() for rows in (people, places))


def dismiss(*, pair: Pair, at: datetime) -> None:
    """Decide that they are two; the pair is never proposed again."""
    pair.dismissed_at = pair.dismissed_at or at
    pair.save(update_fields=["dismissed_at"])


def reopen(*, pair: Pair) -> None:
    """Take the decision back."""
    pair.dismissed_at = None
    pair.save(update_fields=["dismissed_at"])


def _alike(account: Account) -> Iterator[tuple[int, int, Kinship]]:
    """Yield pairs with the smaller key first, those of one address before those of one name."""
    once: set[tuple[int, int]] = set()
    shared = (
        account.reaches.filter(kind__in=_OWN_KINDS)
        .order_by()
        .values("kind", written=Lower("value"))
        .annotate(count=Count("person", distinct=True), people=ArrayAgg("person", distinct=True))
        .filter(count__gt=1, count__lte=SHARED)
    )
    for row in shared:
        for one, other in combinations(sorted(row["people"]), 2):
            if (one, other) not in once:
                once.add((one, other))
                yield one, other, Kinship.ADDRESS
    rows = account.people.order_by("pk").values_list(
        "pk", "name", "organisation", "is_family_first"
    )
    for one, other, kinship in namesakes.alike(Someone(*row) for row in rows):
        if (one, other) not in once:
            yield one, other, kinship


def _profiles(keys: set[int]) -> dict[int, set[str]]:
    profiles: dict[int, set[str]] = defaultdict(set)
    reaches = Reach.objects.filter(person__in=keys, kind=ReachKind.LINKEDIN)
    for key, value in reaches.values_list("person", "value"):
        profiles[key].add(value.lower())
    return profiles
