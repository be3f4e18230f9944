"""Which questions a sheet should hold for this person, and the reason for each."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Any

from config.kit.labels import N_, Labelled
from interviews.rules.categories import Category, Purpose
from interviews.rules.sheets import rank

_WORD = re.compile(r"[a-z]{3,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
# Words are the same when they begin alike: "analyst", "analysis".
_STEM = 6


class Why(Labelled):
    """Why a question is suggested; `{detail}` is filled in where there is one."""

    CORE = "core", N_("asked of everyone, so that answers can be compared")
    BELIEF = "belief", N_("tests what you believe: “{detail}”")
    PURPOSE = "purpose", N_("covers {detail}")
    KIND = "kind", N_("made for this kind of talk")
    GAP = "gap", N_("your research left this open: {detail}")
    FUNCTION = "function", N_("made for their kind of work")
    LEVEL = "level", N_("made for somebody at their level")
    SIZE = "size", N_("made for an organisation of this size")
    RATING = "rating", N_("worked well before")
    REPEATED = "repeated", N_("{detail} has answered it; another view")
    FITS = "fits", N_("says more about: {detail}")
    CLOSE = "close", N_("belongs to the close")


class Out(Labelled):
    """Why a question that would fit is left out."""

    TOLD = "told", N_("{detail} has answered it")
    PUBLIC = "public", N_("the answer is public: look it up")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What has to be known of a question; `words` are its wordings and intent in all languages.

    Empty `functions`, `levels`, `sizes` and `kinds` stand for everyone, but a job round is asked what
    names it. `rating` is the mean of 1 (fell
    flat) to 3 (worked well), None where it was never rated.
    """

    handle: str
    purpose: str
    category: str
    minutes: int
    words: str = ""
    is_core: bool = False
    is_public: bool = False
    functions: Sequence[str] = ()
    levels: Sequence[str] = ()
    sizes: Sequence[str] = ()
    kinds: Sequence[str] = ()
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Who answered a question already, and when; `is_them` where it was the very person."""

    who: str
    on: date | None
    is_them: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """The talk: minutes for questions and for the close, its kind, whom it is with and what is open.

    `gaps` are (checklist key, its words) of research without a finding; `told` is by handle.
    """

    minutes: int
    closing: int
    kind: str
    function: str = ""
    level: str = ""
    size: str = ""
    beliefs: Sequence[str] = ()
    gaps: Sequence[tuple[str, str]] = ()
    told: Mapping[str, Told] | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and what fills its `{detail}`."""

    why: Why
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question for the sheet and why, the strongest reason first."""

    candidate: Candidate
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question that would fit and is not suggested."""

    candidate: Candidate
    out: Out
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """What speaks for a question that stands on a sheet, and what spoke against it."""

    reasons: tuple[Reason, ...]
    against: LeftOut | None


@dataclass(frozen=True, slots=True)
class Suggested:
    """The questions in asking order, and those left out though they fit, in the order given."""

    chosen: list[Suggestion]
    left_out: list[LeftOut]


@cache
def numbers() -> dict[str, Any]:
    """Return the weights and lists of suggesting.toml."""
    path = Path(__file__).with_name("suggesting.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def suggest(
    candidates: Iterable[Candidate], setting: Setting, *, present: Sequence[Candidate] = ()
) -> Suggested:
    """Return what to ask in this talk: it fits the minutes, and every question has its reason.

    What is `present` on the sheet stays, takes its minutes and covers its purpose. Questions made for
    others are not considered. What is public or was answered by this very person (or once for their
    whole organisation) is left out, and told. The rest is taken by weight, one at a time, as long as
    it fits: each purpose counts most for its first question.
    """
    fitting = _fitting(candidates, setting, present)
    out = left_out(fitting, setting)
    gone = {left.candidate.handle for left in out}
    rest = [one for one in fitting if one.handle not in gone]
    tests = _tests(rest, setting.beliefs)
    here, closing_here = _apart(present)
    others, closers = _apart(rest)
    chosen = _taken(
        others,
        setting.minutes - _minutes(here),
        lambda one, so_far: _reasons(one, setting, tests, [*present, *so_far]),
        most=numbers()["sheet"]["most"] - len(here),
    )
    chosen += _taken(
        closers,
        setting.closing - _minutes(closing_here),
        lambda one, _so_far: _closing_reasons(one),
        most=numbers()["sheet"]["close"] - len(closing_here),
    )
    return Suggested(sorted(chosen, key=lambda one: rank(one.candidate.purpose)), out)


