"""The signed link that stops the morning digest without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from contacts.models import Account

_SIGNER = signing.Signer(salt="interviews.unsubscribe")


def unsubscribe_url(account: Account) -> str:
    """Return the whole address; it does not expire, as letters are kept for years."""
    path = reverse("unsubscribe", args=[_SIGNER.sign(str(account.pk))])
    return f"{settings.SITE_URL}{path}"


def account_of(token: str) -> Account | None:
    """Return whose link it is, or None for one that we did not sign or whose account is gone."""
    try:
        return Account.objects.filter(pk=_SIGNER.unsign(token)).first()
    except signing.BadSignature:
        return None


def stop_digest(account: Account) -> None:
    """Switch the morning digest off."""
    account.wants_digest = False
    account.save(update_fields=["wants_digest"])
