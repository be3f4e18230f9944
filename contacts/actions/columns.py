"""The first rows of an imported file, read again under another naming of its columns."""

import csv
import io
from collections.abc import Sequence
from itertools import islice

from contacts.importing.reading import read
from contacts.importing.rows import CannotRead, Rejected, Row
from contacts.models import ImportFile

# Rows looked at, and those shown of them.
LOOKED_AT, SHOWN = 20, 3


def first_people(*, file: ImportFile, mapping: Sequence[str]) -> list[Row | Rejected]:
    """Return the first rows as they would come out, none while the mapping makes no sense."""
    text = file.preamble + "".join(_ended(raw) for raw in _first(file))
    try:
        reading = read(io.BytesIO(text.encode("utf-8-sig")), file.name, mapping=mapping)
        return list(islice(reading.rows, SHOWN))
    except CannotRead:
        return []


def samples(*, file: ImportFile) -> list[list[str]]:
    """Return for each column the first few different values that stand in it."""
    columns: list[list[str]] = [[] for _ in file.header]
    for raw in _first(file):
        cells = next(csv.reader(io.StringIO(raw, newline=""), delimiter=file.delimiter or ","), [])
        for found, cell in zip(columns, cells, strict=False):
            if (value := cell.strip()) and value not in found and len(found) < SHOWN:
                found.append(value)
    return columns


def _first(file: ImportFile) -> list[str]:
    """Return the first rows as they stand in the file."""
    return list(file.rows.order_by("pk").values_list("raw", flat=True)[:LOOKED_AT])


def _ended(raw: str) -> str:
    return raw if raw.endswith(("\n", "\r")) else raw + "\n"
