"""What the method says and who says so, read from method.toml; its numbers are the presets’."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contacts.rules.cadence import DEFAULT, presets


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody whose advice this is; `name` stands beside facts, `what` in the list of sources."""

    key: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the method says; `value` is its number with unit, or empty.

    Letters tell it in one sentence, `en` or `zh`; both are empty where it is not for letters.
    """

    value: str
    text: str
    sources: tuple[Source, ...]
    en: str = ""
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """All of it."""

    sections: tuple[Section, ...]
    sources: tuple[Source, ...]


@cache
def method() -> Method:
    """Return the method as its data file has it; KeyError where a fact names no known source.

    Numbers stand as the presets have them.
    """
    numbers = {**presets()[DEFAULT].values, **presets()}
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    sources = {key: Source(key=key, **source) for key, source in data["sources"].items()}
    sections = tuple(
        Section(
            title=section["title"],
            facts=tuple(
                Fact(
                    value=fact.get("value", "").format_map(numbers),
                    text=fact["is"].format_map(numbers),
                    sources=tuple(sources[key] for key in fact["from"]),
                    en=fact.get("en", ""),
                    zh=fact.get("zh", ""),
                )
                for fact in section["facts"]
            ),
        )
        for section in data["sections"]
    )
    return Method(sections=sections, sources=tuple(sources.values()))
