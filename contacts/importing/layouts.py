"""How a file of columns is laid out: what divides its cells, and where its headings stand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contacts.importing import columns
from contacts.importing.records import Record, records

# More columns than any address book writes; beyond them a file is something else.
MAX_COLUMNS = 500

# Headings come within so many records, after whatever note a program puts first.
_HEADER_WITHIN = 40
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Layout:
    """What divides the cells, the headings (made up unless `is_named`) and the first rows.

    `skipped` lines stand before the first row.
    """

    delimiter: str
    header: list[str]
    is_named: bool
    skipped: int
    rows: list[list[str]]


def layout_of(sample: Sequence[str]) -> Layout | None:
    """Return the layout of a file that begins with these lines, None when it has no columns.

    Told by the line with the most headings we know, else by how most rows divide.
    """
    divided = {delimiter: list(records(iter(sample), delimiter)) for delimiter in _DELIMITERS}
    found = [
        (_score(own, place), -place, delimiter)
        for delimiter, own in divided.items()
        for place in range(min(len(own), _HEADER_WITHIN))
    ]
    score, place, delimiter = max(found, default=(0, 0, ""))
    layout = _after(divided[delimiter], -place, delimiter) if score else _unnamed(divided)
    return layout if layout and len(layout.header) <= MAX_COLUMNS else None


def _score(own: Sequence[Record], place: int) -> int:
    """Return how sure a record is the line of headings; a lone word only heads a file of one column."""
    cells = own[place].cells
    if len(cells) == 1 and any(len(one.cells) > 1 for one in own):
        return 0
    return columns.recognised(cells)


def _after(own: Sequence[Record], place: int, delimiter: str) -> Layout:
    """Return the layout of a file whose headings are one of its records."""
    header = [" ".join(cell.split()) for cell in own[place].cells]
    skipped = own[place].number - 1 + _height(own[place].raw)
    return Layout(delimiter, header, True, skipped, [one.cells for one in own[place + 1 :]])


def _unnamed(divided: dict[str, list[Record]]) -> Layout | None:
    """Return the layout of a file without headings we know.

    Its first row counts as headings when nothing in it looks like a value and something below does.
    """
    widths = [
        ((width > 1) * count, width, delimiter)
        for delimiter, own in divided.items()
        for width, count in Counter(len(one.cells) for one in own if one.cells).items()
    ]
    if not widths:
        return None
    _count, width, delimiter = max(widths)
    own = divided[delimiter]
    first = next(place for place, one in enumerate(own) if len(one.cells) == width)
    rows = [one.cells for one in own[first:]]
    if columns.is_header(rows[0], rows[1:]):
        return _after(own, first, delimiter)
    header = [_("Column %(number)s") % {"number": number} for number in range(1, width + 1)]
    return Layout(delimiter, header, False, own[first].number - 1, rows)


def _height(raw: str) -> int:
    """Return how many lines a record takes."""
    return len(raw.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n"))
