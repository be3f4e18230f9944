"""Which encoding a file of text was written in, and its lines, a piece of the file at a time."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

# No person takes more; a longer line is cut here and refused by the readers. Below the 131,072
# characters that the csv module allows a cell by itself.
MAX_LINE = 100_000

_PIECE = 64 * 1024
# Enough bytes beyond ASCII to tell encodings apart.
_EVIDENCE = 256 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# ASCII, a four-byte character, an accented letter, another two-byte one, or what fits nowhere.
_GB = re.compile(
    rb"[\x00-\x7f]+|(?P<rare>[\x81-\xfe]\d[\x81-\xfe]\d)"
    rb"|(?P<accent>\xa8[\xa1-\xc0])|(?P<pair>[\x81-\xfe][\x40-\x7e\x80-\xfe])|(?P<wrong>.)",
    re.DOTALL,
)


def encoding_of(stream: BinaryIO) -> str:
    """Return utf-8, utf-8-sig, utf-16, utf-16-le, utf-16-be, gb18030 or cp1252; reads it through.

    A byte order mark decides, then zero bytes (UTF-16), then whether it is UTF-8; what is left is
    Chinese or Western. A few broken bytes do not make UTF-8 something else. Own rules, since
    guessing by statistics takes short Western lists for Central European and Chinese for Big5.
    """
    stream.seek(0)
    head = stream.read(_PIECE)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if wide := _utf16(head):
        return wide
    evidence = _beyond_ascii(stream)
    text = evidence.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(not character.isascii() for character in text) - wrong
    if wrong * 2 <= right:
        return "utf-8"
    return "gb18030" if _is_chinese(evidence) else "cp1252"


def lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the file's lines with their ends; CRLF, LF and CR end one, nothing else does.

    Zero bytes, which no database keeps, are left out. A byte that is wrong in UTF-8 is read as
    Windows-1252. A line beyond MAX_LINE comes as its first MAX_LINE + 1 characters.
    """
    stream.seek(0)
    errors = "replace" if encoding.startswith(("utf-16", "gb")) else WESTERN
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    rest, is_cutting = "", False
    while True:
        piece = stream.read(_PIECE)
        text = decoder.decode(piece, final=not piece).replace("\0", "")
        pieces = io.StringIO(rest + text, newline="").readlines()
        # The last one goes on in the next piece; so may a CR that is half of a CRLF.
        rest = pieces.pop() if piece and pieces and not pieces[-1].endswith("\n") else ""
        for line in pieces:
            if not is_cutting:
                yield line if len(line) <= MAX_LINE else line[: MAX_LINE + 1]
            is_cutting = False
        if is_cutting:
            rest = rest[-1:]
        elif len(rest) > MAX_LINE:
            yield rest[: MAX_LINE + 1]
            rest, is_cutting = rest[-1:], True
        if not piece:
            return


def _utf16(head: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, "" when it is something else.

    Letters of ASCII, separators and line ends put zero bytes on one side, and next to none on the
    other; read that way, the text has its separators.
    """
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not (even or odd) or min(even, odd) * 10 > max(even, odd):
        return ""
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode(encoding, "replace")
    return encoding if sum(map(text.count, "\r\n,;\t")) * 50 >= len(text) else ""


def _beyond_ascii(stream: BinaryIO) -> bytes:
    """Return the parts of the file that hold more than ASCII, up to a bound."""
    stream.seek(0)
    found: list[bytes] = []
    size = 0
    while size < _EVIDENCE and (piece := stream.read(_PIECE)):
        # To the end of a line, where no character is cut in two.
        piece += stream.readline(_PIECE)
        if not piece.isascii():
            found.append(piece)
            size += len(piece)
    return b"".join(found)


def _is_chinese(evidence: bytes) -> bool:
    """Return whether bytes that are not UTF-8 read as GB18030.

    Nearly all Chinese is written with the 3,755 characters of GB2312's first level and its
    punctuation, and no small letter follows at once; accented letters of Western text meet a letter
    or nothing that fits instead.
    """
    common = pairs = wrong = 0
    for match in _GB.finditer(evidence):
        if match.lastgroup in ("rare", "accent"):
            pairs += 1
            common += 1
        elif match.lastgroup == "pair":
            first, second = match[0]
            is_inside_word = evidence[match.end() : match.end() + 1].islower()
            is_common = second >= 0xA1 and (0xB0 <= first <= 0xD7 or 0xA1 <= first <= 0xA3)
            pairs += 1
            common += is_common and not is_inside_word
        elif match.lastgroup == "wrong":
            wrong += 1
    return common * 2 > pairs and wrong * 20 <= pairs


def _western(error: UnicodeError) -> tuple[str, int]:
    """Read one byte that does not fit as Windows-1252, or as it is where that has no letter."""
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start : error.start + 1]
    try:
        return byte.decode("cp1252"), error.start + 1
    except UnicodeDecodeError:
        return byte.decode("latin-1"), error.start + 1


WESTERN = "askwell-western"
codecs.register_error(WESTERN, _western)
