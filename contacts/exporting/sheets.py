"""People as CSV that spreadsheets open without running any of it."""

import csv
import io
from collections.abc import Iterable, Iterator

from contacts.importing.askwell import FACTS, LISTS, guarded, listed, texts_of
from contacts.importing.rows import Row


def sheet(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the line of headings, then a row for each person."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow([fact.heading for fact in FACTS])
    for row in rows:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        writer.writerow([guarded(_cell(row, fact.field)) for fact in FACTS])
    yield line.getvalue()


def _cell(row: Row, field: str) -> str:
    texts = texts_of(row, field)
    return listed(texts) if field in LISTS else "".join(texts)
