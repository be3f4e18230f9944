"""Which names may be one organisation's: what a name says besides who it is, as sameness.toml lists."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from config.kit.labels import N_, Labelled
from contacts.rules.plain import plain

# Each name is compared with this many of its kind at most; initials that more share say nothing.
CROWD = 25
# A slip of one letter is looked for in words this long: shorter ones too often mean another word.
LONG = 8


class Likeness(Labelled):
    """Why two organisations may be one, the surest first."""

    SAME = "same", N_("The same name, but for legal form, capitals or spacing")
    LONGER = "longer", N_("The same name, with a general word more")
    ALIAS = "alias", N_("One is also known by the other’s name")
    INITIALS = "initials", N_("One name may be the initials of the other")
    SLIP = "slip", N_("The names differ by one letter")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name taken apart: who it is (without spaces), what kind of thing, and its words."""

    core: str
    tail: frozenset[str]
    words: tuple[str, ...]
    # Initials as people form them: with every word, and without the small ones.
    initials: frozenset[str] = frozenset()
    # As written, when that could be initials: 3 to 5 capital letters.
    is_initials: bool = False


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation to compare: its key, its name first and then what else it is known by."""

    key: int
    names: Sequence[str]
    is_new: bool = True


def naming(name: str) -> Naming:
    """Take a name apart; `core` is empty when it holds no letter or digit."""
    data = _data()
    words = _without_forms(_words(name), data)
    whole = words
    tail: set[str] = set()
    while len(words) > 1 and (kind := _kind(words, data)):
        tail.add(kind)
        words = words[:-1]
    if not any(_is_telling(word, data) for word in words):
        words, tail = whole, set()
    core, joined_tail = _without_joined("".join(words), data)
    bare = re.sub(r"[^\w]", "", name.split()[0]) if name.split() else ""
    return Naming(
        core,
        frozenset(tail | joined_tail),
        whole,
        _initials(whole, data),
        len(whole) == 1 and 3 <= len(whole[0]) <= 5 and bare.isupper() and bare.isalpha(),
    )


def likeness(one: Naming, other: Naming) -> Likeness | None:
    """Return why two names may be one organisation's, or None."""
    if one.core and one.core == other.core:
        if one.tail == other.tail:
            return Likeness.SAME
        # Contoso Software and Contoso Motors are two; Contoso may be either.
        return Likeness.LONGER if one.tail <= other.tail or other.tail <= one.tail else None
    if _is_short_for(one, other) or _is_short_for(other, one):
        return Likeness.INITIALS
    return Likeness.SLIP if _may_slip(one) and _may_slip(other) and _is_slip(one, other) else None


def alike(organisations: Iterable[Organisation]) -> Iterator[tuple[int, int, Likeness]]:
    """Yield pairs of keys, at least one of them new, that may be one organisation.

    Each new one is yielded with one other of its kind, the known and the shortest-named first, so
    that three names of one organisation make two pairs. Only names that share a core, initials or
    all letters but one are compared: time grows with the number of names, not with its square.
    """
    seen: set[tuple[int, int]] = set()
    for entries in _blocks(organisations):
        entries.sort(key=_order)
        for place, (new, is_alias, one) in enumerate(entries):
            if not new.is_new:
                continue
            for other, is_other_alias, name in entries[: min(place, CROWD)]:
                found = likeness(one, name) if other.key != new.key else None
                if found is None:
                    continue
                pair = (min(new.key, other.key), max(new.key, other.key))
                if pair not in seen:
                    seen.add(pair)
                    by_alias = (is_alias or is_other_alias) and found is Likeness.SAME
                    yield *pair, Likeness.ALIAS if by_alias else found
                break


type _Entry = tuple[Organisation, bool, Naming]


def _order(entry: _Entry) -> tuple[bool, bool, int, int, int]:
    organisation, is_alias, name = entry
    spelled = len(name.words)
    return organisation.is_new, is_alias, len(name.tail), -spelled, organisation.key


def _blocks(organisations: Iterable[Organisation]) -> Iterator[list[_Entry]]:
    """Yield the groups worth comparing: several organisations, one of them new."""
    by_core: dict[str, list[_Entry]] = defaultdict(list)
    by_initials: dict[str, list[_Entry]] = defaultdict(list)
    by_letters: dict[str, list[_Entry]] = defaultdict(list)
    for organisation in organisations:
        for place, written in enumerate(organisation.names):
            for name in _namings(written):
                entry = (organisation, place > 0, name)
                by_core[name.core].append(entry)
                for letters in {name.core} if name.is_initials else name.initials:
                    by_initials[letters].append(entry)
                if _may_slip(name):
                    for letters in _with_one_less(name.core):
                        by_letters[letters].append(entry)
    by_core.pop("", None)
    for blocks in (by_core, by_initials, by_letters):
        for block in blocks.values():
            count = len({entry[0].key for entry in block}) if len(block) > 1 else 1
            is_telling = count > 1 and (count <= CROWD or blocks is by_core)
            if is_telling and any(entry[0].is_new for entry in block):
                yield block


