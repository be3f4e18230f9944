"""The checks of a message and what they look for in a language, as the files in checks/ say."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from contacts.rules.phrases import Language, size

_FILES = Path(__file__).parent / "checks"


@dataclass(frozen=True)
class Check:
    """A check as its file words it; `source` is empty for a rule of our own."""

    key: str
    kind: str
    severity: str
    name: str
    reason: str
    source: str
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """What the checks look for in one language."""

    language: str
    speech: Language
    rules: Mapping[str, Mapping[str, Any]]

    def pattern(self, key: str, part: str) -> re.Pattern[str] | None:
        """Return what a check searches for (`phrases`, `unless`, `cues`)."""
        return _pattern(self.language, key, part)


def pack(language: str) -> Pack:
    """Return the rules for a language; English for one that has none."""
    return _pack("zh" if language.startswith("zh") else "en")


@cache
def _pack(name: str) -> Pack:
    data = tomllib.loads((_FILES / f"{name}.toml").read_text(encoding="utf-8"))
    speech = Language(data.pop("words"), data.pop("is_spaced"))
    return Pack(data.pop("language"), speech, data)


@cache
def _pattern(language: str, key: str, part: str) -> re.Pattern[str] | None:
    rules = pack(language)
    return rules.speech.pattern(rules.rules[key].get(part, ()))


@cache
def checks() -> tuple[Check, ...]:
    """Return all checks in the order they are shown."""
    data = tomllib.loads((_FILES / "checks.toml").read_text(encoding="utf-8"))
    return tuple(
        Check(key=key, **{**fields, "purposes": tuple(fields.get("purposes", ()))})
        for key, fields in data.items()
    )


def checks_for(purpose: str) -> tuple[Check, ...]:
    """Return the checks that a kind of message is held to."""
    return tuple(check for check in checks() if not check.purposes or purpose in check.purposes)


def size_against_limit(text: str, pack: Pack) -> tuple[int, int]:
    """Return the length of a text in the pack's own unit, and the length that is still fine."""
    words, characters = size(text)
    most_words, most_characters = (
        pack.rules["length"]["words"][0],
        pack.rules["length"]["characters"][0],
    )
    if pack.speech.is_spaced:
        return words + round(characters * most_words / most_characters), most_words
    return characters + round(words * most_characters / most_words), most_characters
