"""How letters are written for a page of accounts: held, once each, whatever happens to one of them."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from allauth.account.models import EmailAddress
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_noop

from config.kit.jobs import hand_over_once
from contacts.models import Account
from interviews.actions.outbox import record_all, wake
from interviews.mail.wording import Content, written
from interviews.models import Cause, FollowUp, Letter, LetterKind, LetterState

logger = logging.getLogger(__name__)

# So many accounts are held at once, for about a second: somebody who books a time waits for that.
PAGE = 100


@dataclass(frozen=True)
class Draft:
    """A letter without its words, and what finds them; None when there is nothing to say after all."""

    letter: Letter
    find: Callable[[], Content | None]


class Planner(Protocol):
    """What is known of one kind of letter (a module is one)."""

    KIND: LetterKind

    def waiting(self, at: datetime) -> Iterator[int]:
        """Yield the accounts that may get one now, each once; nobody is held."""

    def drafts(
        self, accounts: Sequence[Account], *, at: datetime, is_again: bool
    ) -> Iterator[Draft]:
        """Yield the letters that these accounts get now, and mark what is seen to with that.

        The accounts are held and in use; they may not want it any more. `is_again` lets those pass
        that are marked, because writing failed.
        """


def write_page_or_each(planner: Planner, ids: Sequence[int], *, at: datetime) -> int:
    """Write a page of letters, or each by itself where the page fails as a whole; return how many."""
    try:
        return write_page(planner, ids, at=at)
    except (OperationalError, InterfaceError):
        # The database is away, or gave way to somebody else: the next run goes on from here.
        raise
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
def write_page(planner: Planner, ids: Sequence[int], *, at: datetime) -> int:
    """Record the letters of some accounts; return how many. Accounts held elsewhere are left alone.

    What fails for one account stops no other: it is logged and tried again by a job of its own.
    """
    accounts, addresses = _held(ids)
    letters = []
    for draft in planner.drafts(accounts, at=at, is_again=False):
        try:
            with transaction.atomic():
                is_written = _fill(draft, addresses)
        except Exception:
            _try_again(planner, draft.letter.account_id)
        else:
            letters += [draft.letter] if is_written else []
    return _record(letters, at=at)


@transaction.atomic
def write_again(
    planner: Planner, account_id: int, *, at: datetime, is_last: bool
) -> Exception | None:
    """Write for one account what failed before; return what fails again.

    The last time that leaves a letter without words which says that it failed, so that its owner
    sees it and nobody tries again.
    """
    accounts, addresses = _held([account_id], is_waited_for=True)
    letters, failure = [], None
    for draft in planner.drafts(accounts, at=at, is_again=True):
        try:
            with transaction.atomic():
                is_written = _fill(draft, addresses)
        except Exception as error:
            failure = error
            if is_last:
                _bury(draft.letter, to=addresses[account_id], at=at)
        else:
            letters += [draft.letter] if is_written else []
    _record(letters, at=at)
    return failure


def _try_again(planner: Planner, account_id: int) -> None:
    """Log what was raised just now, and have a job of its own try again."""
    logger.exception("No %s could be written for account %s", planner.KIND, account_id)
    lock, kind = f"{planner.KIND}:{account_id}", planner.KIND.value
    hand_over_once("write_letter", lock=lock, kind=kind, account_id=account_id)


def _held(
    ids: Sequence[int], *, is_waited_for: bool = False
) -> tuple[list[Account], dict[int, str]]:
    """Return those accounts in use that nobody else holds, and the addresses proved to be theirs.

    With `is_waited_for` those that somebody holds are waited for: no other run comes by for them.
    """
    mine = EmailAddress.objects.filter(user__in=ids, primary=True, verified=True)
    addresses = dict(mine.values_list("user_id", "email"))
    accounts = Account.objects.present().filter(pk__in=ids).order_by("pk")
    free = accounts.select_for_update(skip_locked=not is_waited_for, no_key=True)
    return list(free), addresses


def _fill(draft: Draft, addresses: Mapping[int, str]) -> bool:
    """Give a letter its words; return whether there is anything to say, and anywhere to send it."""
    letter = draft.letter
    content = draft.find() if letter.account_id in addresses else None
    if content is None:
        return False
    words = written(content, letter.uid)
    letter.to = addresses[letter.account_id]
    letter.subject, letter.text, letter.html = words.subject, words.text, words.html
    letter.told, letter.sheets_of = [*words.told], [*words.sheets_of]
    return True


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


def _bury(letter: Letter, *, to: str, at: datetime) -> None:
    """Record a letter that could not even be written."""
    letter.to, letter.state, letter.cause = to, LetterState.FAILED, Cause.ANOTHER
    letter.subject = str(LetterKind(letter.kind).label)
    letter.error = gettext_noop(
        "It could not be written. Whoever runs this site finds why in its log."
    )
    record_all([letter], at=at)


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
