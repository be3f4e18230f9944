"""The letter that somebody sends to themselves to see whether letters arrive."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from contacts.models import Account
from interviews.actions.outbox import record
from interviews.models import Letter, LetterKind

# Who waits at the screen has gone by then, and a test that arrives tomorrow only puzzles.
USEFUL_FOR = timedelta(hours=1)


@transaction.atomic
def send_trial(account: Account, *, at: datetime) -> Letter | None:
    """Record a test letter to an account's own address, ahead of all others; None without one."""
    mine = EmailAddress.objects.filter(user=account, primary=True, verified=True).first()
    if mine is None:
        return None
    with translation.override(account.language):
        subject, line = gettext("A test letter from Askwell"), gettext("Letters reach you.")
    letter = Letter(
        account=account,
        kind=LetterKind.TEST,
        to=mine.email,
        subject=subject,
        text=line,
        html=f"<!doctype html><html lang={account.language}><title>{subject}</title><p>{line}",
        is_urgent=True,
        until=at + USEFUL_FOR,
    )
    return record(letter, at=at)
