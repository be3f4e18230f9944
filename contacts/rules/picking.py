"""In which order to ask the people at an organisation, and the reasons for each place."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from config.kit.labels import N_, Labelled
from contacts.rules import titles

SOURCE = N_("Steve Dalton, The 2-Hour Job Search; the switch: Andrew Ng")


class Criterion(Labelled):
    """What counts, the weightiest first: one met outweighs all that follow."""

    FUNCTION = "function", N_("same kind of work")
    GROUP = "group", N_("shared school or group")
    LEVEL = "level", N_("one or two levels above you")
    SWITCH = "switch", N_("made the switch you want")
    FINDABLE = "findable", N_("can be reached")


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who asks: the kind of work they look for, where they stand, and what they come from.

    `function` is that of the role explored, so that a teacher who looks into data work is led to
    people in data and not to other teachers. `past` are the roles and industries they come from,
    `levels` all levels in order.
    """

    function: str
    level: str
    groups: tuple[str, ...]
    past: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody at the organisation; `reaches` are kinds of ReachKind."""

    key: int
    name: str = ""
    title: str = ""
    function: str = ""
    level: str = ""
    groups: Sequence[str] = ()
    earlier: Sequence[str] = ()
    reaches: Sequence[str] = ()
    is_known: bool = False
    is_do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody stands where they stand; `is_by_title` when a title was read for it."""

    criterion: Criterion
    what: str = ""
    steps: int = 0
    is_by_title: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate with the reasons that speak for them, in the order of the criteria."""

    candidate: Candidate
    reasons: tuple[Reason, ...] = field(default=())


def ranked(candidates: Iterable[Candidate], seeker: Seeker) -> list[Pick]:
    """Return everybody in picking order: criterion by criterion, then those known, then by name.

    Who does not want to be contacted comes last. Source of the order: see SOURCE; that people
    known come before strangers where all else is equal is ours.
    """
    picks = [Pick(one, tuple(_reasons(one, seeker))) for one in candidates]
    return sorted(picks, key=_place)


def _place(pick: Pick) -> tuple[bool, tuple[bool, ...], bool, str, int]:
    met = {reason.criterion for reason in pick.reasons}
    one = pick.candidate
    missing = tuple(criterion not in met for criterion in Criterion)
    return (one.is_do_not_contact, missing, not one.is_known, one.name, one.key)


def _reasons(one: Candidate, seeker: Seeker) -> Iterable[Reason]:
    reading = titles.read(one.title) if not (one.function and one.level) else titles.Reading()
    function = one.function or reading.function
    if function and function == seeker.function:
        yield Reason(Criterion.FUNCTION, is_by_title=not one.function)
    if shared := shared_group(one.groups, seeker.groups):
        yield Reason(Criterion.GROUP, what=shared)
    steps = _steps(one.level or reading.level, seeker)
    if steps in (1, 2):
        yield Reason(Criterion.LEVEL, steps=steps, is_by_title=not one.level)
    if function == seeker.function or not seeker.function:
        if past := shared_past(one.earlier, seeker.past):
            yield Reason(Criterion.SWITCH, what=past)
    if one.reaches:
        yield Reason(Criterion.FINDABLE, what=one.reaches[0])


def _steps(level: str, seeker: Seeker) -> int:
    """Return how many levels above the seeker; 0 where either is not known."""
    if level not in seeker.levels or seeker.level not in seeker.levels:
        return 0
    return seeker.levels.index(level) - seeker.levels.index(seeker.level)


def shared_group(theirs: Sequence[str], mine: Sequence[str]) -> str:
    """Return the first of their schools and groups that is mine too, else ""."""
    folded = {plain(group) for group in mine}
    return next((group for group in theirs if plain(group) in folded), "")


def shared_past(earlier: Sequence[str], past: Sequence[str]) -> str:
    """Return the first of their earlier roles that says where I come from, else "".

    “Maths teacher” fits “Teacher”: all words of the one stand in the other.
    """
    mine = [words for words in map(_words, past) if words]
    for entry in earlier:
        words = _words(entry)
        if words and any(words <= one or one <= words for one in mine):
            return entry
    return ""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text without accents, case and stray spaces."""
    split = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in split if not unicodedata.combining(c)).split())


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """Return the words that tell something; Chinese ones as pairs of characters."""
    text = plain(text)
    latin = {word.removesuffix("s") for word in re.findall(r"[a-z0-9]{3,}", text)}
    pairs = {
        run[i : i + 2]
        for run in re.findall(r"[\u3400-\u9fff]{2,}", text)
        for i in range(len(run) - 1)
    }
    return frozenset((latin | pairs) - _COMMON)


# Say nothing about where somebody comes from.
_COMMON = frozenset(
    ("and", "for", "the", "senior", "junior", "head", "lead", "manager", "assistant")
)
