"""What happens to a recorded letter: it is sent, kept for another try, or given up, and says why."""

import logging
import smtplib
from datetime import datetime
from email.utils import format_datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from config.kit.mail import ListLetter
from contacts.models import Account
from interviews.actions.subscriptions import unsubscribe_url
from interviews.models import Letter, LetterState
from interviews.rules.digest import window

logger = logging.getLogger(__name__)

# With the waits between them (see interviews.jobs) about three hours.
MAX_ATTEMPTS = 9


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
    if not letter.account.wants_digest:
        _give_up(letter, gettext_noop("The digest was switched off before it left."))
    elif not _may_be_written_to(letter):
        _give_up(letter, gettext_noop("The account or its address changed before it left."))
    elif at >= _closes_at(letter):
        _give_up(letter, letter.error or gettext_noop("The day was over before it could leave."))
    elif error := _error_of_sending(letter):
        letter.error = error
        if letter.attempts >= MAX_ATTEMPTS:
            _give_up(letter, error)
    else:
        letter.state, letter.error, letter.sent_at = LetterState.SENT, "", at


def _may_be_written_to(letter: Letter) -> bool:
    """Return whether the account is still in use and the address still proved to be its own."""
    is_here = Account.objects.wanting_digest().filter(pk=letter.account_id).exists()
    mine = EmailAddress.objects.filter(user=letter.account, verified=True)
    return is_here and mine.filter(email__iexact=letter.to).exists()


def _closes_at(letter: Letter) -> datetime:
    account = letter.account
    return window(letter.local_day, account.digest_hour, account.zone)[1]


def _give_up(letter: Letter, error: str) -> None:
    """Mark it failed, and let the next digest announce again what this one did not tell."""
    letter.state, letter.error = LetterState.FAILED, error
    letter.account.follow_ups.filter(announced_on=letter.local_day).update(announced_on=None)
    logger.error("Letter %s could not be sent: %s", letter.pk, error)


def _error_of_sending(letter: Letter) -> str:
    """Send it; return why that failed, or nothing."""
    message = ListLetter(
        subject=letter.subject,
        body=letter.text,
        html=letter.html,
        to=[letter.to],
        unsubscribe_url=unsubscribe_url(letter.account),
        headers={"Message-ID": letter.message_id, "Date": format_datetime(letter.created_at)},
    )
    try:
        message.send()
    except Exception as error:
        return _in_words(error)
    return ""


def _in_words(error: Exception) -> str:
    """Return what the mail server or the network answered, for the person who reads the list."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return f"{code} {answer.decode(errors='replace')}"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"
