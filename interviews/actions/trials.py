"""The letter that somebody sends to themselves to see whether letters arrive."""

from datetime import datetime, timedelta

from django.db import transaction

from config.kit.mail import way_out
from contacts.models import Account
from interviews.actions.hosts import try_soon
from interviews.actions.outbox import own_address, record
from interviews.mail.trial import Trial
from interviews.mail.wording import write
from interviews.models import Letter, LetterKind

# Who waits at the screen has gone by then, and a test that arrives tomorrow only puzzles.
USEFUL_FOR = timedelta(hours=1)


@transaction.atomic
def send_trial(account: Account, *, at: datetime) -> Letter | None:
    """Record a test letter to an account's own address, ahead of all others; None without one.

    A mail server that is held back is tried for it: who mends one wants to see whether it works.
    """
    mine = own_address(account)
    if not mine:
        return None
    letter = Letter(
        account=account, kind=LetterKind.TEST, to=mine, is_urgent=True, until=at + USEFUL_FOR
    )
    write(letter, Trial(account, at))
    try_soon(way_out().name, at=at)
    return record(letter, at=at)
