"""What a title says about the kind of work and the level; its words stand in titles.toml."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path

# The levels that say most, whatever else a title names.
_FIRST = ("student", "entry")
# Latin words; every Chinese character is a word of its own.
_WORD = re.compile(r"[a-z0-9\u00df-\u024f]+|[\u3400-\u9fff]|@")
_BREAKS = re.compile(r"[,，;；|｜/·•–—(（)）{}\[\]:：、]|\s-\s")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: keys of Function and Level, each empty where the title does not say."""

    function: str = ""
    level: str = ""


@lru_cache(maxsize=20_000)
def read(title: str) -> Reading:
    """Return what a title says; it is a proposal, and a person decides.

    The first part of “Staff Engineer | Search, EMEA” that names a kind of work gives that, the
    first that names a level gives the level.
    """
    words = _words()
    parts = list(_parts(unicodedata.normalize("NFKC", title).casefold(), words.cuts))
    return Reading(
        function=_first(_function(words.functions, part) for part in parts),
        level=_first(_level(words, part) for part in parts),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase that stands at `start`: its length in letters, and what it means."""

    start: int
    letters: int
    meaning: str


class _Phrases:
    """Phrases as words, by how they begin; the longest first."""

    def __init__(self, by_meaning: Mapping[str, Iterable[str]]) -> None:
        self._by_beginning: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for meaning, phrases in by_meaning.items():
            for phrase in phrases:
                words = _words_of(phrase)
                self._by_beginning[_beginning(words[0])].append((words, meaning))
        for entries in self._by_beginning.values():
            entries.sort(key=lambda entry: sum(map(len, entry[0])), reverse=True)

    def found_in(self, words: Sequence[str]) -> Iterator[_Found]:
        """Yield the phrases in reading order; none begins inside the one before."""
        at = 0
        while at < len(words):
            found = self._found_at(words, at)
            if found is None:
                at += 1
                continue
            length, meaning = found
            yield _Found(at, sum(map(len, words[at : at + length])), meaning)
            at += length

    def _found_at(self, words: Sequence[str], at: int) -> tuple[int, str] | None:
        for beginning in (_beginning(words[at]), ""):
            for phrase, meaning in self._by_beginning.get(beginning, ()):
                here = words[at : at + len(phrase)]
                if len(here) == len(phrase) and all(map(_fits, here, phrase)):
                    return len(phrase), meaning
        return None


@dataclass(frozen=True, slots=True)
class _Words:
    functions: _Phrases
    levels: _Phrases
    cuts: _Phrases
    ranks: Mapping[str, int]


@cache
def _words() -> _Words:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return _Words(
        functions=_Phrases(data["functions"]),
        levels=_Phrases(data["levels"]),
        cuts=_Phrases(data["cuts"]),
        ranks={level: rank for rank, level in enumerate(data["levels"])},
    )


def _words_of(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase of the data file, with their stars."""
    return tuple(re.findall(r"[a-z0-9\u00df-\u024f*]+|[\u3400-\u9fff]|@", phrase))


def _beginning(word: str) -> str:
    """Return what phrases are filed under: two letters, or nothing where a star stands there."""
    return "" if "*" in word[:2] else word[:2]


def _fits(word: str, pattern: str) -> bool:
    return word == pattern or ("*" in pattern and fnmatchcase(word, pattern))


def _parts(title: str, cuts: _Phrases) -> Iterator[Sequence[str]]:
    """Yield the words of each part of a title, up to an employer or a past title."""
    for part in _BREAKS.split(title):
        words = _WORD.findall(part)
        cut = next((found.start for found in cuts.found_in(words) if found.meaning), len(words))
        yield words[:cut]


def _function(phrases: _Phrases, part: Sequence[str]) -> str:
    found = max(phrases.found_in(part), key=lambda one: one.letters, default=None)
    return found.meaning if found else ""


def _level(words: _Words, part: Sequence[str]) -> str:
    levels = {found.meaning for found in words.levels.found_in(part) if found.meaning}
    first = next((level for level in _FIRST if level in levels), "")
    return first or max(levels, key=words.ranks.__getitem__, default="")


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")
