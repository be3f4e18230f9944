"""How letters are written for a page of accounts: held, once each, whatever happens to one of them."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_noop

from config.kit.jobs import hand_over_once
from contacts.models import Account
from interviews.actions.outbox import record_all, wake
from interviews.mail.wording import Content, write
from interviews.models import Cause, FollowUp, Letter, LetterKind, LetterState

logger = logging.getLogger(__name__)

# So many accounts are held at once, for about a second: somebody who books a time waits for that.
PAGE = 100


class Planner(Protocol):
    """What is known of one kind of letter (a module is one)."""

    KIND: LetterKind

    def waiting(self, at: datetime) -> Iterator[int]:
        """Yield the accounts that may get one now, each once; nobody is held."""

    def letters(self, accounts: Sequence[Account], *, at: datetime) -> list[Letter]:
        """Return the letters that these accounts get now, without words; mark what is seen to so.

        The accounts are held and in use; they may not want it any more.
        """

    def contents(
        self, letters: Sequence[Letter], *, at: datetime
    ) -> Iterable[tuple[Letter, Content]]:
        """Yield what those letters tell that have anything to tell."""


def write_page_or_each(planner: Planner, ids: Sequence[int], *, at: datetime) -> int:
    """Write a page of letters, or each by itself where one fails; return how many.

    Who cannot be written to is logged, and tried again by a job of their own; where not even that can
    be noted, since the database is away, this raises, and the next run goes on from here.
    """
    try:
        return write_page(planner, ids, at=at)
    except Exception:
        logger.exception("No %s could be written for a page of accounts", planner.KIND)
    count = 0
    for account_id in ids:
        try:
            count += write_page(planner, [account_id], at=at)
        except Exception:
            _try_again(planner, account_id)
    return count


@transaction.atomic
def write_page(
    planner: Planner, ids: Sequence[int], *, at: datetime, is_waited_for: bool = False
) -> int:
    """Record the letters of some accounts; return how many.

    Accounts held elsewhere are left alone, or waited for.
    """
    return _write(planner, _letters(planner, ids, at, is_waited_for=is_waited_for), at)


def write_again(planner: Planner, account_id: int, *, at: datetime, is_last: bool) -> None:
    """Write for one account what failed before; raise what fails again.

    The last time that leaves a letter without words which says that it failed, so that its owner
    sees it and nobody tries again.
    """
    try:
        write_page(planner, [account_id], at=at, is_waited_for=True)
    except Exception:
        if is_last:
            _write_or_bury(planner, account_id, at)
        raise


@transaction.atomic
def _write_or_bury(planner: Planner, account_id: int, at: datetime) -> None:
    for letter in _letters(planner, [account_id], at, is_waited_for=True):
        try:
            with transaction.atomic():
                _write(planner, [letter], at)
        except Exception:
            letter.state, letter.cause = LetterState.FAILED, Cause.ANOTHER
            letter.subject = str(LetterKind(letter.kind).label)
            letter.error = gettext_noop(
                "It could not be written. Whoever runs this site finds why in its log."
            )
            record_all([letter], at=at)


def _try_again(planner: Planner, account_id: int) -> None:
    """Log what was raised just now, and have a job of its own try again."""
    logger.exception("No %s could be written for account %s", planner.KIND, account_id)
    lock, kind = f"{planner.KIND}:{account_id}", planner.KIND.value
    hand_over_once("write_letter", lock=lock, kind=kind, account_id=account_id)


def _letters(
    planner: Planner, ids: Sequence[int], at: datetime, *, is_waited_for: bool
) -> list[Letter]:
    """Hold those accounts in use that nobody else holds; return their letters, with proved addresses."""
    mine = EmailAddress.objects.filter(user__in=ids, primary=True, verified=True)
    addresses = dict(mine.values_list("user_id", "email"))
    accounts = Account.objects.present().filter(pk__in=ids).order_by("pk")
    free = list(accounts.select_for_update(skip_locked=not is_waited_for, no_key=True))
    letters = planner.letters(free, at=at)
    for letter in letters:
        letter.to = addresses.get(letter.account_id, "")
    return [letter for letter in letters if letter.to]


def _write(planner: Planner, letters: Sequence[Letter], at: datetime) -> int:
    """Give letters their words and record those that have any; return how many."""
    telling = []
    for letter, content in planner.contents(letters, at=at):
        write(letter, content)
        telling.append(letter)
    return _record(telling, at=at)


def _record(letters: Sequence[Letter], *, at: datetime) -> int:
    """Record letters, announce what they tell and have them sent; return how many were new."""
    days: dict[date, list[int]] = defaultdict(list)
    recorded = record_all(letters, at=at) if letters else []
    for letter in recorded:
        days[letter.local_day] += letter.told
    for day, told in days.items():
        # Who is just at work on one of them is not waited for: at worst it is told again.
        free = FollowUp.objects.filter(pk__in=told).order_by()
        free = free.select_for_update(skip_locked=True, no_key=True)
        FollowUp.objects.filter(pk__in=free.values("pk")).update(announced_on=_up_to(day))
    if recorded:
        wake()
    return len(recorded)


def give_back(letter: Letter) -> None:
    """Let the next letter tell what this one did not, since it failed or was dropped."""
    if letter.told:
        told = FollowUp.objects.filter(pk__in=letter.told, account=letter.account_id)
        told.filter(announced_on=_up_to(letter.local_day)).update(announced_on=None)


def take_back(letter: Letter) -> None:
    """Keep the next letter from telling what this one tells after all, since it is sent again."""
    if letter.told:
        told = FollowUp.objects.filter(pk__in=letter.told, account=letter.account_id)
        told.filter(announced_on=None).update(announced_on=_up_to(letter.local_day))


def _up_to(day: date) -> Greatest:
    """Return the day up to which a letter of a day tells a step: that, or the one it is due on later."""
    return Greatest("due_on", Value(day))
