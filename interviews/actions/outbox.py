"""The one way out: every letter is recorded here, then taken by a worker that sends it."""

from collections.abc import Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from config.kit import clock
from config.kit.jobs import hand_over
from contacts.models import Account
from interviews.models import Letter

# Jobs that send go before others that wait: somebody may be waiting to sign in.
AHEAD = 10


@transaction.atomic
def record(letter: Letter, *, at: datetime) -> Letter:
    """Save a new letter, queue it in the current transaction and return it.

    Its Message-ID, and its day where none is set, follow from the rest.
    """
    _complete(letter, at)
    letter.save()
    wake()
    return letter


def record_all(letters: Sequence[Letter], *, at: datetime) -> list[Letter]:
    """Save new letters as `record` does and return those whose keys were free.

    Wakes nobody: call `wake()` after each batch.
    """
    for letter in letters:
        _complete(letter, at)
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    saved = Letter.objects.filter(uid__in=[letter.uid for letter in letters]).order_by()
    keys = dict(saved.values_list("uid", "pk"))
    for letter in letters:
        letter.pk = keys.get(letter.uid)
    return [letter for letter in letters if letter.pk]


def _complete(letter: Letter, at: datetime) -> None:
    letter.message_id = f"<{letter.uid.hex}@{settings.MAIL_DOMAIN}>"
    letter.subject = letter.subject[:200]
    letter.try_at = at
    if letter.local_day is None:
        letter.local_day = clock.day_of(at, letter.account.zone)


def wake() -> None:
    """Have a worker look for letters to send as soon as the current transaction is done.

    Without it they wait for the next full minute (interviews.jobs).
    """
    hand_over("send_letters", priority=AHEAD)


def own_address(account: Account) -> str:
    """Return the address that letters to an account itself go to; empty while none is proved."""
    mine = EmailAddress.objects.filter(user=account, primary=True, verified=True)
    return mine.values_list("email", flat=True).first() or ""
