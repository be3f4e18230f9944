"""What can be done to an organisation."""

from datetime import datetime
from typing import Any

from django.db import transaction

from contacts.actions.replanning import plan_at
from contacts.models import Account, Organisation


@transaction.atomic
def organisation_called(*, account: Account, name: str, at: datetime) -> Organisation | None:
    """Return the account's organisation of this name or alias, made new where there is none.

    None for an empty name. An archived one is returned as it is.
    """
    name = " ".join(name.split())
    if not name:
        return None
    known = account.organisations.all().named(name)
    if known:
        return known
    return account.organisations.get_or_create(name=name, defaults={"created_at": at})[0]


@transaction.atomic
def add_organisation(*, account: Account, name: str, at: datetime, **facts: Any) -> Organisation:
    """Return a new organisation; raise IntegrityError when one of this name exists."""
    return account.organisations.create(name=name, created_at=at, **facts)


def archive_organisation(*, organisation: Organisation, at: datetime) -> None:
    """Take it off the lists; its people stay on theirs."""
    organisation.archived_at = organisation.archived_at or at
    organisation.save(update_fields=["archived_at"])


def restore_organisation(*, organisation: Organisation) -> None:
    """Bring it back to the lists."""
    organisation.archived_at = None
    organisation.save(update_fields=["archived_at"])


@transaction.atomic
def delete_organisation(*, organisation: Organisation) -> None:
    """Delete it and its research for good; its people stay, without an organisation."""
    plan_at([organisation.pk])
    organisation.delete()
