"""The questions that ship with the app, read from interviews/questions/<category>.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from interviews.rules.audience import FUNCTIONS, KINDS, LEVELS, SIZES, USUAL_KINDS
from interviews.rules.categories import Category, Purpose

FOLDER = Path(__file__).resolve().parent.parent / "questions"
_NEEDED = ("purpose", "en", "zh", "why", "source")
_OPTIONAL = (
    "probes_en",
    "probes_zh",
    "minutes",
    "core",
    "functions",
    "levels",
    "sizes",
    "kinds",
    "look_up",
    "off",
)
# What a list may hold; probes are free text.
_LISTS: dict[str, tuple[str, ...]] = {
    "probes_en": (),
    "probes_zh": (),
    "functions": FUNCTIONS,
    "levels": LEVELS,
    "sizes": SIZES,
    "kinds": KINDS,
}
MOST_PROBES = 3


class BadQuestion(ValueError):
    """A data file says something that cannot be read; the text names the file and the key."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One shipped question; `key` never changes, so that answers stay comparable."""

    key: str
    category: Category
    purpose: Purpose
    en: str
    zh: str
    # What to ask after a short answer, as many in Chinese as in English.
    probes_en: tuple[str, ...]
    probes_zh: tuple[str, ...]
    why: str
    source: str
    minutes: int
    is_core: bool
    # Whom it is for, in the words of interviews/rules/audience.py; empty is everyone.
    functions: tuple[str, ...]
    levels: tuple[str, ...]
    sizes: tuple[str, ...]
    # In which talks it is asked; never empty.
    kinds: tuple[str, ...]
    # Where the answer is public; empty when only the person can answer.
    look_up: str
    # Why it ships switched off; empty when it ships on.
    off: str


@cache
def shipped(folder: Path = FOLDER) -> dict[str, Shipped]:
    """Return all shipped questions by key, in asking order: by purpose, then category, then file.

    Raises BadQuestion when a file has a mistake in it.
    """
    questions = [question for category in Category for question in read(category, folder)]
    return _by_key(sorted(questions, key=_asking_order))


def _by_key(questions: Iterable[Shipped]) -> dict[str, Shipped]:
    by_key: dict[str, Shipped] = {}
    for question in questions:
        if other := by_key.get(question.key):
            files = f"{other.category}.toml and {question.category}.toml"
            raise BadQuestion(f"{files}: [{question.key}] stands in both")
        by_key[question.key] = question
    return by_key


def read(category: Category, folder: Path = FOLDER) -> list[Shipped]:
    """Return the questions of one category as its file orders them."""
    path = folder / f"{category.value}.toml"
    try:
        # Some editors begin a file with a mark of their own, which "-sig" passes over.
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadQuestion(f"{path.name}: save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadQuestion(f"{path.name}: {error}") from error
    return [_question(path.name, key, category, table) for key, table in tables.items()]


def _question(file: str, key: str, category: Category, table: Any) -> Shipped:
    try:
        _check(table)
        return Shipped(
            key=key,
            category=category,
            purpose=Purpose(table["purpose"]),
            en=table["en"],
            zh=table["zh"],
            probes_en=tuple(table.get("probes_en", ())),
            probes_zh=tuple(table.get("probes_zh", ())),
            why=table["why"],
            source=table["source"],
            minutes=table.get("minutes", 3),
            is_core=table.get("core", False),
            functions=tuple(table.get("functions", ())),
            levels=tuple(table.get("levels", ())),
            sizes=tuple(table.get("sizes", ())),
            kinds=tuple(table.get("kinds", ())) or USUAL_KINDS,
            look_up=table.get("look_up", ""),
            off=table.get("off", ""),
        )
    except BadQuestion as error:
        raise BadQuestion(f"{file}: [{key}] {error}") from error


def _check(table: Any) -> None:
    if not isinstance(table, dict):
        raise BadQuestion("stands above the first question")
    for word in table:
        _one_of(word, (*_NEEDED, *_OPTIONAL))
    for word in _NEEDED:
        if word not in table:
            raise BadQuestion(f"lacks {word!r}")
    for word, value in table.items():
        _check_type(word, value)
    _one_of(table["purpose"], Purpose, "purpose: ")
    for word, allowed in _LISTS.items():
        for value in table.get(word, ()) if allowed else ():
            _one_of(value, allowed, f"{word}: ")
    _check_probes(table.get("probes_en", ()), table.get("probes_zh", ()))


def _check_type(word: str, value: Any) -> None:
    if word in _LISTS:
        if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            raise BadQuestion(f'{word}: write a list, such as ["…", "…"]')
    elif word == "minutes":
        # A truth is a number to Python.
        if type(value) is not int:
            raise BadQuestion("minutes: write a whole number without quotes")
    elif word == "core":
        if not isinstance(value, bool):
            raise BadQuestion("core: write true or leave it out")
    elif not isinstance(value, str):
        raise BadQuestion(f'{word}: write a text in quotes, such as "…"')


def _check_probes(english: list[str], chinese: list[str]) -> None:
    if len(english) != len(chinese):
        raise BadQuestion(f"probes: {len(english)} in English, {len(chinese)} in Chinese")
    if len(english) > MOST_PROBES:
        raise BadQuestion(f"probes: {MOST_PROBES} at most")


def _one_of(value: str, allowed: Iterable[str], where: str = "") -> None:
    allowed = list(allowed)
    if value not in allowed:
        raise BadQuestion(f"{where}{value!r} is unknown; allowed: {', '.join(allowed)}")


def _asking_order(question: Shipped) -> int:
    return list(Purpose).index(question.purpose)
