"""What a file is, told by its content, and its people one at a time."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from contacts.importing import askwell, columns, decoding, headings
from contacts.importing.dates import order_of
from contacts.importing.filling import Filler, filler
from contacts.importing.layouts import Layout, layout_of
from contacts.importing.records import Record, records
from contacts.importing.rows import MAX_ROWS, CannotRead, Reading, Rejected, Row
from contacts.importing.vcard import read_cards

# How much of a file is looked at before its first row is read.
_SAMPLE_LINES = 400
_SAMPLE_SIZE = 400_000
_CARD = "begin:vcard"
_MARKUP = ("<!doctype", "<html", "<?xml", "{\\rtf")
# What other programs' files begin with.
FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf",
            b"\x1f\x8b", b"PK\x03\x04", b"SQLite format 3", b"\x7fELF", b"MZ\x90")  # fmt: skip


def read(
    stream: BinaryIO,
    name: str,
    *,
    mapping: Sequence[str] | None = None,
    is_headed: bool | None = None,
) -> Reading:
    """Return what the file is and its rows, read as they are asked for; raise CannotRead.

    The rows raise it too, when there are more than MAX_ROWS. A `mapping` of one key of FIELDS, or
    "", for each column replaces what would be guessed, and so does whether the first row holds the
    headings.
    """
    stream.seek(0)
    if stream.read(16).startswith(FOREIGN):
        raise CannotRead(_foreign(name))
    encoding = decoding.encoding_of(stream)
    lines = decoding.lines(stream, encoding)
    sample = _sample(lines)
    text = "".join(sample)
    if not text.strip("\ufeff \t\r\n,;"):
        raise CannotRead(_("This file is empty."))
    start = text.lstrip("\ufeff \t\r\n")[: len(_CARD)].casefold()
    if start == _CARD:
        stream.seek(0)
        return read_cards(stream)
    if start.startswith(_MARKUP) or sum(
        character < " " and character not in "\t\r\n" for character in text
    ) * 10 > len(text):
        raise CannotRead(_foreign(name))
    layout = layout_of(sample, is_headed=is_headed)
    if layout is None:
        raise CannotRead(_foreign(name))
    return _columns(layout, chain(sample, lines), encoding, mapping)


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
    layout: Layout, lines: Iterator[str], encoding: str, mapping: Sequence[str] | None
) -> Reading:
    """Return the reading of a file of columns whose lines begin with the first one.

    Of an export we know, columns without a known heading are left out; elsewhere their values tell.
    """
    header, width = layout.header, len(layout.header)
    named = columns.by_headings(header) if layout.is_named else [""] * width
    form = _format_of(header, named)
    keys = columns.by_values(named, layout.rows) if form == "columns" else named
    keys = ["" if key == headings.UNUSED else key for key in keys]
    is_sure = form != "columns" or _is_sure(named, layout.rows)
    if mapping is not None:
        keys, is_sure = [*mapping, *[""] * width][:width], True
    preamble = "".join(islice(lines, layout.skipped))
    found = records(lines, layout.delimiter, number=layout.skipped + 1, width=width)
    if form == "askwell" and mapping is None:
        fill = _filler_of_ours(header)
    else:
        fill = filler(header, keys, order_of(columns.cells_of("connected_on", keys, layout.rows)))
    return Reading(
        format=form,
        encoding=encoding,
        rows=_counted(map(fill, _told(found))),
        delimiter=layout.delimiter,
        header=header,
        mapping=keys,
        preamble=preamble,
        is_headed=layout.is_named,
        is_sure=is_sure,
    )


def _is_sure(named: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether headings tell every column that holds anything, a name among them."""
    unknown = (column for column, key in enumerate(named) if not key)
    is_left = any(column < len(row) and row[column].strip() for column in unknown for row in rows)
    return not is_left and not columns.NAMES.isdisjoint(named)


def _format_of(header: Sequence[str], named: Sequence[str]) -> str:
    """Return whose export it is: but for ours, LinkedIn alone says since when one is connected."""
    if askwell.is_ours(header):
        return "askwell"
    if "connected_on" in named and not columns.NAMES.isdisjoint(named):
        return "linkedin"
    return headings.format_of(header) or "columns"


def _filler_of_ours(header: Sequence[str]) -> Filler:
    """Return what reads a record of our own export, which writes more than other files have."""

    def fill(record: Record) -> Row | Rejected:
        if record.fault:
            return Rejected(number=record.number, raw=record.raw, reason=record.fault)
        return askwell.person_of(header, record.cells, number=record.number, raw=record.raw)

    return fill


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


def _foreign(name: str) -> str:
    return _(
        "“%(name)s” is no list of contacts that can be read here. Save it as CSV (in Excel: “CSV"
        " UTF-8”) or as vCard, then bring in that file."
    ) % {"name": name}