def left_out(
    candidates: Iterable[Candidate], setting: Setting, *, present: Sequence[Candidate] = ()
) -> list[LeftOut]:
    """Return what would fit and is not suggested beside what is `present`, in the order given."""
    fitting = _fitting(candidates, setting, present)
    return [left for one in fitting if (left := _left_out(one, setting))]


def explain(
    present: Sequence[Candidate], candidates: Iterable[Candidate], setting: Setting
) -> dict[str, Explained]:
    """Return, by handle, what speaks for each question of a sheet in its order, and what against.

    `candidates` is all that could be asked: a belief is tested by the nearest few of them.
    """
    tests = _tests([*candidates], setting.beliefs)
    return {
        one.handle: Explained(
            _closing_reasons(one)
            if one.purpose == Purpose.CLOSING
            else _reasons(one, setting, tests, present[:place]),
            _left_out(one, setting),
        )
        for place, one in enumerate(present)
    }


def _apart(candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Return what is asked in the middle of a talk, and what closes it."""
    closers = [one for one in candidates if one.purpose == Purpose.CLOSING]
    return [one for one in candidates if one.purpose != Purpose.CLOSING], closers


def _minutes(candidates: Iterable[Candidate]) -> int:
    return sum(one.minutes for one in candidates)


def _fitting(
    candidates: Iterable[Candidate], setting: Setting, present: Sequence[Candidate]
) -> list[Candidate]:
    known = {one.handle for one in present}
    return [one for one in candidates if suits(one, setting) and one.handle not in known]


def suits(one: Candidate, setting: Setting) -> bool:
    """Return whether a question is for such a person and talk; what is not known excludes.

    In a job round nothing is asked that was not made for one.
    """
    if setting.kind == "job" and "job" not in one.kinds:
        return False
    return all(
        not wanted or actual in wanted
        for wanted, actual in (
            (one.kinds, setting.kind),
            (one.functions, setting.function),
            (one.levels, setting.level),
            (one.sizes, setting.size),
        )
    )


def _left_out(one: Candidate, setting: Setting) -> LeftOut | None:
    told = (setting.told or {}).get(one.handle)
    is_for_all = one.category in numbers()["told"]["whole_organisation"]
    if told and (told.is_them or is_for_all) and one.purpose != Purpose.CLOSING:
        return LeftOut(one, Out.TOLD, told)
    return LeftOut(one, Out.PUBLIC) if one.is_public else None


type _Judge = Callable[[Candidate, Sequence[Candidate]], tuple[Reason, ...]]


def _taken(
    candidates: Sequence[Candidate], minutes: int, judge: _Judge, *, most: int
) -> list[Suggestion]:
    """Return what fits into the minutes, the weightiest first; what weighs nothing is not taken."""
    chosen: list[Suggestion] = []
    waiting = list(candidates)
    while waiting and len(chosen) < most:
        fits = [one for one in waiting if one.minutes <= minutes]
        so_far = [suggestion.candidate for suggestion in chosen]
        judged = [(one, judge(one, so_far)) for one in fits]
        weighed = [(_weight(one, reasons), one, reasons) for one, reasons in judged]
        weight, best, reasons = max(weighed, key=_place, default=(0, None, ()))
        if best is None or weight <= 0:
            break
        chosen.append(Suggestion(best, reasons))
        waiting.remove(best)
        minutes -= best.minutes
    return chosen


def _place(weighed: tuple[float, Candidate, tuple[Reason, ...]]) -> tuple[float, int]:
    """Return what is taken first: by weight, then what is asked first."""
    weight, one, _ = weighed
    return weight, -rank(one.purpose)


def _weight(one: Candidate, reasons: Sequence[Reason]) -> float:
    weights = numbers()["weights"]
    steps = (one.rating or 2) - 2
    held_back = weights["held_back"] if one.category in numbers()["told"]["with_rapport"] else 0
    named = [reason.why for reason in reasons if reason.why not in (Why.RATING, Why.CLOSE)]
    closing = 1 if any(reason.why is Why.CLOSE for reason in reasons) else 0
    return (
        sum(weights[why.value] for why in named) + steps * weights["rating"] + closing + held_back
    )


def _reasons(
    one: Candidate,
    setting: Setting,
    tests: Mapping[str, str],
    so_far: Sequence[Candidate],
) -> tuple[Reason, ...]:
    """Return what speaks for a question beside those on the sheet so far, and what against it."""
    told = (setting.told or {}).get(one.handle)
    covered = {other.purpose for other in so_far}
    asked_about = {other.category for other in so_far}
    gap = next((text for key, text in setting.gaps if _fills(one, key, asked_about)), "")
    told_of = [
        (one.is_core, Why.CORE, ""),
        (one.handle in tests, Why.BELIEF, tests.get(one.handle, "")),
        ([*one.kinds] == [setting.kind], Why.KIND, ""),
        (bool(gap), Why.GAP, gap),
        (setting.function in one.functions, Why.FUNCTION, ""),
        (setting.level in one.levels, Why.LEVEL, ""),
        (setting.size in one.sizes, Why.SIZE, ""),
        (one.rating is not None and one.rating > 2, Why.RATING, ""),
        (one.purpose not in covered, Why.PURPOSE, Purpose(one.purpose).label),
        (told is not None, Why.REPEATED, told.who if told else ""),
    ]
    speaking = [Reason(why, detail) for is_so, why, detail in told_of if is_so]
    if all(reason.why is Why.REPEATED for reason in speaking):
        label = Category(one.category).label if one.category else ""
        return (Reason(Why.FITS, label), *speaking)
    return tuple(speaking)


def _closing_reasons(one: Candidate) -> tuple[Reason, ...]:
    return (Reason(Why.CORE), Reason(Why.CLOSE)) if one.is_core else (Reason(Why.CLOSE),)


def _fills(one: Candidate, key: str, asked_about: Collection[str]) -> bool:
    """Return whether a question is the first to ask about what a gap of research leaves open."""
    about = numbers()["gaps"].get(key, [])
    return one.category in about and not any(category in about for category in asked_about)


def _tests(candidates: Sequence[Candidate], beliefs: Sequence[str]) -> dict[str, str]:
    """Return, by handle, the belief that a question puts to the test: the nearest few of each."""
    words = {one.handle: _telling(one.words) for one in candidates}
    seen = Counter(word for held in words.values() for word in held)
    limits = numbers()["belief"]
    tests: dict[str, str] = {}
    for belief in beliefs:
        about = _telling(belief)
        near = {handle: _likeness(about, held, seen, len(words)) for handle, held in words.items()}
        nearest = sorted(near, key=lambda handle: -near[handle])[: limits["most"]]
        for handle in nearest:
            is_one_word = len(about & words[handle]) == 1
            if near[handle] >= limits["alone" if is_one_word else "least"]:
                tests.setdefault(handle, belief)
    return tests


def _likeness(
    belief: frozenset[str], question: frozenset[str], seen: Counter[str], many: int
) -> float:
    """Return which part of a belief's words a question shares, rare words counting more (0 to 1)."""
    rarity = {word: log(1 + many / (1 + seen[word])) for word in belief}
    whole = sum(rarity.values())
    return sum(rarity[word] for word in belief & question) / whole if whole else 0.0


@lru_cache(maxsize=2048)
def _telling(text: str) -> frozenset[str]:
    """Return what a text is about: the beginnings of its words, and pairs of Chinese letters."""
    stop = numbers()["words"]["stop"]
    text = text.casefold()
    words = {word[:_STEM] for word in _WORD.findall(text) if word not in stop}
    pairs = {run[i : i + 2] for run in _CHINESE.findall(text) for i in range(len(run) - 1)}
    return frozenset(words | pairs)
