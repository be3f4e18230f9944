"""How letters leave: headers that stay whole, and a folder while no mail server is set up."""

import os
import re
import secrets
from base64 import encodebytes
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage as Message
from email.policy import SMTP, EmailPolicy, Policy, default
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend

from config.kit import clock
from config.kit.smtp import Answer, Server, bare_address, in_words

# Their values are addresses that mail programs open as they stand.
UNFOLDED = ("list-unsubscribe",)


class WholeAddresses(EmailPolicy):
    """The standard policy, which would break a long address into encoded words, but for some."""

    def fold(self, name: str, value: Any) -> str:
        """Return the header as text, in one line where it holds addresses."""
        if name.lower() in UNFOLDED:
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return the header as bytes, in one line where it holds addresses."""
        if name.lower() in UNFOLDED:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


class ListLetter(EmailMultiAlternatives):
    """A letter in two parts that can be unsubscribed with one click (RFC 2369, RFC 8058)."""

    def __init__(self, *, html: str, unsubscribe_url: str, **kwargs: Any) -> None:
        """Take the HTML part and the address that switches such letters off."""
        super().__init__(**kwargs)
        self.attach_alternative(html, "text/html")
        self.extra_headers |= {
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        }

    def message(self, *, policy: Policy | None = None) -> Message:
        """Return the letter as it travels."""
        linesep = (policy or default).linesep
        return super().message(policy=WholeAddresses(linesep=linesep))


class PlainLetter(EmailMultiAlternatives):
    """A letter in two parts, and nothing else."""

    def __init__(self, *, html: str, **kwargs: Any) -> None:
        """Take the HTML part."""
        super().__init__(**kwargs)
        self.attach_alternative(html, "text/html")


class CalendarLetter(EmailMultiAlternatives):
    """A letter with a calendar file, as the large mail programs expect it (RFC 6047).

    The file is one of the alternatives, so that the program shows buttons to answer, and attached, so
    that any other can open it.
    """

    def __init__(self, *, html: str, calendar: bytes, method: str, **kwargs: Any) -> None:
        """Take the HTML part, the calendar file and its METHOD."""
        super().__init__(**kwargs)
        self.attach_alternative(html, "text/html")
        self.calendar, self.method = calendar, method
        self.attach("invite.ics", calendar, "application/ics")

    def message(self, *, policy: Policy | None = None) -> Message:
        """Return the letter as it travels; both copies of the file arrive byte by byte."""
        message = super().message(policy=policy or default)
        bodies = next(
            part for part in message.walk() if part.get_content_type() == "multipart/alternative"
        )
        part = Message(policy=message.policy)
        part["Content-Type"] = f'text/calendar; method={self.method}; charset="utf-8"'
        part["Content-Transfer-Encoding"] = "base64"
        part.set_payload(encodebytes(self.calendar).decode())
        bodies.attach(part)
        return message


def named(name: str, address: str) -> str:
    """Return a sender's address with a display name; an address with one of its own loses it."""
    return str(Address(name, addr_spec=parseaddr(address)[1])) if name else address


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

    def pack(self, message: EmailMessage) -> Any:
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
        """Connect, unless it is connected."""
        if not self.server.is_open:
            self.server.open()

    def close(self) -> None:
        """Hang up."""
        self.server.close()

    def pack(self, message: EmailMessage) -> tuple[str, bytes]:
        """Return the address and the bytes that travel."""
        return bare_address(message.to[0]), message.message(policy=SMTP).as_bytes()

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

    def pack(self, message: EmailMessage) -> EmailMessage:
        """Return the letter as it is."""
        return message

    def send(self, packed: EmailMessage) -> Answer:
        """Hand over one letter; a full disk is what can go wrong."""
        try:
            mailers.default.send_messages([packed])
        except OSError as error:
            return Answer("opening", None, in_words(error))
        return Answer("end", 250, "")


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
            file.write(message.message().as_bytes())
        unfinished.rename(path)
