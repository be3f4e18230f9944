"""How a file of vCards falls into cards and properties, whichever program wrote it.

This is our own because vobject does not hold up here: it gives a text only up to its first comma,
and a line of fifty hostile characters keeps its pattern matching busy for minutes.
"""

import base64
import binascii
import codecs
import io
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from contacts.importing import decoding

# Lines are read in pieces, so that one of any length costs no more than this.
PIECE = 64 * 1024
# One card without its pictures; a note of 10,000 characters takes 120 kB at the very worst.
MOST = 1024 * 1024
# Never kept, not even for handing a card back.
BINARY = {b"PHOTO", b"LOGO", b"SOUND", b"KEY"}
# Encodings of text that take time out of proportion, or mean something else.
_UNFIT = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
_HEAD = re.compile(
    rb'(?:([\w-]++)\.)?+([\w-]++)\s*+((?:;(?:"[^"\n]*+"|[^";:\n])*+)*+):(.*)', re.DOTALL
)
_PARAMETER = re.compile(r';\s*([\w-]++)\s*(?:=((?:"[^"]*+"|[^";])*+))?')
_ESCAPED = re.compile(r"\\([nN,;:\\])")


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: its name in capitals, and its value as text that is still escaped.

    Names of parameters are in capitals, their values as they stand. What version 2.1 writes without
    a name ("TEL;CELL:") counts as TYPE.
    """

    name: str
    value: str
    group: str = ""
    parameters: dict[str, list[str]] = field(default_factory=dict)

    def types(self) -> set[str]:
        """Return the values of TYPE in small letters."""
        return {value.lower() for value in self.parameters.get("TYPE", [])}

    def text(self) -> str:
        """Return the value as one text."""
        return unescaped(self.value)

    def parts(self, separator: str) -> list[str]:
        """Return the texts between separators."""
        return [unescaped(part) for part in split(self.value, separator)]


@dataclass(slots=True)
class Card:
    """A card as it stood, without its pictures; `fault` says why it is not whole."""

    raw: str
    properties: list[Property]
    fault: str = ""


def cards_in(stream: BinaryIO, encoding: str) -> Iterator[Card]:
    """Yield the cards of a file one at a time; text between cards comes as a faulty card.

    `encoding` is "utf-16" (with its variants), or anything else for bytes in which line ends are
    those of ASCII; what letters they stand for is found out card by card.
    """
    draft = _Draft()
    for line, goes_on in _lines(stream, encoding):
        mark = b"" if goes_on else line.strip().upper()
        if mark == b"BEGIN:VCARD" and not draft.awaits_agent():
            # Without the END that should have come, the card before is taken as it is.
            yield from draft.finished()
            draft = _Draft(is_open=True)
        elif mark == b"BEGIN:VCARD" or (mark == b"END:VCARD" and draft.depth):
            draft.nest(line, +1 if mark == b"BEGIN:VCARD" else -1)
        elif mark == b"END:VCARD":
            yield from draft.finished()
            draft = _Draft()
        elif goes_on:
            draft.more(line)
        else:
            draft.add(line)
    if draft.is_open:
        draft.fault = draft.fault or _("The file ends in the middle of this card.")
    yield from draft.finished()


class _Draft:
    """A card while its lines come in; one that is not open gathers what stands between cards."""

    def __init__(self, *, is_open: bool = False) -> None:
        self.is_open = is_open
        self.fault = ""
        # How many cards within this one are open.
        self.depth = 0
        self.raw: list[bytes] = []
        self.lines: list[list[bytes]] = []
        self.size = 0
        self.is_dropping = False
        self.is_reading = False
        self.is_agent = False
        self.is_printable = False
        # Whether the property may go on in lines that some programs do not mark as such.
        self.is_long = False
        self.is_old = False

    def awaits_agent(self) -> bool:
        """Return whether a card that begins now belongs inside this one."""
        return self.is_open and self.is_agent

    def nest(self, line: bytes, by: int) -> None:
        """Take the beginning or the end of a card inside this one; such a card is not read."""
        self.is_agent = self.is_dropping = self.is_printable = False
        self._keep(line)
        self.depth += by

    def add(self, line: bytes) -> None:
        """Take a line: a new property, or what continues the one before."""
        if self.fault:
            return
        before = self.lines[-1] if self.lines else []
        is_soft = self.is_printable and bool(before) and before[-1].endswith(b"=")
        head = None if is_soft or line[:1] in (b" ", b"\t") else _HEAD.match(line)
        self.is_reading = False
        if head and _is_property(head[2]):
            self._begin(line, head)
        elif not line.strip() and not is_soft:
            self.is_printable = False
        elif self._keep(line) and before:
            if is_soft:
                before[-1] = before[-1][:-1]
            elif line[:1] in (b" ", b"\t"):
                # Version 2.1 folds at a space that belongs to the text, later ones add one.
                line = line if self.is_old else line[1:]
            elif self.is_long:
                line = b"\n" + line
            else:
                return
            before.append(line)
            self.is_reading = True

    def more(self, piece: bytes) -> None:
        """Take more of a line too long to come at once."""
        if self._keep(piece, is_new=False) and self.is_reading:
            self.lines[-1].append(piece)

    def _begin(self, line: bytes, head: re.Match[bytes]) -> None:
        name, hints = head[2].upper(), head[3].upper()
        self.is_dropping = name in BINARY or (name.startswith(b"X-") and b"BASE64" in hints)
        self.is_agent = name == b"AGENT" and not head[4].strip()
        self.is_printable = b"QUOTED-PRINTABLE" in hints
        self.is_long = name == b"NOTE" or any(way in hints for way in (b"BASE64", b"=B"))
        self.is_old = self.is_old or (name == b"VERSION" and head[4].strip() == b"2.1")
        if self._keep(line):
            self.lines.append([line])
            self.is_reading = True

    def _keep(self, line: bytes, *, is_new: bool = True) -> bool:
        """Remember a line for handing the card back; return whether it is to be read as well."""
        if self.is_dropping:
            return False
        self.size += len(line) + 2
        if self.size > MOST:
            self.fault = _("This card is longer than a million characters.")
            return False
        if is_new:
            self.raw.append(line)
        else:
            self.raw[-1:] = [self.raw[-1] + line] if self.raw else [line]
        return self.depth == 0

    def finished(self) -> Iterator[Card]:
        """Yield the card, if there is anything in it."""
        is_stray = not self.is_open
        if is_stray and not any(line.strip(b"\xef\xbb\xbf \t\x1a\0") for line in self.raw):
            return
        whole = b"\n".join(self.raw)
        encoding = encoding_of(whole)
        lines = decoded(whole, encoding).split("\n")
        if is_stray:
            fault = self.fault or _("This text stands outside any card.")
            yield Card("\r\n".join(lines), [], fault)
            return
        raw = "\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD"])
        properties = [] if self.fault else list(_properties(self.lines, encoding))
        yield Card(raw, properties, self.fault)


def encoding_of(sample: bytes) -> str:
    """Return the encoding of a text that is not UTF-16."""
    try:
        sample.decode()
    except UnicodeDecodeError:
        return decoding.encoding_of(io.BytesIO(sample.replace(b"\0", b"")))
    return "utf-8"


def decoded(value: bytes, *encodings: str) -> str:
    """Return bytes as text in the first encoding that fits, without NUL and with plain line ends.

    When none does, it is UTF-8 with what is wrong in it taken for Windows-1252.
    """
    for encoding in encodings:
        try:
            text = value.decode(encoding)
            break
        except (UnicodeDecodeError, LookupError):
            continue
    else:
        text = value.decode("utf-8", decoding.WESTERN)
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def split(value: str, separator: str) -> list[str]:
    """Return the parts between separators that no backslash stands before, still escaped."""
    return re.findall(rf"((?:\\.|[^{re.escape(separator)}\\]|\\$)*+)(?:{separator}|$)", value, re.S)


def unescaped(value: str) -> str:
    """Return a value as text; a backslash that escapes nothing is itself."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines without their ends, long ones in pieces; True marks all pieces but the first."""
    is_wide = encoding.startswith("utf-16")
    # Latin-1 gives every byte back as it was.
    text = io.TextIOWrapper(
        stream, encoding=encoding if is_wide else "latin-1", errors="replace", newline=None
    )
    try:
        goes_on = False
        while piece := text.readline(PIECE):
            line = piece.removesuffix("\n")
            content = line.encode("utf-8" if is_wide else "latin-1", errors="replace")
            yield content.removeprefix(codecs.BOM_UTF8), goes_on
            goes_on = line == piece
    finally:
        text.detach()


