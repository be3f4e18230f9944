"""Addresses that take no mail: how one is stopped, looked up and lifted."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_noop

from interviews.models import Letter, StoppedAddress
from interviews.rules.addresses import one_spelling

# Why a letter to one does not leave; kept with the letter, translated where it is shown.
TAKES_NO_MAIL = gettext_noop(
    "Mail to this address came back, so nothing is sent there until somebody says that it works again."
)


def stop(
    address: str,
    *,
    at: datetime,
    code: int | None = None,
    reason: str = "",
    letter: Letter | None = None,
) -> None:
    """Send nothing to an address from now on; one that is stopped already keeps its first reason.

    `code` and `reason` are the mail server's (550, and its words). However many say so at once, one
    row comes of it.
    """
    row = StoppedAddress(
        address=one_spelling(address), stopped_at=at, code=code, reason=reason, letter=letter
    )
    StoppedAddress.objects.bulk_create([row], ignore_conflicts=True)


def stopped_among(addresses: Iterable[str]) -> dict[str, StoppedAddress]:
    """Return those of these addresses that take no mail, by how they are written here; one query."""
    spellings = {address: one_spelling(address) for address in addresses}
    rows = StoppedAddress.objects.filter(address__in=set(spellings.values()))
    stopped = {row.address: row for row in rows}
    return {here: stopped[one] for here, one in spellings.items() if one in stopped}


def is_stopped(address: str) -> bool:
    """Return whether one address takes no mail."""
    return bool(stopped_among([address]))


def lift(address: str) -> bool:
    """Let mail go to an address again; return False where it was not stopped."""
    gone, _ = StoppedAddress.objects.filter(address=one_spelling(address)).delete()
    return gone > 0
