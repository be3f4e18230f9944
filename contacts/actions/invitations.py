"""Make links that let somebody in, and count them as used."""

from datetime import datetime, timedelta

from contacts.models import Account, Invitation


def invite(*, at: datetime, email: str = "", days: int = 14) -> Invitation:
    """Return a link for one sign-up, good for so many days; with `email` only for that address."""
    return Invitation.objects.create(email=email.lower(), expires_at=at + timedelta(days=days))


def spend(*, invitation: Invitation, account: Account, at: datetime) -> bool:
    """Mark the link as used by the account; return False when somebody was faster."""
    unused = Invitation.objects.filter(pk=invitation.pk, used_at=None)
    return unused.update(used_at=at, used_by=account) == 1
