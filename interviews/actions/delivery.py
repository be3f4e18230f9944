"""What happens to a recorded letter: it is sent, kept for another try, or given up, and says why."""

import logging
import smtplib
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from config.kit.mail import CalendarLetter, ListLetter, PlainLetter, named
from contacts.models import Account
from interviews.actions.invitations import note_told
from interviews.calendars.files import Method
from interviews.mail.links import unsubscribe_url
from interviews.models import Letter, LetterKind, LetterState
from interviews.telling import stands

logger = logging.getLogger(__name__)

# With the waits between them (see interviews.jobs) about three hours.
MAX_ATTEMPTS = 9

_NOT_MINE = gettext_noop("The account or its address changed before it left.")


class NotDelivered(Exception):
    """The letter did not leave this time; it is to be tried again."""


def deliver(letter_id: int, *, at: datetime) -> None:
    """Send a queued letter and mark it; one that is not queued (any more) is left alone.

    Raises NotDelivered, with everything recorded, when it should be tried again. A letter that
    was sent but not marked before the worker died is sent again with the same Message-ID.
    """
    Letter.objects.filter(pk=letter_id, state=LetterState.QUEUED).update(attempts=F("attempts") + 1)
    with transaction.atomic():
        queued = Letter.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        letter = queued.filter(pk=letter_id, state=LetterState.QUEUED).first()
        if letter is None:
            return
        _try(letter, at=at)
        letter.save(update_fields=["state", "error", "sent_at"])
    if letter.state == LetterState.QUEUED:
        raise NotDelivered(letter.error)


def _try(letter: Letter, *, at: datetime) -> None:
    if why := _why_not(letter, at):
        _give_up(letter, why)
    elif error := _error_of_sending(letter):
        letter.error = error
        if letter.attempts >= MAX_ATTEMPTS:
            _give_up(letter, error)
    else:
        letter.state, letter.error, letter.sent_at = LetterState.SENT, "", at
        _note_told(letter, at=at)


def _why_not(letter: Letter, at: datetime) -> str:
    """Return why a letter may not leave any more, or nothing; each kind has reasons of its own."""
    if not Account.objects.present().filter(pk=letter.account_id).exists():
        return _NOT_MINE
    match letter.kind:
        case LetterKind.DIGEST:
            return _why_no_digest(letter, at)
        case LetterKind.INVITATION:
            return _why_no_invitation(letter, at)
        case _:
            return "" if _is_mine(letter) else _NOT_MINE


def _why_no_digest(letter: Letter, at: datetime) -> str:
    if not letter.account.wants_digest:
        return gettext_noop("The digest was switched off before it left.")
    if not _is_mine(letter):
        return _NOT_MINE
    if letter.until and at >= letter.until:
        return letter.error or gettext_noop("The day was over before it could leave.")
    return ""


def _why_no_invitation(letter: Letter, at: datetime) -> str:
    """An invitation leaves while the talk stands as it tells, and while it can still be of use."""
    talk, person = letter.interview, letter.person
    if talk is None or person is None:
        return gettext_noop("The talk or the person was deleted before it left.")
    if person.is_do_not_contact:
        return gettext_noop("They wish not to be contacted.")
    is_request = letter.method == Method.REQUEST
    # Where others take part, who cancels on the page leaves a talk that goes on.
    is_so = stands(talk, person) if is_request else letter.is_automatic or not stands(talk, person)
    if letter.sequence != talk.sequence or not is_so:
        return gettext_noop("The talk changed before it left.")
    if is_request and talk.ends_at and at >= talk.ends_at:
        return letter.error or gettext_noop("The talk was over before it could leave.")
    return ""


def _is_mine(letter: Letter) -> bool:
    """Return whether the address is still proved to be the account's own."""
    mine = EmailAddress.objects.filter(user=letter.account, verified=True)
    return mine.filter(email__iexact=letter.to).exists()


def _give_up(letter: Letter, error: str) -> None:
    """Mark it failed; what a digest did not tell is announced again by the next one."""
    letter.state, letter.error = LetterState.FAILED, error
    if letter.kind == LetterKind.DIGEST:
        letter.account.follow_ups.filter(announced_on=letter.local_day).update(announced_on=None)
    logger.error("Letter %s could not be sent: %s", letter.pk, error)


def _note_told(letter: Letter, *, at: datetime) -> None:
    """Note what a letter that I sent told somebody; an answer told what they knew from the page."""
    if letter.kind != LetterKind.INVITATION or letter.is_automatic:
        return
    for attendance in letter.attendances.all():
        assert letter.interview is not None, "see _why_no_invitation"
        note_told(attendance, letter.interview, letter.method, at=at, letter=letter)


def _error_of_sending(letter: Letter) -> str:
    """Send it; return why that failed, or nothing."""
    try:
        _message(letter).send()
    except Exception as error:
        return _in_words(error)
    return ""


def _message(letter: Letter) -> EmailMessage:
    headers = {"Message-ID": letter.message_id, "Date": format_datetime(letter.created_at)}
    words: dict[str, Any] = {
        "subject": letter.subject,
        "body": letter.text,
        "html": letter.html,
        "to": [letter.to],
        "headers": headers,
    }
    if letter.kind == LetterKind.DIGEST:
        return ListLetter(**words, unsubscribe_url=unsubscribe_url(letter.account))
    if letter.is_automatic:
        headers["Auto-Submitted"] = "auto-replied"
    words["from_email"] = named(letter.sender_name, settings.DEFAULT_FROM_EMAIL)
    words["reply_to"] = [letter.reply_to] if letter.reply_to else None
    if letter.calendar:
        return CalendarLetter(**words, calendar=letter.calendar.encode(), method=letter.method)
    return PlainLetter(**words)


def _in_words(error: Exception) -> str:
    """Return what the mail server or the network answered, for the person who reads the list."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return f"{code} {answer.decode(errors='replace')}"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"
