"""How letters are written for a page of accounts: held, once each, whatever happens to one of them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from config.kit.jobs import hand_over
from contacts.models import Account
from interviews.actions.outbox import record
from interviews.models import FollowUp, Letter, LetterKind

logger = logging.getLogger(__name__)

# So many accounts are held at once, for about a second: somebody who books a time waits for that.
PAGE = 100

# Writes a letter, or finds that there is nothing to say.
type Write = Callable[[], Letter | None]


class Planner(Protocol):
    """What is known of one kind of letter (a module is one)."""

    KIND: LetterKind

    def waiting(self, at: datetime) -> Iterator[int]:
        """Yield the accounts that may get one now, each once; nobody is held."""

    def todo(
        self, accounts: Sequence[Account], *, at: datetime, is_again: bool
    ) -> Iterator[tuple[Account, Write]]:
        """Yield who of these gets one now, and how it is written; marks what is dealt with.

        The accounts are held, and are those in use that still want it. `is_again` lets those pass
        that are marked, because writing failed.
        """


@transaction.atomic
def write_page(
    planner: Planner, ids: Sequence[int], *, at: datetime, is_again: bool = False
) -> int:
    """Record the letters of some accounts; return how many. Accounts held elsewhere are left alone.

    What fails for one account stops no other: it is logged and tried again by a job of its own.
    """
    held = Account.objects.present().filter(pk__in=ids)
    accounts = list(held.select_for_update(skip_locked=True, no_key=True).order_by("pk"))
    mine = EmailAddress.objects.filter(user__in=accounts, primary=True, verified=True)
    addresses = dict(mine.values_list("user_id", "email"))
    count = 0
    for account, write in planner.todo(
        [one for one in accounts if one.pk in addresses], at=at, is_again=is_again
    ):
        try:
            with transaction.atomic():
                count += _written(write, to=addresses[account.pk], at=at)
        except Exception:
            if is_again:
                raise
            logger.exception("No %s could be written for account %s", planner.KIND, account.pk)
            hand_over("write_letter", kind=planner.KIND.value, account_id=account.pk)
    return count


def _written(write: Write, *, to: str, at: datetime) -> bool:
    """Return whether a letter was recorded; what it tells is announced with it."""
    letter = write()
    if letter is None:
        return False
    letter.to = to
    if record(letter, at=at) is None:
        return False
    if letter.told:
        # Who is just at work on one of them is not waited for: at worst it is told again.
        free = FollowUp.objects.filter(pk__in=letter.told).order_by()
        free = free.select_for_update(skip_locked=True, no_key=True)
        told = FollowUp.objects.filter(pk__in=free.values("pk"), account=letter.account_id)
        told.update(announced_on=_announced_on(letter))
    return True


def give_back(letter: Letter) -> None:
    """Let the next letter tell what this one did not, since it failed or was dropped."""
    told = FollowUp.objects.filter(pk__in=letter.told, account=letter.account_id)
    told.filter(announced_on=_announced_on(letter)).update(announced_on=None)


def _announced_on(letter: Letter) -> Greatest:
    """Return the day up to which a letter tells a step: its own, or the one it is due on later."""
    return Greatest("due_on", Value(letter.local_day))
