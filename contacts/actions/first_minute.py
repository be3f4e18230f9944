"""Links that sign in without a password, for whoever sits at the computer Askwell runs on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from contacts.models import Account, Invitation

# Long enough to find the browser, short enough to be worthless in a log.
VALID_FOR = timedelta(minutes=30)


@transaction.atomic
def open_first_minute(*, at: datetime) -> Invitation | None:
    """Return a link that makes the first account, or None once there is one."""
    if Account.objects.exists():
        return None
    return Invitation.objects.create(is_first_minute=True, expires_at=at + VALID_FOR)


def open_door(account: Account, *, at: datetime) -> Invitation:
    """Return a link that signs in to an account that exists: the sample one."""
    return Invitation.objects.create(account=account, expires_at=at + VALID_FOR)


def close_doors() -> None:
    """Withdraw all such links that nobody used: each start prints its own, or none."""
    ours = Q(is_first_minute=True) | Q(account__isnull=False)
    Invitation.objects.filter(ours, used_at=None).delete()
