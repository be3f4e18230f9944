"""The ways out for letters: a mail server, or a folder while none is set up."""

import os
import re
import secrets
from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage as Message
from email.policy import Policy, default
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend

from config.kit import clock
from config.kit.mime import Mail
from config.kit.smtp import Answer, NotOpen, Server, bare_address, in_words


def is_mail_leaving() -> bool:
    """Return whether letters go to a mail server, and not into a folder of this installation."""
    return not str(settings.MAILERS["default"]["BACKEND"]).endswith(FolderBackend.__name__)


class Way(Protocol):
    """A way out for letters."""

    name: str

    def open(self) -> None:
        """Get ready; raise NotOpen where letters cannot go this way now."""

    def close(self) -> None:
        """Leave in peace."""

    def pack(self, mail: Mail) -> Any:
        """Return the letter as `send` takes it; raises ValueError for an address that is none."""

    def send(self, packed: Any) -> Answer:
        """Hand over one letter; return what became of it."""


def way_out() -> Way:
    """Return how letters leave this installation, as MAILERS says."""
    mailer: dict[str, Any] = settings.MAILERS["default"]
    if mailer["BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        return ByServer(Server(mailer["OPTIONS"]))
    return ByBackend()


class ByServer:
    """To a mail server, over one connection that is kept."""

    def __init__(self, server: Server) -> None:
        """Take the server."""
        self.server, self.name = server, server.name

    def open(self) -> None:
        """Connect, unless it is connected.

        Who we are is looked at first: without addresses of our own every letter would fail.
        """
        try:
            for ours in (settings.MAIL_BOUNCES, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]):
                bare_address(ours)
        except ValueError as error:
            raise NotOpen(Answer("opening", None, f"The sender: {error}")) from error
        if not self.server.is_open:
            self.server.open()

    def close(self) -> None:
        """Hang up."""
        self.server.close()

    def pack(self, mail: Mail) -> tuple[str, bytes]:
        """Return the address and the bytes that travel."""
        return bare_address(mail.to), mail.as_bytes()

    def send(self, packed: tuple[str, bytes]) -> Answer:
        """Hand over one letter; what comes back goes to MAIL_BOUNCES."""
        return self.server.hand(bare_address(settings.MAIL_BOUNCES), *packed)


class ByBackend:
    """To whatever Django is told: a folder, or the memory of a test."""

    name = "folder"

    def open(self) -> None:
        """Nothing is to be done."""

    def close(self) -> None:
        """Nothing is to be done."""

    def pack(self, mail: Mail) -> "Finished":
        """Return the letter as Django knows letters."""
        return Finished(mail)

    def send(self, packed: EmailMessage) -> Answer:
        """Hand over one letter; a full disk is what can go wrong."""
        try:
            mailers.default.send_messages([packed])
        except OSError as error:
            return Answer("opening", None, in_words(error))
        return Answer("end", 250, "")


class Finished(EmailMultiAlternatives):
    """A letter for Django's backends, that travels as the same bytes."""

    def __init__(self, mail: Mail) -> None:
        """Take it."""
        headers = {"Message-ID": mail.message_id, **dict(mail.headers)}
        sender = formataddr(mail.sender)
        super().__init__(mail.subject, mail.text, sender, [mail.to], headers=headers)
        if mail.html:
            self.attach_alternative(mail.html, "text/html")
        self.raw = mail.as_bytes()

    def message(self, *, policy: Policy | None = None) -> Message:
        """Return the bytes read again."""
        return message_from_bytes(self.raw, policy=policy or default)  # type: ignore[arg-type]


class FolderBackend(BaseEmailBackend):
    """Write each letter as a file that any mail program opens."""

    def __init__(self, folder: str, **kwargs: Any) -> None:
        """Take the folder to write to; it is made when the first letter comes."""
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write all letters, return how many; names sort by time, only the owner can read them."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        """Write one letter whole or not at all: no mail program sees a half of it."""
        stamp = clock.now().strftime("%Y%m%d-%H%M%S-%f")
        subject = re.sub(r"\W+", "-", str(message.subject)).strip("-")[:40] or "letter"
        path = self.folder / f"{stamp}-{secrets.token_hex(3)}-{subject}.eml"
        unfinished = path.with_suffix(".part")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(getattr(message, "raw", None) or message.message().as_bytes())
        unfinished.rename(path)
