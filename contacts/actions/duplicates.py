"""Propose pairs that may be one and the same, and keep what is decided about them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import (
    Account,
    ImportRun,
    OrganisationDuplicate,
    PersonDuplicate,
)
from contacts.rules.sameness import Organisation, alike

_BATCH = 2000
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


def dismiss(*, pair: Pair, at: datetime) -> None:
    """Decide that they are two; the pair is never proposed again."""
    pair.dismissed_at = pair.dismissed_at or at
    pair.save(update_fields=["dismissed_at"])


def reopen(*, pair: Pair) -> None:
    """Take the decision back."""
    pair.dismissed_at = None
    pair.save(update_fields=["dismissed_at"])
