"""How a recorded letter travels: who it is from, what its headers say, and what goes with it."""

from collections.abc import Iterator
from email.utils import parseaddr
from functools import cache

from django.conf import settings

from config.kit.mime import Attachment, Mail
from interviews.mail.kinds import WANTED
from interviews.mail.links import unsubscribe_url
from interviews.models import Letter, LetterKind


def mail_of(letter: Letter, enclosed: tuple[Attachment, ...] = ()) -> Mail:
    """Return the letter as it goes to the mail server: the same each time it is tried."""
    name, address = _sender(settings.DEFAULT_FROM_EMAIL)
    return Mail(
        message_id=letter.message_id,
        date=letter.created_at,
        sender=(letter.sender_name or name, address),
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        reply_to=letter.reply_to,
        headers=tuple(_headers(letter)),
        calendar=letter.calendar.encode(),
        method=letter.method,
        attachments=enclosed,
    )


@cache
def _sender(from_email: str) -> tuple[str, str]:
    return parseaddr(from_email)


def _headers(letter: Letter) -> Iterator[tuple[str, str]]:
    if letter.is_automatic:
        # RFC 3834: only what answers somebody's own doing is a reply.
        is_answer = letter.kind in (LetterKind.INVITATION, LetterKind.NOTICE)
        yield "Auto-Submitted", "auto-replied" if is_answer else "auto-generated"
    if letter.interview:
        # Never sent itself: the root that keeps all letters about a talk in one thread.
        yield "References", f"<{letter.interview.uid.hex}@{settings.MAIL_DOMAIN}>"
    if letter.kind in WANTED:
        yield "List-Id", f"Askwell <{letter.kind}.{settings.MAIL_DOMAIN}>"
        yield "List-Unsubscribe", f"<{unsubscribe_url(letter.account, letter.kind)}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
