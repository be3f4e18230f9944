"""Questions in a table: a row each, under headings in any order."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from contacts.importing.askwell import guarded
from contacts.importing.records import Record, records
from contacts.importing.rows import CannotRead
from interviews.importing import words
from interviews.importing.rows import (
    QuestionReading,
    QuestionRow,
    Unreadable,
    fault_in,
    one_line,
    several,
)

DELIMITERS = ",;\t"
# Headings stand within so many lines, after whatever note a program puts first.
_WITHIN = 20
_PROBES = ("probes_en", "probes_zh")
_TRUTHS = ("is_core", "is_public", "is_off")


def read_table(lines: Sequence[str]) -> QuestionReading:
    """Return the questions of a table; raise CannotRead where no heading tells which column is what."""
    delimiter, header, skipped = _layout(lines)
    fields = [words.field_of(cell) for cell in header]
    reading = QuestionReading()
    found = records(iter(lines[skipped:]), delimiter, number=skipped + 1, width=len(header))
    for record in found:
        if not record.fault and not any(map(str.strip, record.cells)):
            continue
        row = _row(fields, record)
        if isinstance(row, Unreadable):
            reading.unreadable.append(row)
        else:
            reading.take(row, said=fields)
    return reading


def bare(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and guarded(cell[1:]) == cell else cell


def _layout(lines: Sequence[str]) -> tuple[str, list[str], int]:
    """Return what divides the cells, the headings, and how many lines stand before the first row."""
    best = max(
        (
            (_known(record.cells), -record.number, delimiter, record)
            for delimiter in DELIMITERS
            for record in records(iter(lines[:_WITHIN]), delimiter)
        ),
        default=(0, 0, "", Record(0, "", [])),
        key=lambda found: found[:2],
    )
    count, _place, delimiter, record = best
    if not count:
        raise CannotRead(
            _(
                "No column is called English or Chinese, so it is not clear where the questions"
                " stand. Name the columns in the first row; an exported bank shows all names."
            )
        )
    height = len(io.StringIO(record.raw, newline="").readlines())
    return delimiter, record.cells, record.number - 1 + height


def _known(cells: Iterable[str]) -> int:
    """Return how many headings are known; 0 where none of them is for a wording."""
    fields = {words.field_of(bare(cell)) for cell in cells} - {""}
    return len(fields) if fields & {"text_en", "text_zh"} else 0


def _row(fields: Sequence[str], record: Record) -> QuestionRow | Unreadable:
    if record.fault:
        return Unreadable(number=record.number, reason=record.fault)
    values: dict[str, Any] = {}
    for field, cell in zip(fields, map(bare, record.cells), strict=False):
        if not field or not cell.strip() or field in values:
            continue
        try:
            values[field] = _reader(field)(cell)
        except ValueError:
            reason = _("“%(text)s” is nothing that “%(heading)s” can hold.") % {
                "text": one_line(cell)[:60],
                "heading": words.heading(field),
            }
            return Unreadable(number=record.number, reason=reason)
    row = QuestionRow(**values)
    if reason := fault_in(row):
        return Unreadable(number=record.number, reason=reason)
    return row


def _reader(field: str) -> Callable[[str], Any]:
    if field in _PROBES:
        return lambda cell: several(cell.splitlines())
    if field in _TRUTHS:
        return words.truth_of
    if field in words.LISTS:
        return lambda cell: words.words_of(field, cell)
    if field in ("purpose", "category"):
        return lambda cell: words.word_of(field, cell)
    return int if field == "minutes" else one_line
