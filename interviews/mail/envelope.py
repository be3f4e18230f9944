"""How a recorded letter travels: its headers, its parts, and what goes with it."""

from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from config.kit.mail import CalendarLetter, ListLetter, PlainLetter, named
from interviews.mail.kinds import WANTED
from interviews.mail.links import unsubscribe_url
from interviews.models import Letter, LetterKind


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """Return the letter as it goes to the mail server; the same each time it is tried."""
    headers = {"Message-ID": letter.message_id, "Date": format_datetime(letter.created_at)}
    if letter.is_automatic:
        is_answer = letter.kind in (LetterKind.INVITATION, LetterKind.NOTICE)
        headers["Auto-Submitted"] = "auto-replied" if is_answer else "auto-generated"
    words: dict[str, Any] = {
        "subject": letter.subject,
        "body": letter.text,
        "html": letter.html,
        "from_email": named(letter.sender_name, settings.DEFAULT_FROM_EMAIL),
        "to": [letter.to],
        "reply_to": [letter.reply_to] if letter.reply_to else None,
        "headers": headers,
    }
    if letter.kind in WANTED:
        return ListLetter(**words, unsubscribe_url=unsubscribe_url(letter.account, letter.kind))
    if letter.calendar:
        return CalendarLetter(**words, calendar=letter.calendar.encode(), method=letter.method)
    return PlainLetter(**words)
