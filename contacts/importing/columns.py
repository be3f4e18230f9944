"""Which fact each column of a file holds: by its heading, else by the look of its values."""

from collections import Counter
from collections.abc import Sequence

from config.kit.labels import N_
from contacts.importing import headings, values
from contacts.importing.dates import day_of, order_of
from contacts.importing.headings import UNUSED

# What a column can be taken for, in the order of a person's form.
FIELDS: dict[str, str] = {
    "name": N_("Full name"),
    "first_name": N_("First name"),
    "middle_name": N_("Middle name"),
    "last_name": N_("Last name"),
    "prefix": N_("Prefix, such as Dr."),
    "suffix": N_("Suffix, such as Jr."),
    "called": N_("How to address them"),
    "title": N_("Title"),
    "organisation": N_("Organisation"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "profile": N_("LinkedIn profile"),
    "website": N_("Website"),
    "wechat": N_("WeChat"),
    "other": N_("Another way to reach them"),
    "tags": N_("Tags"),
    "groups": N_("Schools and groups"),
    "earlier": N_("Earlier roles and industries"),
    "connected_on": N_("Connected on"),
    "country": N_("Country"),
    "notes": N_("Notes"),
    "more": N_("Notes, behind the heading"),
}
NAMES = frozenset({"name", "first_name", "last_name"})
_TELLING = NAMES | {"email", "profile"}
# Headings for a salutation in one program and for the job in another.
_SALUTATIONS = {"title", "titel", "titulo"}
# The part of a column's values that must look alike.
_MOST = 0.7
# A second column that looks like these is more likely something else.
_ONCE = frozenset({"connected_on", "profile"})


def by_headings(header: Sequence[str]) -> list[str]:
    """Return the fact each heading means, UNUSED or "" when unknown, read in company.

    Beside another column for the job, “Title” is a salutation; beside a first name alone, “Name”
    is the last name, and beside a last name alone the first.
    """
    keys = [headings.key_of(heading) or "" for heading in header]
    if keys.count("title") > 1:
        keys = [
            "prefix" if key == "title" and headings.plain(heading) in _SALUTATIONS else key
            for heading, key in zip(header, keys, strict=True)
        ]
    if "name" in keys and ("first_name" in keys) != ("last_name" in keys):
        keys[keys.index("name")] = "last_name" if "first_name" in keys else "first_name"
    return keys


def recognised(cells: Sequence[str]) -> int:
    """Return how many cells are headings we know; 0 when this can be no line of headings."""
    known = [key for cell in cells if (key := headings.key_of(cell))]
    # One word could be anything; one that announces names or addresses hardly is.
    is_enough = len(known) > 1 or not _TELLING.isdisjoint(known)
    return len(known) if is_enough and set(known) != {UNUSED} else 0


def by_values(keys: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the facts with unknown columns told by most of their values, where these tell."""
    guessed = list(keys)
    for column, key in enumerate(keys):
        look = "" if key else _look_of(_cells(column, rows))
        guessed[column] = key or ("" if look in _ONCE and look in guessed[:column] else look)
    if NAMES.isdisjoint(guessed):
        unknown = [column for column, key in enumerate(guessed) if not key]
        likeness = {column: _name_likeness(_cells(column, rows)) for column in unknown}
        best = max(unknown, key=lambda column: likeness[column], default=-1)
        if likeness.get(best, 0) >= _MOST:
            guessed[best] = "name"
    return guessed


def is_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a first row reads as headings: no value in it, but a word above every value."""
    looks = [_look_of(_cells(column, rows)) for column in range(len(first))]
    has_gap = any(look and not cell.strip() for look, cell in zip(looks, first, strict=True))
    return (
        any(looks) and not has_gap and not any(_look_of([cell]) for cell in first if cell.strip())
    )


def cells_of(key: str, keys: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return what stands in the columns of one fact."""
    return [cell for column, one in enumerate(keys) if one == key for cell in _cells(column, rows)]


def _cells(column: int, rows: Sequence[Sequence[str]]) -> list[str]:
    return [row[column].strip() for row in rows if column < len(row) and row[column].strip()]


def _look_of(found: Sequence[str]) -> str:
    looks = Counter(values.look(value) for value in found)
    look, count = looks.most_common(1)[0] if looks else ("", 0)
    if look and count >= _MOST * len(found):
        return look
    order = order_of(found)
    dates = sum(day_of(value, order or "day") is not None for value in found)
    return "connected_on" if found and dates >= _MOST * len(found) else ""


def _name_likeness(found: Sequence[str]) -> float:
    """Return which part of the values has two to four words of letters, or is East Asian."""
    return sum(map(_is_like_a_name, found)) / len(found) if found else 0.0


def _is_like_a_name(value: str) -> bool:
    words = value.split()
    if len(words) == 1:
        return 2 <= len(value) <= 4 and value.isalpha() and not value.isascii()
    # Every word with a capital, but for particles.
    capitals = sum(word[0].isupper() for word in words)
    letters = value.translate({ord(one): None for one in " .'’-,"})
    return len(words) <= 4 and capitals >= 2 and letters.isalpha()
