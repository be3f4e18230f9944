"""The words that files of questions use, in English and Chinese, as words.toml has them."""

import re
import tomllib
from functools import cache
from pathlib import Path

from contacts.importing.headings import plain

_FILE = Path(__file__).with_name("words.toml")
LISTS = ("functions", "levels", "sizes", "kinds")
_BETWEEN, _ALSO_BETWEEN = re.compile("[;；]"), re.compile("[,，、]")
_YES = {"yes", "y", "true", "1", "x", "✓", "是", "对"}
_NO = {"", "no", "n", "false", "0", "-", "否", "不"}


class Unknown(ValueError):
    """A word that is none of those a field takes."""


def heading(field: str) -> str:
    """Return what a field is called in the files that we write."""
    return _file()["headings"][field][0]


def field_of(text: str) -> str:
    """Return the field that a heading means, or ""."""
    return _meanings("headings").get(plain(text), "")


def label(field: str, word: str) -> str:
    """Return a word of a field as people read it."""
    return _file()[field][word][0]


def word_of(field: str, text: str) -> str:
    """Return the word of a field that a text means; raise Unknown."""
    words = _file()[field]
    key = text.strip().casefold()
    word = key if key in words else _meanings(field).get(plain(text), "")
    if not word:
        raise Unknown(text)
    return word


def words_of(field: str, text: str) -> tuple[str, ...]:
    """Return the words of a field that a list of them means; raise Unknown.

    Semicolons part them; commas too, where no word is written with one.
    """
    found: list[str] = []
    for part in filter(str.strip, _BETWEEN.split(text)):
        try:
            found.append(word_of(field, part))
        except Unknown:
            found += [word_of(field, one) for one in _ALSO_BETWEEN.split(part) if one.strip()]
    return tuple(dict.fromkeys(found))


def truth_of(text: str) -> bool:
    """Return whether a text says yes; raise Unknown."""
    key = text.strip().casefold()
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise Unknown(text)


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _meanings(table: str) -> dict[str, str]:
    return {plain(text): key for key, texts in _file()[table].items() for text in texts}
