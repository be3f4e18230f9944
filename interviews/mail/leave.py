"""Which recorded letters may not leave any more, and why; each kind has reasons of its own."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_noop

from config.kit.mail import is_mail_leaving
from interviews.actions.stopping import TAKES_NO_MAIL, stopped_among
from interviews.calendars.files import Method
from interviews.mail.digest import digest_for
from interviews.mail.kinds import WANTED
from interviews.models import Cause, FollowUp, Letter, LetterKind, LetterState
from interviews.rules.addresses import is_made_up
from interviews.rules.delivering import OLDEST
from interviews.rules.stages import Stage
from interviews.telling import stands

logger = logging.getLogger(__name__)

# Somebody waits for these, and they show whether an address works again.
ALWAYS_TRIED = (LetterKind.SIGN_IN, LetterKind.TEST)
EVENINGS = (LetterKind.THANKS, LetterKind.DEBRIEF)
# A letter that waits this long is told on Today: greylisting servers let it through about now.
PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True)
class Reason:
    """Why a letter stays here: as failed where somebody should know, as dropped where not."""

    state: LetterState
    cause: Cause
    words: str


def _dropped(words: str) -> Reason:
    return Reason(LetterState.DROPPED, Cause.ANOTHER, words)


_NOT_MINE = _dropped(gettext_noop("The account or its address changed before it left."))
_UNWANTED = _dropped(gettext_noop("Letters of this kind were switched off before it left."))
_CHANGED = _dropped(gettext_noop("The talk changed before it left."))
_SETTLED = _dropped(gettext_noop("All that it tells was done before it left."))
_STOPPED = Reason(LetterState.FAILED, Cause.ADDRESS, TAKES_NO_MAIL)
_MADE_UP = Reason(
    LetterState.FAILED,
    Cause.ANOTHER,
    gettext_noop("This address is made up: what ends in .example or .invalid is nobody’s mailbox."),
)
_UNANSWERED = Reason(
    LetterState.FAILED,
    Cause.UNKNOWN,
    gettext_noop(
        "Twice the connection was cut before the mail server answered: it may have arrived, even twice."
    ),
)


def why_not(letters: Sequence[Letter], *, at: datetime) -> dict[int, Reason]:
    """Return, by letter, why those stay that may not leave; the same few queries for any number."""
    prefetch_related_objects(letters, "account")
    prefetch_related_objects([one for one in letters if one.interview_id], "interview")
    invitations = [one for one in letters if one.kind == LetterKind.INVITATION]
    prefetch_related_objects(invitations, "interview__people", "person")
    accounts = {one.account_id for one in letters}
    proved = {
        (account, address.casefold())
        for account, address in EmailAddress.objects.filter(
            user__in=accounts, verified=True
        ).values_list("user_id", "email")
    }
    stopped = stopped_among({one.to for one in letters})
    settled = _settled(letters, at=at)
    found = {}
    for letter in letters:
        is_mine = (letter.account_id, letter.to.casefold()) in proved
        reason = _why_not(letter, is_mine=is_mine, is_stopped=letter.to in stopped, at=at)
        if letter.pk in settled:
            reason = reason or _SETTLED
        if reason:
            found[letter.pk] = reason
    return found


def _settled(letters: Sequence[Letter], *, at: datetime) -> set[int]:
    """Return the letters of which nothing that they tell is still to do.

    Digests are looked at where they waited: Today showed meanwhile what they would have said.
    """
    telling = [
        one for one in letters if one.told and (one.kind in EVENINGS or _has_waited(one, at))
    ]
    told = [key for one in telling for key in one.told]
    still = FollowUp.objects.open().order_by().filter(pk__in=told) if told else None
    todo = set(still.values_list("pk", flat=True)) if still is not None else set()
    done = [one for one in telling if todo.isdisjoint(one.told)]
    return {one.pk for one in done if one.kind in EVENINGS or not _tells_talks(one, at)}


def _has_waited(letter: Letter, at: datetime) -> bool:
    return letter.kind == LetterKind.DIGEST and letter.created_at < at - PATIENCE


def _tells_talks(digest: Letter, at: datetime) -> bool:
    """Return whether a digest would tell of talks by now; True where that cannot be found out."""
    if not hasattr(digest, "account"):
        return True
    try:
        with transaction.atomic():
            now = digest_for(digest.account, day=digest.local_day, at=at)
    except Exception:
        # No account's data keeps the letters of others.
        logger.exception("Letter %s could not be looked at again", digest.pk)
        return True
    return bool(now and now.talks)


def _why_not(letter: Letter, *, is_mine: bool, is_stopped: bool, at: datetime) -> Reason | None:
    if letter.handed_at and letter.is_repeat:
        return _UNANSWERED
    if late := _why_late(letter, at):
        return late
    if is_made_up(letter.to) and is_mail_leaving():
        return _MADE_UP
    if is_stopped and letter.kind not in ALWAYS_TRIED:
        return _STOPPED
    match letter.kind:
        case LetterKind.SIGN_IN:
            # It goes to an address that is not proved yet, to an account that may be about to leave.
            return None
        case LetterKind.INVITATION:
            return _why_no_invitation(letter, at)
        case LetterKind.TALK if not _is_note_true(letter):
            return _CHANGED
    # One deleted since its letter was taken is not there at all.
    if not (hasattr(letter, "account") and letter.account.is_present and is_mine):
        return _NOT_MINE
    wanted = WANTED.get(LetterKind(letter.kind))
    return _UNWANTED if wanted and not wanted.is_on(letter.account) else None


def _is_note_true(letter: Letter) -> bool:
    talk = letter.interview
    stands_so = talk and talk.stage == Stage.SCHEDULED and talk.starts_at == letter.until
    return bool(stands_so and talk and talk.sequence == letter.sequence)


def _why_late(letter: Letter, at: datetime) -> Reason | None:
    if letter.until and at >= letter.until:
        words = gettext_noop("The time was over in which it would have been of use.")
    elif at >= letter.created_at + OLDEST:
        words = gettext_noop("It could not be sent for five days.")
    else:
        return None
    return Reason(LetterState.FAILED, Cause.TIME, letter.error or words)


def _why_no_invitation(letter: Letter, at: datetime) -> Reason | None:
    """An invitation leaves while the talk stands as it tells, and while it can still be of use."""
    if words := _why_untrue(letter, at):
        return Reason(LetterState.FAILED, Cause.ANOTHER, words)
    return None if letter.account.is_present else _NOT_MINE


def _why_untrue(letter: Letter, at: datetime) -> str:
    talk, person = letter.interview, letter.person
    if talk is None or person is None:
        return gettext_noop("The talk or the person was deleted before it left.")
    if person.is_do_not_contact:
        return gettext_noop("They wish not to be contacted.")
    is_request = letter.method == Method.REQUEST
    # Where others take part, who cancels on the page leaves a talk that goes on.
    is_so = stands(talk, person) if is_request else letter.is_automatic or not stands(talk, person)
    if letter.sequence != talk.sequence or not is_so:
        return _CHANGED.words
    if is_request and talk.ends_at and at >= talk.ends_at:
        return letter.error or gettext_noop("The talk was over before it could leave.")
    return ""
