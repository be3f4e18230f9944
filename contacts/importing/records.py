"""How lines of text become records of cells, so that one bad record costs only itself."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _

from contacts.importing.decoding import MAX_LINE

# How much of a line that is no person's is kept to show.
_SHOWN = 1_000
# A note of more lines than this is a quotation mark that was never closed.
_MAX_LINES = 5_000
# After looking at so many lines in vain a file gets less patience, or it could take for ever.
_MAX_IN_VAIN = 100_000
_FEW_LINES = 5


class Record(NamedTuple):
    """The cells of a record, its first line counted from 1 and its text; or what is wrong with it."""

    number: int
    raw: str
    cells: list[str]
    fault: str = ""


def records(
    lines: Iterator[str], delimiter: str, *, number: int = 1, width: int = 0
) -> Iterator[Record]:
    """Yield the records of lines, blank ones left out, `number` being that of the first line.

    Quotation marks are taken strictly. Where they do not work out, the first line alone is given
    up (or read leniently when that fills the `width` exactly) and reading goes on with the second:
    an open quotation mark never takes the rest of the file along. A `width` of 0 is not known.
    """
    waiting: deque[str] = deque()
    is_lost, in_vain = False, 0
    for line in _draining(waiting, lines):
        taken, fault = [line], ""
        if len(line) > MAX_LINE:
            yield Record(number, f"{line[:_SHOWN]}…\n", [], _too_long())
            number += 1
            continue
        if '"' not in line:
            cells = line.rstrip("\r\n").split(delimiter)
            is_lost = is_lost and len(cells) != width
        else:
            most = _MAX_LINES if in_vain < _MAX_IN_VAIN else _FEW_LINES
            taken, cells = _quoted(line, _draining(waiting, lines), delimiter, width, most)
            if not cells:
                in_vain += len(taken)
                waiting.extendleft(reversed(taken[1:]))
                taken, cells, is_lost = [line], _leniently(line, delimiter), True
                fault = "" if len(cells) == width else _unbalanced()
            elif len(cells) == width:
                is_lost = False
        if width and len(cells) != width and not fault:
            fault = _misfit(cells, width, is_lost)
        raw = line if len(taken) == 1 else "".join(taken)
        if fault or not raw.isspace():
            yield Record(number, raw, cells, fault)
        number += len(taken)


def _draining(waiting: deque[str], lines: Iterator[str]) -> Iterator[str]:
    """Yield what waits to be read again, at any time before what is new."""
    while True:
        if waiting:
            yield waiting.popleft()
        elif (line := next(lines, None)) is not None:
            yield line
        else:
            return


def _quoted(
    first: str, more: Iterator[str], delimiter: str, width: int, most: int
) -> tuple[list[str], list[str]]:
    """Return the lines looked at and the cells of their record, none when the quotes fail."""
    taken: list[str] = []

    def feed() -> Iterator[str]:
        size = 0
        for line in chain([first], more):
            taken.append(line)
            size += len(line)
            if len(taken) > most or size > MAX_LINE:
                return
            yield line

    try:
        cells = next(csv.reader(feed(), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return taken, []
    if len(taken) > 1 and width and not _is_plausible(cells, taken, delimiter, width):
        return taken, []
    return taken, cells


def _is_plausible(cells: list[str], taken: list[str], delimiter: str, width: int) -> bool:
    """Return whether a record of many lines fits the headings and has not swallowed others.

    It has when each line inside it divides as a whole record does.
    """
    inner = taken[1:-1] if width > 3 else []
    is_swallowing = all(line.count(delimiter) == width - 1 and '"' not in line for line in inner)
    return len(cells) >= width and not any(cells[width:]) and not (inner and is_swallowing)


def _leniently(line: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([line], delimiter=delimiter))
    return [cell.rstrip("\r\n") for cell in cells]


def _misfit(cells: list[str], width: int, is_lost: bool) -> str:
    """Return what is wrong with a number of cells that is not that of the headings, "" if nothing.

    Programs leave empty cells at the end out, or add some.
    """
    if any(cell.strip() for cell in cells[width:]):
        return _(
            "This row has more cells than there are headings, so it is not clear what belongs"
            " where. A cell with a separator in it may lack its quotation marks."
        )
    if len(cells) < width and is_lost and any(cell.strip() for cell in cells):
        return _("This looks like the rest of the row above, whose quotation marks do not match.")
    return ""


def _too_long() -> str:
    return _(
        "This line has more than %(limit)s characters, more than one person's row ever has."
    ) % {"limit": f"{MAX_LINE:,}"}


def _unbalanced() -> str:
    return _("A quotation mark in this row is never closed, so its cells cannot be told apart.")
