"""Which letters of a sheet no font of ours can draw, and where they stand."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from config.kit.printable import unprintable


@dataclass(frozen=True, slots=True)
class Missing:
    """One letter, what it is called where it has a name, and the places where it stands."""

    letter: str
    name: str
    places: list[str]


def missing(words: dict[str, Any]) -> list[Missing]:
    """Return every letter that prints as □, in the order of reading."""
    places: dict[str, list[str]] = {}
    for place, part in _parts(words):
        for letter in unprintable(part):
            places.setdefault(letter, []).append(place)
    return [Missing(letter, _name(letter), stands) for letter, stands in places.items()]


def _parts(words: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (_("the name"), words["heading"]),
        (_("title and organisation"), words["subtitle"]),
        *((f"“{fact['label']}”", fact["lines"]) for fact in words["facts"]),
        (f"“{words['research']['heading']}”", words["research"]["notes"]),
        (f"“{words['beliefs']['heading']}”", words["beliefs"]["items"]),
        *(
            (_("question %(number)s") % {"number": question["number"]}, question)
            for question in words["questions"]["items"]
        ),
    ]


def _name(letter: str) -> str:
    """Return the Unicode name of the letter itself, without the marks on it."""
    return f"U+{ord(letter[0]):04X} {unicodedata.name(letter[0], '').lower()}".strip()
