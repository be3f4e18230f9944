"""What a column heading means, in the languages that headings.toml knows."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

UNUSED = "unused"
_FORMATS = "formats"
_FILE = Path(__file__).with_name("headings.toml")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_HAN_GAP = re.compile(r"(?<=[\u3040-\u9fff]) | (?=[\u3040-\u9fff])")
# No heading is longer; a cell that is holds something else.
_LONGEST = 80


def key_of(heading: str) -> str | None:
    """Return the fact a column of this heading holds, UNUSED for none, or None when unknown."""
    return _meanings().get(plain(heading))


def format_of(headings: Iterable[str]) -> str:
    """Return the program whose export has such headings, "" when none is sure."""
    found = set(map(plain, headings))
    return next((name for name, own in _signs().items() if not own.isdisjoint(found)), "")


def plain(heading: str) -> str:
    """Return a heading without case, accents, punctuation and numbers, "" when it is too long."""
    if len(heading) > _LONGEST:
        return ""
    text = unicodedata.normalize("NFKD", _CAMEL.sub(" ", heading.strip()))
    letters = "".join(letter for letter in text.casefold() if not unicodedata.combining(letter))
    return _HAN_GAP.sub("", _NO_LETTERS.sub(" ", letters).strip())


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _meanings() -> dict[str, str]:
    return {
        plain(heading): key
        for key, languages in reversed(_file().items())
        if key != _FORMATS
        for headings in languages.values()
        for heading in headings
    }


@cache
def _signs() -> dict[str, set[str]]:
    return {name: set(map(plain, own)) for name, own in _file()[_FORMATS].items()}