def _namings(written: str) -> Iterator[Naming]:
    """Yield what a name says, and what its brackets say where that is a name: Google (Alphabet)."""
    outside, _, rest = re.sub(r"\s+", " ", written).partition(" (")
    inside, _, after = rest.partition(")")
    if not inside or not outside:
        yield naming(written)
        return
    yield naming(f"{outside} {after}")
    data = _data()
    words = _without_forms(_words(inside), data)
    if any(_is_telling(word, data) and word not in data["general"] for word in words):
        yield naming(inside)


def _is_short_for(short: Naming, long: Naming) -> bool:
    return short.is_initials and len(long.words) > 2 and short.core in long.initials


def _initials(words: Sequence[str], data: Mapping[str, Any]) -> frozenset[str]:
    if not 3 <= len(words) <= 7:
        return frozenset()
    big = [word for word in words if word not in data["binding"]]
    return frozenset(
        {"".join(word[0] for word in words), "".join(word[0] for word in big)}
    ) - frozenset(["".join(word[0] for word in big)] if len(big) < 3 else [])


def _may_slip(name: Naming) -> bool:
    return len(name.words) - len(name.tail) == 1 and len(name.core) >= LONG and name.core.isalpha()


def _with_one_less(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(1, len(word))}


def _is_slip(one: Naming, other: Naming) -> bool:
    """Return whether one letter is wrong, missing or has changed places with its neighbour."""
    short, long = sorted((one.core, other.core), key=len)
    if one.tail != other.tail or short == long or len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    a, b = short[start:], long[start:]
    if len(a) < len(b):
        return a == b[1:]
    return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name, plain; S.A. is one, and small joining words are left out."""
    data = _data()
    text = plain(name)
    if "." in text:
        text = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]), text)
        text = data["domain"].sub("", text)
    for form in data["bracketed_forms"]:
        text = text.replace(form, " ")
    text = text.replace("'", "").replace("’", "")
    words = [word for word in _WORD.findall(text) if word not in data["joining"]]
    return tuple(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _without_forms(words: tuple[str, ...], data: Mapping[str, Any]) -> tuple[str, ...]:
    """Take the legal forms from both ends; what is nothing else stays."""
    is_changed = True
    while is_changed and len(words) > 1:
        is_changed = False
        for size in range(min(4, len(words) - 1), 0, -1):
            if " ".join(words[-size:]) in data["legal_forms"]:
                words, is_changed = words[:-size], True
                break
    for size in range(min(4, len(words) - 1), 0, -1):
        if " ".join(words[:size]) in data["legal_forms_before"]:
            return words[size:]
    return words


def _kind(words: Sequence[str], data: Mapping[str, Any]) -> str:
    """Return the last word's kind where it is a general word or a place, else ""."""
    last, before = words[-1], words[-2]
    if before in data["binding"]:
        return ""
    return data["general"].get(last) or (last if last in data["places"] else "")


def _is_telling(word: str, data: Mapping[str, Any]) -> bool:
    return not (
        word in data["common"]
        or word in data["general"]
        or word in data["places"]
        or word in data["binding"]
    )


def _without_joined(core: str, data: Mapping[str, Any]) -> tuple[str, set[str]]:
    """Take legal forms, general words and a place from a name written without spaces."""
    if core.isascii():
        return core, set()
    bare = core
    if core in data["joined_forms"]:
        return core, set()
    for form in data["joined_forms"]:
        bare = bare.removesuffix(form).removeprefix(form) or bare
    if bare != core:
        for place in data["joined_places"]:
            if bare.startswith(place) and len(bare) - len(place) >= 3:
                bare = bare.removeprefix(place)
    for word in data["joined_words"]:
        if bare.endswith(word) and len(bare) - len(word) >= 2:
            return bare.removesuffix(word), {word}
    return bare, set()


_DOTTED = re.compile(r"(?<!\w)[^\W\d_](?:\.\s?[^\W\d_](?!\w))+\.?")
_WORD = re.compile(r"\w+")


@cache
def _data() -> Mapping[str, Any]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    general = {
        word: kind for kind, others in data.pop("general").items() for word in (kind, *others)
    }
    longest_first = {
        key: sorted(data.pop(key), key=len, reverse=True)
        for key in ("joined_forms", "joined_words", "joined_places")
    }
    bracketed = [form for form in longest_first["joined_forms"] if "(" in form]
    domain = re.compile(rf"(?<=\w)\.(?:{'|'.join(data.pop('domains'))})(?!\w)")
    sets = {key: frozenset(words) for key, words in data.items()}
    rest = {"general": general, "domain": domain, "bracketed_forms": bracketed}
    return {**sets, **longest_first, **rest}
