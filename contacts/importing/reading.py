"""What a file is, told by its content, and its people one at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from contacts.importing import columns, decoding, headings
from contacts.importing.dates import order_of
from contacts.importing.filling import days, filler
from contacts.importing.records import Record, records
from contacts.importing.rows import MAX_ROWS, CannotRead, Reading, Rejected, Row
from contacts.importing.vcard import read_cards

# How much of a file is looked at before its first row is read.
_SAMPLE_LINES = 400
_SAMPLE_SIZE = 400_000
# Headings come within so many records, after whatever note a program puts first.
_HEADER_WITHIN = 40
_DELIMITERS = ",;\t"
_CARD = "begin:vcard"
# What other programs' files begin with.
_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf",
            b"\x1f\x8b", b"PK\x03\x04", b"SQLite format 3", b"\x7fELF", b"MZ\x90")  # fmt: skip


@dataclass(frozen=True)
class _Layout:
    """How a file of columns is laid out; `skipped` lines stand before its first row."""

    delimiter: str
    header: list[str]
    is_named: bool
    skipped: int
    rows: list[list[str]]


def read(stream: BinaryIO, name: str, *, mapping: Sequence[str] | None = None) -> Reading:
    """Return what the file is and its rows, read as they are asked for; raise CannotRead.

    The rows raise it too, when there are more than MAX_ROWS. A `mapping` of one key of FIELDS, or
    "", for each column replaces what would be guessed.
    """
    stream.seek(0)
    if stream.read(16).startswith(_FOREIGN):
        raise CannotRead(_foreign(name))
    encoding = decoding.encoding_of(stream)
    lines = decoding.lines(stream, encoding)
    sample = _sample(lines)
    text = "".join(sample)
    if not text.strip("\ufeff\0 \t\r\n,;"):
        raise CannotRead(_("This file is empty."))
    if text.lstrip("\ufeff\0 \t\r\n")[: len(_CARD)].casefold() == _CARD:
        stream.seek(0)
        return read_cards(stream)
    if sum(character < " " and character not in "\t\r\n" for character in text) * 10 > len(text):
        raise CannotRead(_foreign(name))
    return _columns(_layout(sample), chain(sample, lines), encoding, mapping)


def _sample(lines: Iterator[str]) -> list[str]:
    taken, size = [], 0
    for line in islice(lines, _SAMPLE_LINES):
        taken.append(line)
        size += len(line)
        if size > _SAMPLE_SIZE:
            break
    if taken:
        taken[0] = taken[0].removeprefix("\ufeff")
    return taken


def _columns(
    layout: _Layout, lines: Iterator[str], encoding: str, mapping: Sequence[str] | None
) -> Reading:
    """Return the reading of a file of columns whose lines begin with the first one."""
    width = len(layout.header)
    named = columns.by_headings(layout.header) if layout.is_named else [""] * width
    guessed = columns.by_values(named, layout.rows)
    keys = ["" if key == headings.UNUSED else key for key in guessed]
    form = _format_of(layout, named)
    is_sure = all(named) and not columns.NAMES.isdisjoint(keys)
    if mapping is not None:
        keys, is_sure = [*mapping, *[""] * width][:width], True
    preamble = "".join(islice(lines, layout.skipped))
    found = records(lines, layout.delimiter, number=layout.skipped + 1, width=width)
    fill = filler(layout.header, keys, order_of(days(layout.rows, keys)))
    return Reading(
        format=form,
        encoding=encoding,
        rows=_counted(map(fill, _told(found))),
        delimiter=layout.delimiter,
        header=layout.header,
        mapping=keys,
        preamble=preamble,
        is_sure=is_sure or form != "columns",
    )


def _format_of(layout: _Layout, named: Sequence[str]) -> str:
    """Return whose export it is: LinkedIn alone says since when one is connected."""
    if "connected_on" in named and not columns.NAMES.isdisjoint(named):
        return "linkedin"
    return headings.format_of(layout.header) or "columns"


def _told(found: Iterable[Record]) -> Iterator[Record]:
    """Leave out records that hold nothing at all."""
    return (one for one in found if one.fault or any(map(str.strip, one.cells)))


def _counted(rows: Iterable[Row | Rejected]) -> Iterator[Row | Rejected]:
    for count, row in enumerate(rows):
        if count == MAX_ROWS:
            raise CannotRead(
                _(
                    "This file has more than %(limit)s rows. Split it and bring in one part at a time."
                )
                % {"limit": f"{MAX_ROWS:,}"}
            )
        yield row


def _layout(sample: list[str]) -> _Layout:
    """Return how a file is laid out, told by the headings in it, else by how its rows divide."""
    by_delimiter = {delimiter: list(records(iter(sample), delimiter)) for delimiter in _DELIMITERS}
    found = [
        (columns.recognised(record.cells), -place, delimiter)
        for delimiter, own in by_delimiter.items()
        for place, record in enumerate(own[:_HEADER_WITHIN])
    ]
    score, place, delimiter = max(found)
    if score:
        return _after(by_delimiter[delimiter], -place, delimiter)
    return _without_names(by_delimiter)


def _after(own: list[Record], place: int, delimiter: str) -> _Layout:
    """Return the layout of a file whose headings are one of its records."""
    header = [" ".join(cell.split()) for cell in own[place].cells]
    skipped = own[place].number - 1 + _height(own[place].raw)
    return _Layout(delimiter, header, True, skipped, [one.cells for one in own[place + 1 :]])


def _without_names(by_delimiter: dict[str, list[Record]]) -> _Layout:
    """Return the layout of a file without headings we know.

    The first row counts as headings when nothing in it looks like a value and something below does.
    """
    widths = {
        delimiter: Counter(len(one.cells) for one in own if one.cells).most_common(1)[0]
        for delimiter, own in by_delimiter.items()
    }
    delimiter = max(widths, key=lambda one: (widths[one][0] > 1) * widths[one][1])
    width = widths[delimiter][0]
    own = by_delimiter[delimiter]
    first = next(place for place, one in enumerate(own) if len(one.cells) == width)
    rows = [one.cells for one in own[first:]]
    if _is_header(rows):
        return _after(own, first, delimiter)
    header = [_("Column %(number)s") % {"number": number} for number in range(1, width + 1)]
    return _Layout(delimiter, header, False, 0, rows)


def _is_header(rows: list[list[str]]) -> bool:
    empty = [""] * len(rows[0])
    if any(columns.by_values(empty, rows[:1])):
        return False
    return any(columns.by_values(empty, rows[1:]))


def _height(raw: str) -> int:
    """Return how many lines a record takes."""
    return len(raw.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n"))


def _foreign(name: str) -> str:
    return _(
        "“%(name)s” is no list of contacts that can be read here. Save it as CSV (in Excel: “CSV"
        " UTF-8”) or as vCard, then bring in that file."
    ) % {"name": name}
