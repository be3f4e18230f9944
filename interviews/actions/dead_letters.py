"""Letters that could not be sent: looked at by their owner, and sent again where that makes sense."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from config.kit.jobs import hand_over
from contacts.models import Account
from interviews.actions.stopping import stopped_among
from interviews.mail.kinds import WANTED
from interviews.models import Letter, LetterKind, LetterState
from interviews.telling import stands


def look_at(account: Account) -> int:
    """Note that the owner has seen every letter that failed so far; return how many were new."""
    return account.letters.filter(state=LetterState.FAILED, is_seen=False).update(is_seen=True)


@transaction.atomic
def send_again(account: Account, letter_id: int, *, at: datetime) -> str:
    """Queue a letter that failed once more, with all its attempts; or return why that is no use."""
    letters = account.letters.select_for_update(of=("self",), no_key=True)
    letter = letters.select_related("interview", "person").get(pk=letter_id)
    if letter.state != LetterState.FAILED:
        return _("It waits to be sent already, or has left.")
    if why := why_not_again([letter], account, at=at)[letter.pk]:
        return why
    letter.state, letter.try_at, letter.attempts = LetterState.QUEUED, at, 0
    letter.claim = letter.handed_at = letter.code = None
    letter.cause = letter.error = ""
    letter.is_seen = False
    letter.save()
    hand_over("send_letter", letter_id=letter.pk)
    return ""


def why_not_again(letters: Iterable[Letter], account: Account, *, at: datetime) -> dict[int, str]:
    """Return for each letter, by its number, why it makes no sense to send it again, or nothing.

    Two queries, however many letters there are; `interview` and `person` should be at hand.
    """
    letters = list(letters)
    mine = {
        address.lower()
        for address in EmailAddress.objects.filter(user=account, verified=True).values_list(
            "email", flat=True
        )
    }
    stopped = stopped_among({letter.to for letter in letters})
    return {
        letter.pk: _why_none(letter, at=at)
        or (letter.to in stopped and _why_stopped(letter, mine))
        or _why_not_mine(letter, account, mine)
        for letter in letters
    }


def _why_none(letter: Letter, *, at: datetime) -> str:
    """Return why nobody could make use of it any more."""
    if letter.kind == LetterKind.SIGN_IN or not letter.text:
        return _(
            "Its link is not kept, for safety. Ask for a new one where you asked for this one."
        )
    if letter.kind == LetterKind.TEST:
        return _("Send yourself a new one, above.")
    if letter.until and at >= letter.until:
        return _("Its time is over: it would tell you what was, not what is.")
    return ""


def _why_stopped(letter: Letter, mine: set[str]) -> str:
    if letter.to.lower() in mine:
        return _("Letters to your address came back. Say first, below, that it works again.")
    return _("Letters to this address came back. Ask for another one, or write another way.")


def _why_not_mine(letter: Letter, account: Account, mine: set[str]) -> str:
    """Return why it would not leave, by what its kind goes by; delivery looks once more."""
    if letter.kind == LetterKind.INVITATION:
        return _why_no_invitation(letter)
    wanted = WANTED.get(LetterKind(letter.kind))
    if wanted and not wanted.is_on(account):
        return _("You switched letters of this kind off.")
    return "" if letter.to.lower() in mine else _("Your address has changed since.")


def _why_no_invitation(letter: Letter) -> str:
    talk, person = letter.interview, letter.person
    if talk is None or person is None:
        return _("The talk or the person is deleted.")
    if person.is_do_not_contact:
        return _("They wish not to be contacted.")
    is_so = letter.method != "REQUEST" or stands(talk, person)
    if letter.sequence != talk.sequence or not is_so:
        return _("The talk has changed since: send a new letter from its page.")
    return ""
