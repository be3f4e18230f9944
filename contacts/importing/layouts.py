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


def layout_of(sample: Sequence[str], *, is_headed: bool | None = None) -> Layout | None:
    """Return the layout of a file that begins with these lines, None when it has no columns.

    Told by the line with the most headings we know, else by how most rows divide. Whether its first
    row holds headings may be known already: `is_headed`.
    """
    divided = {delimiter: list(records(iter(sample), delimiter)) for delimiter in _DELIMITERS}
    found = [
        (_score(own, place), -place, delimiter)
        for delimiter, own in divided.items()
        for place in range(min(len(own), _HEADER_WITHIN))
    ]
    score, place, delimiter = max(found, default=(0, 0, ""))
    if not score:
        layout = _unnamed(divided, is_headed)
    elif is_headed is False:
        layout = _headless(divided[delimiter], -place, delimiter)
    else:
        layout = _after(divided[delimiter], -place, delimiter)
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


def _headless(own: Sequence[Record], first: int, delimiter: str) -> Layout:
    """Return the layout of a file whose rows begin with one of its records, under made-up headings."""
    numbers = range(1, len(own[first].cells) + 1)
    header = [_("Column %(number)s") % {"number": number} for number in numbers]
    rows = [one.cells for one in own[first:]]
    return Layout(delimiter, header, False, own[first].number - 1, rows)


def _unnamed(divided: dict[str, list[Record]], is_headed: bool | None) -> Layout | None:
    """Return the layout of a file without headings we know.

    Where nobody says, its first row counts as headings when nothing in it looks like a value and
    something below does.
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
    if is_headed is None:
        is_headed = columns.is_header(own[first].cells, [one.cells for one in own[first + 1 :]])
    lay_out = _after if is_headed else _headless
    return lay_out(own, first, delimiter)


def _height(raw: str) -> int:
    """Return how many lines a record takes."""
    return len(raw.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n"))
