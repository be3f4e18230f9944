"""The signed links that letters hold: what one lets its reader do, and how it is read back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from contacts.models import Account
from interviews.mail.kinds import WANTED
from interviews.models import FollowUp, LetterKind
from interviews.rules.stages import Stage
from interviews.sentences import is_unsaid

_SALT = "interviews.letter-link"
# 96 bits: far beyond guessing at a page that counts guesses, and short enough for one line of text.
_SIGNATURE = 12
_UID = 16
_STOP_SALT = "interviews.unsubscribe"


class Action(StrEnum):
    """What a link does to a follow-up, or says of the talk that it asks about."""

    DONE = "done"
    SNOOZE = "snooze"
    DROP = "drop"
    TALKED = "talked"
    MISSED = "missed"


SETTLING = (Action.DONE, Action.SNOOZE, Action.DROP)
# What became of a talk, and where that leaves it.
TELLING = {Action.TALKED: Stage.HELD, Action.MISSED: Stage.MISSED}


def offered(follow_up: FollowUp, *, at: datetime) -> tuple[Action, ...]:
    """Return which links go with a follow-up: one about a talk that nobody spoke of asks for that first.

    While that talk is still to come, none.
    """
    if not is_unsaid(follow_up):
        return SETTLING
    talk = follow_up.interview
    is_over = talk and talk.stage == Stage.SCHEDULED and talk.ends_at and talk.ends_at <= at
    return tuple(TELLING) if is_over else ()


# How a link names them, in one byte.
_CODES = {
    Action.DONE: b"d",
    Action.SNOOZE: b"s",
    Action.DROP: b"x",
    Action.TALKED: b"t",
    Action.MISSED: b"m",
}
_ACTIONS = {code: action for action, code in _CODES.items()}


@dataclass(frozen=True)
class Link:
    """What a link names: one thing to do with one follow-up, for whoever has that letter."""

    letter_uid: UUID
    follow_up_id: int
    action: Action


def action_url(letter_uid: UUID, follow_up: FollowUp, action: Action) -> str:
    """Return the whole address that does something with a follow-up.

    `letter_uid` is the `uid` of the letter it stands in; the link is good as long as
    `interviews.actions.mail_links` says, counted from that letter's day.
    """
    token = token_of(Link(letter_uid, follow_up.pk, action))
    return f"{settings.SITE_URL}{reverse('letter-link', args=[token])}"


def token_of(link: Link) -> str:
    """Return a link as it stands in an address: some 45 letters that say nothing to a reader."""
    number = link.follow_up_id.to_bytes((link.follow_up_id.bit_length() + 7) // 8)
    said = _CODES[link.action] + link.letter_uid.bytes + number
    return _spelled(_signature(said, settings.SECRET_KEY) + said)


def read(token: str) -> Link | None:
    """Return what a link names, or None for one that we did not sign, or that is not whole."""
    try:
        whole = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (NotBase64, UnicodeEncodeError):
        return None
    signature, said = whole[:_SIGNATURE], whole[_SIGNATURE:]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    is_ours = any(constant_time_compare(signature, _signature(said, key)) for key in keys)
    # The decoder passes over what it does not know; a link has one spelling.
    if not is_ours or _spelled(whole) != token:
        return None
    uid, number = said[1 : 1 + _UID], said[1 + _UID :]
    return Link(UUID(bytes=uid), int.from_bytes(number), _ACTIONS[said[:1]])


def _spelled(whole: bytes) -> str:
    return urlsafe_b64encode(whole).decode().rstrip("=")


def _signature(said: bytes, key: str | bytes) -> bytes:
    return salted_hmac(_SALT, said, secret=key, algorithm="sha256").digest()[:_SIGNATURE]


def unsubscribe_url(account: Account, kind: LetterKind | str) -> str:
    """Return the whole address that switches one kind of letter off.

    It does not expire, as letters are kept for years.
    """
    token = signing.Signer(salt=_STOP_SALT).sign(f"{account.pk}.{LetterKind(kind).value}")
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[token])}"


def subscription_of(token: str) -> tuple[int, LetterKind] | None:
    """Return whose letters of which kind a link switches off, or None for one we did not sign.

    The first letters had links that name no kind: there were digests only.
    """
    try:
        whose, _, kind = signing.Signer(salt=_STOP_SALT).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    kind = kind or LetterKind.DIGEST.value
    return (int(whose), LetterKind(kind)) if kind in WANTED else None
