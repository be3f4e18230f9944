"""The questions that ship with the app, read from interviews/questions/<category>.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from interviews.rules.categories import Category, Purpose

FOLDER = Path(__file__).resolve().parent.parent / "questions"
_WORDS = frozenset(
    {"purpose", "en", "zh", "why", "source", "minutes", "core", "look_up", "off"},
)


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
    why: str
    source: str
    minutes: int
    is_core: bool
    # Where the answer is public; empty when only the person can answer.
    look_up: str
    # Why it ships switched off; empty when it ships on.
    off: str


@cache
def shipped() -> dict[str, Shipped]:
    """Return all shipped questions by key, in asking order: by purpose, then category, then file.

    Raises BadQuestion when a file has a mistake in it.
    """
    questions = [question for category in Category for question in read(category)]
    by_key = {question.key: question for question in sorted(questions, key=_asking_order)}
    if len(by_key) < len(questions):
        keys = [question.key for question in questions]
        raise BadQuestion(f"keys used twice: {sorted({k for k in keys if keys.count(k) > 1})}")
    return by_key


def read(category: Category, folder: Path = FOLDER) -> list[Shipped]:
    """Return the questions of one category as its file orders them."""
    path = folder / f"{category.value}.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadQuestion(f"{path.name}: {error}") from error
    return [_question(path.name, key, category, table) for key, table in tables.items()]


def _question(file: str, key: str, category: Category, table: dict[str, Any]) -> Shipped:
    try:
        if unknown := table.keys() - _WORDS:
            raise BadQuestion(f"unknown: {', '.join(sorted(unknown))}")
        return Shipped(
            key=key,
            category=category,
            purpose=Purpose(table["purpose"]),
            en=table["en"],
            zh=table["zh"],
            why=table["why"],
            source=table["source"],
            minutes=table.get("minutes", 3),
            is_core=table.get("core", False),
            look_up=table.get("look_up", ""),
            off=table.get("off", ""),
        )
    except KeyError as error:
        raise BadQuestion(f"{file}: [{key}] lacks {error}") from error
    except ValueError as error:
        raise BadQuestion(f"{file}: [{key}] {error}") from error


def _asking_order(question: Shipped) -> int:
    return list(Purpose).index(question.purpose)
