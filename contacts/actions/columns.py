"""The first rows of an imported file, read again under another naming of its columns."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from contacts.importing.reading import read
from contacts.importing.rows import CannotRead, Rejected, Row
from contacts.models import ImportFile

# Rows looked at, and those shown of them.
LOOKED_AT, SHOWN = 20, 3


def first_people(
    *, file: ImportFile, mapping: Sequence[str], is_headed: bool
) -> list[Row | Rejected]:
    """Return the first rows as they would come out, none while the mapping makes no sense."""
    text = file.preamble + "".join(_ended(raw) for raw in _first(file))
    try:
        stream = io.BytesIO(text.encode("utf-8-sig"))
        reading = read(stream, file.name, mapping=mapping, is_headed=is_headed)
        return list(islice(reading.rows, SHOWN))
    except CannotRead:
        return []


def headings(*, file: ImportFile, is_headed: bool) -> list[str]:
    """Return the heading of each column, "" for those without, where the first row holds them."""
    if not is_headed:
        return [""] * len(file.header)
    found = file.header if _was_headed(file) else next(_cells(file), [])
    return [*found, *[""] * len(file.header)][: len(file.header)]


def samples(*, file: ImportFile, is_headed: bool) -> list[list[str]]:
    """Return for each column the first few different values that stand in it."""
    columns: list[list[str]] = [[] for _ in file.header]
    rows = _cells(file)
    if is_headed and not _was_headed(file):
        next(rows, None)
    elif _was_headed(file) and not is_headed:
        rows = chain([file.header], rows)
    for cells in rows:
        for found, cell in zip(columns, cells, strict=False):
            if (value := cell.strip()) and value not in found and len(found) < SHOWN:
                found.append(value)
    return columns


def _was_headed(file: ImportFile) -> bool:
    """Return whether the headings of a file were taken from it."""
    return file.is_headed is not False


def _cells(file: ImportFile) -> Iterator[list[str]]:
    for raw in _first(file):
        yield next(csv.reader(io.StringIO(raw, newline=""), delimiter=file.delimiter or ","), [])


def _first(file: ImportFile) -> list[str]:
    """Return the first rows as they stand in the file."""
    return list(file.rows.order_by("pk").values_list("raw", flat=True)[:LOOKED_AT])


def _ended(raw: str) -> str:
    return raw if raw.endswith(("\n", "\r")) else raw + "\n"
