"""People as vCard 4.0 (RFC 6350), with words of our own for what it has none for.

Our own writer, because vobject writes version 3.0 only.
"""

from collections.abc import Iterable, Iterator

from django.utils.translation import override
from django_countries import countries

from contacts.importing.askwell import FACTS, IN_ONE, PRODUCT, texts_of
from contacts.importing.rows import Row

# Octets of a line, without its end.
WIDTH = 75
_LANGUAGES = {"zh-hans": "zh-Hans"}
_LINKS = {"profile", "websites"}


def cards(rows: Iterable[Row]) -> Iterator[str]:
    """Yield each person's card."""
    for row in rows:
        yield "".join(fold(line) for line in lines_of(row))


def lines_of(row: Row) -> Iterator[str]:
    """Yield the lines of a card, not folded yet."""
    yield from ("BEGIN:VCARD", "VERSION:4.0", f"PRODID:{PRODUCT}")
    for field, _heading, name in FACTS:
        texts = texts_of(row, field)
        if field == "name":
            yield f"FN:{escaped(row.name)}"
            yield f"N:{_name_in_parts(row)}"
        elif field == "country":
            yield from map(_country, texts)
        elif field == "profile":
            yield from (f"{name};TYPE=linkedin:{_link(text)}" for text in texts)
        elif field in _LINKS:
            yield from (f"{name}:{_link(text)}" for text in texts)
        elif field in IN_ONE and texts:
            yield f"{name}:{','.join(map(escaped, texts))}"
        else:
            yield from (f"{name}:{escaped(_LANGUAGES.get(text, text))}" for text in texts)
    yield "END:VCARD"


def escaped(text: str) -> str:
    """Return a text as a value of a card."""
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return text.replace("\n", "\\n")


def fold(line: str) -> str:
    """Return a line in pieces of at most WIDTH octets, no character cut, with line ends."""
    octets = line.encode()
    pieces = []
    width = WIDTH
    while len(octets) > width:
        cut = width
        # A byte 10xxxxxx goes on with a character that began before it.
        while octets[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(octets[:cut])
        # The space that marks the next line as a continuation counts.
        octets, width = octets[cut:], WIDTH - 1
    return b"\r\n ".join([*pieces, octets]).decode() + "\r\n"


def _link(text: str) -> str:
    """Return an address as a value: only what would break the line is escaped."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _name_in_parts(row: Row) -> str:
    """Return the name as family and given name: a guess, for address books that sort by it."""
    words = row.name.split()
    if row.is_family_first and len(words) == 1 and not row.name.isascii():
        # Nearly all family names of East Asia take one character.
        words = [row.name[:1], row.name[1:]]
    if len(words) < 2:
        return f";{escaped(row.name)};;;"
    family, given = (words[0], words[1:]) if row.is_family_first else (words[-1], words[:-1])
    return f"{escaped(family)};{escaped(' '.join(given))};;;"


def _country(code: str) -> str:
    with override("en"):
        return f"ADR;CC={code}:;;;;;;{escaped(countries.name(code) or code)}"
