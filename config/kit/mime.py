"""A letter as the bytes that travel, the same bytes each time: written by hand, since mail by the
standard library's parser takes as long as all the rest of sending.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

from config.kit.smtp import bare_address

# What no header may hold: it would end the header, or is not shown anyway.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
# RFC 5322, 2.1.1 says 998; names of headers and mail servers' own additions need room.
_LONGEST_LINE = 900


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    # Such as application/pdf.
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
    # Further headers; of values that are addresses none is broken over lines.
    headers: tuple[tuple[str, str], ...] = ()
    # A calendar entry and its METHOD, which travel as RFC 6047 and the large programs expect: as one of
    # the alternatives, so that buttons to answer are shown, and attached, for any other program.
    calendar: bytes = b""
    method: str = ""
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)

    def as_bytes(self) -> bytes:
        """Return the letter with CRLF line ends; raise ValueError for an address that is none."""
        lines = [
            "MIME-Version: 1.0",
            _worded("Subject", self.subject),
            f"From: {_named(*self.sender)}",
            f"To: {bare_address(self.to)}",
            f"Message-ID: {_plain(self.message_id)}",
            f"Date: {format_datetime(self.date)}",
        ]
        if self.reply_to:
            lines.append(f"Reply-To: {bare_address(self.reply_to)}")
        lines += [f"{name}: {_plain(value)}" for name, value in self.headers]
        return "\r\n".join(lines).encode("ascii") + b"\r\n" + self._body()

    def _body(self) -> bytes:
        """Return the part that holds all others, its own headers first."""
        bodies = [_text("plain", self.text)]
        if self.html:
            bodies.append(_text("html", self.html))
        files = list(self.attachments)
        if self.calendar:
            kind = f'text/calendar; method={self.method}; charset="utf-8"'
            bodies.append(_part(kind, "base64", _base64(self.calendar)))
            files.insert(0, Attachment("invite.ics", "application/ics", self.calendar))
        whole = self._joined("alternative", bodies) if len(bodies) > 1 else bodies[0]
        return self._joined("mixed", [whole, *map(_file, files)]) if files else whole

    def _joined(self, kind: str, parts: list[bytes]) -> bytes:
        """Return parts in one; no encoded text can hold the line between them, for its `=_`."""
        line = f"=_{kind[0]}{_CONTROL.sub('', self.message_id).strip('<>').partition('@')[0]}"
        between = f"\r\n--{line}\r\n".encode("ascii")
        head = f'Content-Type: multipart/{kind};\r\n boundary="{line}"\r\n'.encode("ascii")
        return head + between + between.join(parts) + f"\r\n--{line}--\r\n".encode("ascii")


def _part(kind: str, encoding: str, content: bytes, more: str = "") -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n"
    return head.encode("ascii") + content


def _text(kind: str, words: str) -> bytes:
    """Return a part of text in the shortest form that any server passes on unchanged."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n") if "\r" in words else words
    raw = lines.replace("\n", "\r\n").encode()
    head = f'text/{kind}; charset="utf-8"'
    if raw.isascii() and len(max(raw.split(b"\r\n"), key=len)) < _LONGEST_LINE and b"=_" not in raw:
        return _part(head, "7bit", raw)
    if len(raw) - len(lines) < len(raw) / 6:
        coded = b2a_qp(lines.encode(), istext=True)
        return _part(head, "quoted-printable", coded.replace(b"\n", b"\r\n"))
    return _part(head, "base64", _base64(raw))


def _file(attachment: Attachment) -> bytes:
    name = _CONTROL.sub(" ", attachment.name).replace('"', "'").replace("\\", "/")
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    named = f'filename="{plain}"'
    if plain != name:
        # RFC 2231; the plain name stays for programs that do not know it.
        named += ";\r\n filename*=utf-8''" + "".join(f"%{byte:02X}" for byte in name.encode())
    more = f"Content-Disposition: attachment; {named}\r\n"
    return _part(attachment.kind, "base64", _base64(attachment.content), more)


def _base64(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", b"\r\n")


def _plain(value: str) -> str:
    """Return a header's value in one line."""
    return _CONTROL.sub(" ", value).strip()


def _worded(name: str, words: str) -> str:
    """Return a header of words, encoded (RFC 2047) and folded where it must be."""
    words = _plain(words)
    if words.isascii() and len(words) < 60 and "=?" not in words:
        return f"{name}: {words}"
    coded = Header(words, "utf-8", header_name=name, maxlinelen=76).encode(linesep="\r\n")
    return f"{name}: {coded}"


def _named(name: str, address: str) -> str:
    """Return `Name <address>` with the name as it may stand in a header."""
    name, bare = _plain(name), bare_address(address)
    if name.isascii():
        return formataddr((name, bare))
    # As long a header as any that it stands in, so that the first line is not too long.
    coded = Header(name, "utf-8", header_name="Reply-To", maxlinelen=76).encode(linesep="\r\n")
    return f"{coded}\r\n <{bare}>"
