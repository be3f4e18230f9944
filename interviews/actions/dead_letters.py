"""Letters that could not be sent: looked at by their owner, and sent again where that makes sense."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Account
from interviews.actions.outbox import wake
from interviews.actions.planning_letters import take_back
from interviews.mail.leave import why_not
from interviews.models import Letter, LetterKind, LetterState
from interviews.rules.delivering import OLDEST


def look_at(account: Account, *kinds: LetterKind) -> None:
    """Note that the owner has seen all letters (of these kinds) that failed."""
    failed = account.letters.filter(state=LetterState.FAILED, is_seen=False)
    (failed.filter(kind__in=kinds) if kinds else failed).update(is_seen=True)


@transaction.atomic
def send_again(account: Account, letter_id: int, *, at: datetime) -> str:
    """Queue a letter that failed once more, with all its attempts; or return why that is no use.

    It keeps its Message-ID, so that a mailbox that has it already shows it once.
    """
    letter = account.letters.select_for_update(of=("self",), no_key=True).get(pk=letter_id)
    if letter.state != LetterState.FAILED:
        return _("It waits to be sent already, or has left.")
    if why := why_not_again([letter], at=at)[letter.pk]:
        return why
    letter.state, letter.try_at, letter.attempts = LetterState.QUEUED, at, 0
    letter.claim = letter.handed_at = letter.code = None
    letter.cause = letter.error = ""
    letter.is_seen = False
    letter.save()
    take_back(letter)
    wake()
    return ""


def why_not_again(letters: Sequence[Letter], *, at: datetime) -> dict[int, str]:
    """Return why each letter that failed is not sent again, or nothing; few queries for any number."""
    for letter in letters:
        # That an answer is missing is no reason for who has looked into the mailbox.
        letter.handed_at = None
    reasons = why_not(letters, at=at)
    return {
        letter.pk: _why_none(letter, at=at)
        or (_(reasons[letter.pk].words) if letter.pk in reasons else "")
        for letter in letters
    }


def _why_none(letter: Letter, *, at: datetime) -> str:
    """Return why nobody could make use of it any more."""
    if letter.kind == LetterKind.SIGN_IN:
        return _(
            "Its link is not kept, for safety. Ask for a new one where you asked for this one."
        )
    if letter.kind == LetterKind.TEST:
        return _("Send yourself a new one, above.")
    if not letter.text:
        return _("It could not be written; what it would have told comes with the next letter.")
    if (letter.until and at >= letter.until) or at >= letter.created_at + OLDEST:
        return _("Its time is over: it would tell what was, not what is.")
    return ""
