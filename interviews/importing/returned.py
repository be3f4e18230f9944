"""A message as a mail program keeps it, opened with care: what it says, and which letter is in it.

Anybody may have written it. So no more than the beginning is read, nesting and lines are counted
before they are followed, nothing packed is unpacked, and no line is longer than a mail server allows.
"""

import html
import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message

# What a bounce tells stands in front; a letter of ours that is returned whole lies behind it.
READ = 1_000_000
MAX_LINES = 20_000
# Parts that can hold others; a bounce has three or four.
MAX_NESTED = 30
MAX_PARTS = 100
# Of all texts together so much is looked through, and so much of a line (RFC 5322 allows 998).
MAX_TEXT, MAX_LINE = 20_000, 300
MAX_IDS = 20

_NESTING = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
# With addresses beyond ASCII (RFC 6533) the kinds have names of their own, and the same form.
_GLOBAL = re.compile(rb"\bmessage/global(-delivery-status|-headers)?\b", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_ID_IN_TEXT = re.compile(r"^[> \t]{0,9}message-id:\s{0,9}(<[^<>\s]{1,250}>)", re.I | re.MULTILINE)
# Those that a mail system may write in; others are as hard to undo as a knot (punycode).
_ENCODINGS = re.compile(
    r"(us-)?ascii|utf-?8|big5|iso-?8859-\d{1,2}|(windows-|cp)12\d\d|koi8-[ru]|iso-2022-(jp|kr)"
    r"|shift_jis|euc-(jp|kr)"
)
_CHINESE = re.compile(r"(x-)?gb[-_]?(k|2312(-80)?|18030)|cp936|hz-gb-2312")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BLANK = re.compile(r"\s*\n\s*")
_STYLE, _STYLE_ENDS = (
    re.compile(r"<(?:style|script)\b", re.I),
    re.compile(r"</(?:style|script)", re.I),
)


class TooTangled(ValueError):
    """The message is nested deeper, or cut into more parts, than any mail system does."""


def opened(raw: bytes) -> Message:
    """Return the beginning of a message, parsed; raise TooTangled."""
    lines = raw[:READ].splitlines(keepends=True)[:MAX_LINES]
    start = _GLOBAL.sub(_plain_kind, b"".join(lines).lstrip())
    if len(_NESTING.findall(start)) > MAX_NESTED:
        raise TooTangled
    message = message_from_bytes(start)
    for number, _part in enumerate(message.walk()):
        if number > MAX_PARTS:
            raise TooTangled
    return message


def _plain_kind(match: re.Match[bytes]) -> bytes:
    return b"message" + {b"": b"/rfc822", b"-headers": b"/rfc822-headers"}.get(
        (match[1] or b"").lower(), b"/delivery-status"
    )


def texts(message: Message) -> list[str]:
    """Return what its parts say to people, in order, in lines of a sane length."""
    left, found = MAX_TEXT, []
    for part in message.walk():
        if left > 0 and part.get_content_maintype() == "text" and not part.is_multipart():
            text = "\n".join(line[:MAX_LINE] for line in _text(part)[:left].splitlines())
            found.append(text)
            left -= len(text)
    return found


def flattened(message: Message) -> Message:
    """Return the message changed so that only its readable texts are left in it, each as it reads."""
    readable = iter(texts(message))
    left = MAX_TEXT
    for part in message.walk():
        _plain_headers(part)
        if part.is_multipart():
            continue
        is_read = left > 0 and part.get_content_maintype() == "text"
        text = next(readable, "") if is_read else ""
        left -= len(text)
        del part["content-transfer-encoding"]
        part.set_payload(text)
    return message


def _plain_headers(part: Message) -> None:
    """Make every header a text in ASCII: those with other bytes are objects of another kind."""
    headers = [(name, str(value)) for name, value in part.items()]
    for name, _value in headers:
        del part[name]
    for name, value in headers:
        part[name] = value.encode("ascii", "replace").decode()


def header(message: Message, name: str) -> str:
    """Return a header in one line, as it was written; empty where there is none."""
    return " ".join(str(message.get(name, "")).split())[:1000]


def letters_in(message: Message) -> tuple[str, ...]:
    """Return the Message-IDs it can be about: of the letter returned in it, then of those it answers."""
    found = [
        *_of_returned(message),
        *(one for text in texts(message) for one in _ID_IN_TEXT.findall(text)),
        *_MESSAGE_ID.findall(header(message, "in-reply-to")),
        *reversed(_MESSAGE_ID.findall(header(message, "references"))),
    ]
    return tuple(dict.fromkeys(found))[:MAX_IDS]


def blocks(message: Message) -> Iterator[Message]:
    """Yield the groups of fields in which a mail system reports by the standard (RFC 3464)."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from parts_of(part)


def parts_of(part: Message) -> Iterator[Message]:
    """Yield the messages inside a part; none where it holds text."""
    payload = part.get_payload() if part.is_multipart() else []
    yield from (one for one in payload if isinstance(one, Message))


def _of_returned(message: Message) -> Iterator[str]:
    for part in message.walk():
        kind = part.get_content_type()
        if kind.startswith("message/rfc822"):
            yield from _MESSAGE_ID.findall(_first(parts_of(part), "message-id"))
        elif kind == "text/rfc822-headers":
            yield from _ID_IN_TEXT.findall(_text(part)[:MAX_TEXT])


def _first(parts: Iterable[Message], name: str) -> str:
    return next((header(one, name) for one in parts), "")


def _text(part: Message) -> str:
    """Return what a part says, markup taken out; nothing for one without text."""
    payload = part.get_payload(decode=True)
    raw = payload[: 4 * MAX_TEXT] if isinstance(payload, bytes) else b""
    text = _decoded(raw, part.get_content_charset() or "").replace("\x00", "")
    return _read_as_html(text) if part.get_content_subtype() == "html" else text


def _read_as_html(text: str) -> str:
    seen, *hidden = _STYLE.split(text)
    pieces = (_STYLE_ENDS.split(piece, maxsplit=1)[1:] for piece in hidden)
    shown = "".join([seen, *(f"<{piece[0]}" for piece in pieces if piece)])
    return _BLANK.sub("\n", html.unescape(_TAG.sub("\n", shown)))


def _decoded(raw: bytes, charset: str) -> str:
    if _CHINESE.fullmatch(charset):
        return raw.decode("gb18030", "replace")
    if _ENCODINGS.fullmatch(charset) and "ascii" not in charset:
        return raw.decode(charset, "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