def _is_property(name: bytes) -> bool:
    """Return whether a word before a colon names a property rather than beginning a sentence."""
    return name.isupper() or name.upper().startswith(b"X-") or name.upper() in _KNOWN


_KNOWN = set(
    b"ADR AGENT BDAY CATEGORIES CLASS EMAIL FN GEO IMPP KEY KIND LABEL LANG LOGO MAILER N NICKNAME "
    b"NOTE ORG PHOTO PRODID REV ROLE SORT-STRING SOUND SOURCE TEL TITLE TZ UID URL VERSION".split()
)


def _properties(lines: list[list[bytes]], encoding: str) -> Iterator[Property]:
    for parts in lines:
        if head := _HEAD.match(b"".join(parts)):
            group, name, hints, value = head.groups()
            parameters = _parameters(decoded(hints, encoding))
            yield Property(
                name.decode("ascii").upper().replace("_", "-"),
                _value(value, parameters, encoding),
                (group or b"").decode("ascii").lower(),
                parameters,
            )


def _parameters(hints: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in _PARAMETER.findall(hints):
        if not value:
            is_encoding = name.upper() in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT")
            name, value = ("ENCODING" if is_encoding else "TYPE"), name
        values = [part.strip() for part in value.replace('"', "").split(",")]
        found.setdefault(name.upper(), []).extend(values)
    return found


def _value(value: bytes, parameters: dict[str, list[str]], encoding: str) -> str:
    for way in map(str.upper, parameters.get("ENCODING", [])):
        if way == "QUOTED-PRINTABLE":
            value = quopri.decodestring(value)
        elif way in ("B", "BASE64"):
            try:
                value = base64.b64decode(b"".join(value.split()))
            except binascii.Error:
                value = b""
    said = [name for name in parameters.get("CHARSET", []) if _is_fit(name)]
    return decoded(value, *said, "utf-8", encoding_of(value) if said else encoding).strip()


def _is_fit(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name not in _UNFIT
    except (LookupError, ValueError):
        return False
