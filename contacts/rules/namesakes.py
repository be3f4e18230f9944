"""Which people may be one person, going by their names and where they work."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from config.kit.labels import N_, Labelled
from contacts.rules.plain import plain

# Each person is compared with this many of one name at most: of thirty David Lees few are one.
CROWD = 4


class Kinship(Labelled):
    """Why two people may be one, the surest first."""

    ADDRESS = "address", N_("The same e-mail address, number or profile")
    HERE = "here", N_("The same name at the same organisation")
    NAME = "name", N_("The same name")
    ORDER = "order", N_("The same name in another order")
    MIDDLE = "middle", N_("The same first and last name at the same organisation")
    SHORT = "short", N_("The same last name and a short first name at the same organisation")


@dataclass(frozen=True, slots=True)
class Someone:
    """A person to compare: key, name as written, and where they work by its key."""

    key: int
    name: str
    organisation: int | None = None
    is_family_first: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """A name taken apart, plain and without titles; `first` and `last` are empty for one word."""

    words: tuple[str, ...]
    first: str = ""
    last: str = ""


def called(name: str, *, is_family_first: bool = False) -> Called:
    """Take a person's name apart; a Chinese name is one word, spaces or not."""
    data = _data()
    text = _ASIDE.sub(" ", plain(name.split(",")[0]))
    words: list[str] = _WORD.findall(text.replace("'", "").replace("’", ""))
    if words and all(_HAN.fullmatch(word) for word in words):
        return Called(("".join(words),))
    while len(words) > 1 and words[0] in data["titles"]:
        words = words[1:]
    while len(words) > 2 and words[-1] in data["degrees"]:
        words = words[:-1]
    if len(words) < 2:
        return Called(tuple(words))
    ends = words[0], words[-1]
    first, last = ends[::-1] if is_family_first else ends
    return Called(tuple(words), first, last)


def kinship(one: Called, other: Called, *, is_same_place: bool) -> Kinship | None:
    """Return why two people of these names may be one, or None.

    Less than the whole name counts at the same organisation only.
    """
    if not one.words or not other.words:
        return None
    if one.words == other.words:
        if is_same_place:
            return Kinship.HERE
        # A first name or an initial says nothing; one word of Chinese is a whole name.
        return Kinship.NAME if len(one.first) > 1 or _is_whole(one.words[0]) else None
    if sorted(one.words) == sorted(other.words):
        return Kinship.ORDER
    if not is_same_place or not one.last or one.last != other.last:
        return None
    if one.first == other.first:
        is_part = set(one.words) <= set(other.words) or set(other.words) <= set(one.words)
        return Kinship.MIDDLE if is_part or _fit(one.words, other.words) else None
    return Kinship.SHORT if _is_short(one.first, other.first) else None


def may_be_one(one: Called, other: Called) -> bool:
    """Return whether two names that go with one e-mail address may be of one person.

    Couples and offices share addresses, and then first names differ; last names change.
    """
    words, others = set(one.words), set(other.words)
    if words <= others or others <= words or "".join(one.words) == "".join(other.words):
        return True
    first, other_first = (name.first or name.words[0] for name in (one, other))
    if first == other_first:
        return len(first) > 1 or one.last == other.last
    return (not one.last or not other.last or one.last == other.last) and _is_short(
        first, other_first
    )


def alike(people: Iterable[Someone]) -> Iterator[tuple[int, int, Kinship]]:
    """Yield pairs of keys that may be one person; each person with few others, in order of keys."""
    by_words: dict[tuple[str, ...], list[tuple[Someone, Called]]] = defaultdict(list)
    by_place: dict[tuple[int, str], list[tuple[Someone, Called]]] = defaultdict(list)
    for someone in people:
        name = called(someone.name, is_family_first=someone.is_family_first)
        if name.words:
            by_words[tuple(sorted(name.words))].append((someone, name))
        if someone.organisation and name.last:
            by_place[someone.organisation, name.last].append((someone, name))
    seen: set[tuple[int, int]] = set()
    for block in (*by_words.values(), *by_place.values()):
        for place, (someone, name) in enumerate(block):
            for other, other_name in block[max(0, place - CROWD) : place]:
                pair = (min(someone.key, other.key), max(someone.key, other.key))
                is_same = someone.organisation is not None
                is_same = is_same and someone.organisation == other.organisation
                found = kinship(name, other_name, is_same_place=is_same)
                if found and pair not in seen:
                    seen.add(pair)
                    yield *pair, found


def _fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether middle names agree, an initial standing for a name: Ana M. and Ana Maria."""
    middle, others = one[1:-1], other[1:-1]
    return len(middle) == len(others) and all(
        a.startswith(b) or b.startswith(a) for a, b in zip(middle, others, strict=True)
    )


def _is_short(one: str, other: str) -> bool:
    """Return whether one first name is an initial of the other, or what it is called for short."""
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    short = _data()["short"]
    return other in short.get(one, ()) or one in short.get(other, ())


def _is_whole(word: str) -> bool:
    return len(word) > 1 and _HAN.fullmatch(word) is not None


_ASIDE = re.compile(r"[\"“”„«(\[].*?[\"“”»)\]]")
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile("[\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff]+")


@cache
def _data() -> Mapping[str, Any]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {key: held if key == "short" else frozenset(held) for key, held in data.items()}
