"""The one way out: every letter is recorded here, then taken by a worker that sends it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from config.kit.jobs import hand_over
from interviews.models import Letter

# Jobs that send go before others that wait: somebody may be waiting to sign in.
AHEAD = 10


@transaction.atomic
def record(letter: Letter, *, at: datetime, is_woken: bool = True) -> Letter | None:
    """Save a new letter and queue it in the current transaction; return None if its key is taken.

    Its Message-ID, and its day where none is set, follow from the rest. Whoever records many at once
    says `is_woken=False` and calls `wake()` after each batch.
    """
    _complete(letter, at)
    if letter.key and not _is_first(letter):
        return None
    letter.save()
    if is_woken:
        wake()
    return letter


def record_all(letters: Sequence[Letter], *, at: datetime) -> list[Letter]:
    """Save new letters as `record` does and return those whose keys were free; wakes nobody."""
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
        letter.local_day = at.astimezone(ZoneInfo(letter.account.zone)).date()


def wake() -> None:
    """Have a worker look for letters to send as soon as the current transaction is done.

    Without it they wait for the next full minute (interviews.jobs).
    """
    hand_over("send_letters", priority=AHEAD)


def _is_first(letter: Letter) -> bool:
    """Return whether no letter of this account has the key; the account's row settles a tie."""
    type(letter.account).objects.select_for_update(no_key=True).get(pk=letter.account_id)
    return not Letter.objects.filter(account=letter.account, key=letter.key).exists()
