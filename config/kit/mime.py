"""A letter as the bytes that travel: put together by the standard library, the same each time.

By its older classes: those of EmailMessage read every header that they write, which takes longer than
all the rest of sending.
"""

import re
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email._policybase import Compat32
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from typing import Any, cast

from config.kit.smtp import bare_address

# What no header may hold: it would end the header, or is not shown anyway.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
# RFC 5322, 2.1.1 says 998; mail servers make additions of their own.
_LONGEST_LINE = 900
# Their values are addresses that mail programs open as they stand.
_UNFOLDED = ("list-unsubscribe",)


class _Whole(Compat32):
    """The library's way of writing headers, but for those that stand in one line anyway.

    Looking for the best places to fold takes as long as all the rest of a letter, and would break a
    long address.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as it travels; values hold no line ends (see `_in_a_line`)."""
        is_short = isinstance(value, str) and len(name) + len(value) < 70 and "\n" not in value
        if is_short or name.lower() in _UNFOLDED:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Whole(linesep="\r\n", max_line_length=76, mangle_from_=False)


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter; `kind` is such as pdf, of application/pdf."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A letter in text and HTML, to one address."""

    message_id: str
    date: datetime
    # Name (empty where there is none) and address.
    sender: tuple[str, str]
    to: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    # Further headers.
    headers: tuple[tuple[str, str], ...] = ()
    # A calendar entry and its METHOD, which travel as RFC 6047 and the large programs expect: as one of
    # the alternatives, so that buttons to answer are shown, and attached, for any other program.
    calendar: bytes = b""
    method: str = ""
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)

    def as_bytes(self) -> bytes:
        """Return the letter with CRLF line ends; raise ValueError for an address that is none."""
        whole = self._whole()
        for name, value in self._headers():
            # A Header is folded where its words end, which the stubs do not know of.
            whole[name] = cast("str", value)
        return _written(whole)

    def _headers(self) -> Iterator[tuple[str, str | Header]]:
        yield "Subject", _words("Subject", self.subject)
        yield "From", _named(*self.sender)
        yield "To", bare_address(self.to)
        if self.reply_to:
            yield "Reply-To", bare_address(self.reply_to)
        yield "Message-ID", _in_a_line(self.message_id)
        yield "Date", format_datetime(self.date)
        for name, value in self.headers:
            yield name, _in_a_line(value)

    def _whole(self) -> Message:
        """Return the part that holds all others."""
        bodies: list[Message] = [_text("plain", self.text)]
        files = [_file(one) for one in self.attachments]
        if self.html:
            bodies.append(_text("html", self.html))
        if self.calendar:
            bodies.append(self._entry())
            files.insert(0, _file(Attachment("invite.ics", "ics", self.calendar)))
        body = self._joined("alternative", bodies) if len(bodies) > 1 else bodies[0]
        return self._joined("mixed", [body, *files]) if files else body

    def _entry(self) -> Message:
        entry = MIMEBase("text", "calendar", method=self.method, charset="utf-8", policy=_POLICY)
        entry.set_payload(self.calendar)
        encode_base64(entry)
        return entry

    def _joined(self, kind: str, parts: list[Message]) -> Message:
        """Return parts in one; the line between them is named after the letter, not by chance."""
        line = f"=_{kind[0]}{re.sub('[^0-9A-Za-z]', '', self.message_id)[:50]}"
        return MIMEMultipart(kind, boundary=line, _subparts=parts, policy=_POLICY)


def _written(part: Message) -> bytes:
    """Return a part as it travels, and what it holds.

    The library's generator goes through it line by line, which takes longer than all the rest.
    """
    head = b"".join(_POLICY.fold_binary(name, value) for name, value in part.raw_items())
    inside = cast("list[Message] | str", part.get_payload())
    if isinstance(inside, str):
        lines = inside.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
        return head + f"\r\n{lines}".encode("ascii")
    between = f"\r\n--{part.get_boundary()}".encode("ascii")
    parts = [b"\r\n" + _written(one) for one in inside]
    return head + between + between.join(parts) + between + b"--\r\n"


def _text(kind: str, words: str) -> Message:
    """Return a part of text in a form that any server passes on unchanged, most readable first."""
    lines = words.replace("\r\n", "\n").rstrip("\n") + "\n"
    if lines.isascii() and max(map(len, lines.split("\n"))) < _LONGEST_LINE:
        return MIMEText(lines, kind, "us-ascii", policy=_POLICY)
    raw = lines.encode()
    if len(raw) - len(lines) >= len(lines) / 6:
        return MIMEText(lines.replace("\n", "\r\n"), kind, "utf-8", policy=_POLICY)
    # MIMEText would go through it letter by letter, which takes as long as all else here.
    part = MIMENonMultipart("text", kind, charset="utf-8", policy=_POLICY)
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(b2a_qp(raw, istext=True).decode("ascii"))
    return part


def _file(attachment: Attachment) -> Message:
    part = MIMEApplication(attachment.content, attachment.kind, policy=_POLICY)
    name = _in_a_line(attachment.name)
    called: Any = name if name.isascii() else ("utf-8", "", name)
    part.add_header("Content-Disposition", "attachment", filename=called)
    return part


def _in_a_line(value: str) -> str:
    return _CONTROL.sub(" ", value).strip()


def _words(name: str, words: str) -> str | Header:
    """Return the value of a header of words, to be encoded (RFC 2047) where it must be."""
    words = _in_a_line(words)
    is_plain = words.isascii() and "=?" not in words
    return words if is_plain else Header(words, "utf-8", header_name=name)


def _named(name: str, address: str) -> str | Header:
    """Return `Name <address>` with the name as it may stand in a header."""
    words = _words("From", name)
    if isinstance(words, str):
        return formataddr((words, bare_address(address)))
    words.append(f"<{bare_address(address)}>", "us-ascii")
    return words
