"""The checks of a message and what they look for in a language, as the files in checks/ say."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from contacts.rules.limits import ASKS, Limits, Measure, characters_for, letters
from contacts.rules.lookup import Expression
from contacts.rules.phrases import Language, size

_FILES = Path(__file__).parent / "checks"


@dataclass(frozen=True)
class Check:
    """A check as its file words it; `source` is empty for a rule of our own.

    `purposes` and `channels` are those it is for; none stands for all. `not_channels` are left out.
    """

    key: str
    kind: str
    severity: str
    name: str
    reason: str
    source: str
    purposes: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    not_channels: tuple[str, ...] = ()

    def is_for(self, purpose: str, channel: str) -> bool:
        """Return whether a message of this purpose and channel is held to it."""
        return (
            (not self.purposes or purpose in self.purposes)
            and (not self.channels or channel in self.channels)
            and channel not in self.not_channels
        )


@dataclass(frozen=True)
class Frame:
    """What may not stand together: a first part, the others, and what makes it harmless."""

    first: Expression
    others: tuple[Expression, ...]
    unless: tuple[Expression, ...]

    def search(self, text: str) -> re.Match[str] | None:
        """Return where the first part stands."""
        return self.first.search(text)

    def is_full(self, text: str) -> bool:
        """Return whether all other parts stand in a text, and nothing that makes it harmless."""
        return all(part.search(text) for part in self.others) and not any(
            part.search(text) for part in self.unless
        )


@dataclass(frozen=True)
class Pack:
    """What the checks look for in one language."""

    language: str
    speech: Language
    rules: Mapping[str, Mapping[str, Any]]

    def pattern(self, key: str, part: str) -> Expression | None:
        """Return what a check searches for (`phrases`, `unless`, `cues`)."""
        return _pattern(self.language, key, part)

    def together(self, key: str, text: str) -> re.Match[str] | None:
        """Return the first part of what a check forbids to stand together, if all of it does."""
        for frame in _frames(self.language, key, "together"):
            if (match := frame.search(text)) and frame.is_full(text):
                return match
        return None

    def follow(self, key: str, text: str, after: str) -> re.Match[str] | None:
        """Return what a check forbids in a sentence when something else stands in the one after."""
        for frame in _frames(self.language, key, "follow"):
            if (match := frame.search(text)) and frame.is_full(after):
                return match
        return None


def pack(language: str) -> Pack:
    """Return the rules for a language; English for one that has none."""
    return _pack("zh" if language.startswith("zh") else "en")


@cache
def _pack(name: str) -> Pack:
    data = tomllib.loads((_FILES / f"{name}.toml").read_text(encoding="utf-8"))
    speech = Language(data.pop("words"), data.pop("is_spaced"))
    return Pack(data.pop("language"), speech, data)


@cache
def _pattern(language: str, key: str, part: str) -> Expression | None:
    rules = pack(language)
    return rules.speech.pattern(rules.rules[key].get(part, ()))


@cache
def _frames(language: str, key: str, part: str) -> tuple[Frame, ...]:
    rules = pack(language)
    return tuple(_frame(entry, rules.speech) for entry in rules.rules[key].get(part, ()))


def _frame(entry: str, speech: Language) -> Frame:
    wanted, *unwanted = entry.split(" - ")
    first, *others = _expressions(wanted.split(" + "), speech)
    return Frame(first, tuple(others), tuple(_expressions(unwanted, speech)))


def _expressions(phrases: Sequence[str], speech: Language) -> Iterator[Expression]:
    for phrase in phrases:
        if expression := speech.pattern([phrase]):
            yield expression


@cache
def checks() -> tuple[Check, ...]:
    """Return all checks in the order they are shown."""
    data = tomllib.loads((_FILES / "checks.toml").read_text(encoding="utf-8"))
    return tuple(_check(key, fields) for key, fields in data.items())


def _check(key: str, fields: dict[str, Any]) -> Check:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    return Check(key=key, **values)


@cache
def checks_for(purpose: str, channel: str = "") -> tuple[Check, ...]:
    """Return the checks that a kind of message is held to."""
    return tuple(check for check in checks() if check.is_for(purpose, channel))


def fine_words(purpose: str, pack: Pack, limits: Limits) -> int:
    """Return how many words a message of this purpose may have and still be fine."""
    most: int = pack.rules["length"]["words"][0]
    return limits.numbers["first_message_words"] if purpose in ASKS else most


def size_against_limit(
    text: str, pack: Pack, *, purpose: str = "thank_you", limits: Limits | None = None
) -> tuple[int, int]:
    """Return the length of a text in the pack's own unit, and the length that is still fine."""
    words, characters = size(text)
    most_words = fine_words(purpose, pack, limits or Limits())
    most_characters = characters_for(most_words)
    if pack.speech.is_spaced:
        return words + round(characters * most_words / most_characters), most_words
    return characters + round(words * most_characters / most_words), most_characters


def measures(
    text: str, *, subject: str, pack: Pack, purpose: str, channel: str, limits: Limits
) -> list[Measure]:
    """Return "n of m" for a message: its length first, then what the channel takes, if it says."""
    count, most = size_against_limit(text, pack, purpose=purpose, limits=limits)
    unit = "words" if pack.speech.is_spaced else "chinese_characters"
    found = [Measure("body", count, most, unit)]
    for where, part in (("subject", subject), ("body", text)):
        if most_letters := limits.of_channel(channel, where):
            found.append(Measure(where, letters(part), most_letters, "characters"))
    return found
