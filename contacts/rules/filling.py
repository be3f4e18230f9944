"""How a text with fields is read, what is wrong with one, and how its fields become words.

`{their_name}` is a field. What stands in ((double brackets)) is optional: it is left out when one of
its fields is empty. Nothing else means anything.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise

from config.kit.labels import N_
from contacts.rules.phrases import CHINESE
from contacts.rules.wordings import FIELDS, SENTENCES

_TOKEN = re.compile(
    r"(?P<opening>\(\((?!\()|（（(?!（))|(?P<closing>\)\)(?!\))|））(?!）))"
    r"|[{｛](?P<field>[^{}｛｝\n]{0,60})[}｝]|(?P<brace>[{}｛｝])"
)
# Stands where an optional part was, until the text is tidied.
_LEFT_OUT = "\x00"
_SIDE = rf"[{CHINESE}，。！？；：、“”（）《》]"
_ENDS = ".?!。？！…"
# A noun phrase begins with one of these in small letters when it stands inside a sentence.
_SMALL_INSIDE = {"your", "the", "a", "an", "our"}


@dataclass(frozen=True)
class Problem:
    """Why a text is no template: words with `%(quote)s` and `%(nearest)s`, and where it stands."""

    message: str
    start: int
    quote: str
    nearest: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of a template: its kind is text, field, opening, closing or brace."""

    kind: str
    start: int
    quote: str
    key: str = ""


def fields_in(text: str) -> tuple[str, ...]:
    """Return the known fields of a text, in order, each once."""
    return tuple(dict.fromkeys(part.key for part in _parts(text) if part.key in FIELDS))


def problems_in(text: str) -> list[Problem]:
    """Return what keeps a subject or a body from being a template, in reading order."""
    parts = list(_parts(text))
    problems = [*_of_fields(parts), *_of_optional_parts(parts)]
    return sorted(problems, key=lambda problem: problem.start)


def _parts(text: str) -> Iterator[Part]:
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() > end:
            yield Part("text", end, text[end : match.start()])
        yield Part(str(match.lastgroup), match.start(), match[0], (match["field"] or "").strip())
        end = match.end()
    if end < len(text):
        yield Part("text", end, text[end:])


def _of_fields(parts: list[Part]) -> Iterator[Problem]:
    stray = N_("“%(quote)s” stands alone. A field is written like {their_name}.")
    for part in parts:
        if part.kind == "brace":
            yield Problem(stray, part.start, part.quote)
        elif part.kind == "field" and part.key not in FIELDS:
            yield _unknown(part)


def _of_optional_parts(parts: list[Part]) -> Iterator[Problem]:
    opened: Part | None = None
    has_field = False
    for part in parts:
        has_field = has_field or part.kind == "field"
        if part.kind == "opening":
            if opened:
                inside = N_("One optional part stands inside another.")
                yield Problem(inside, part.start, part.quote)
            opened, has_field = part, False
        elif part.kind == "closing":
            if not opened:
                unopened = N_("“%(quote)s” closes an optional part that was never opened.")
                yield Problem(unopened, part.start, part.quote)
            elif not has_field:
                empty = N_("This optional part holds no field, so nothing decides about it.")
                yield Problem(empty, opened.start, opened.quote)
            opened = None
    if opened:
        unclosed = N_("“%(quote)s” opens an optional part that is never closed.")
        yield Problem(unclosed, opened.start, opened.quote)


def _unknown(part: Part) -> Problem:
    nearest = get_close_matches(part.key.lower().replace(" ", "_"), FIELDS, n=1, cutoff=0.6)
    if not nearest:
        return Problem(N_("There is no field %(quote)s."), part.start, part.quote)
    return Problem(
        N_("There is no field %(quote)s. Did you mean {%(nearest)s}?"),
        part.start,
        part.quote,
        nearest[0],
    )


@dataclass
class Writer:
    """Turns texts into words; `missing` and `left_out` grow by the fields found empty."""

    facts: Mapping[str, str]
    gaps: Mapping[str, str]
    is_spaced: bool
    missing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def write(self, text: str) -> str:
        """Return the text with its fields filled, gaps in brackets, optional parts kept or left out."""
        kept = [*self._kept(list(_parts(text))), Part("text", len(text), "")]
        words = ""
        for part, after in pairwise(kept):
            words += self._value(part.key, words, after) if part.kind == "field" else part.quote
        return tidy(words, is_spaced=self.is_spaced)

    def _kept(self, parts: list[Part]) -> Iterator[Part]:
        """Yield the parts without the optional ones that lack a field."""
        optional: list[Part] | None = None
        for part in parts:
            if part.kind == "opening" and optional is None:
                optional = []
            elif part.kind == "closing" and optional is not None:
                empty = [one.key for one in optional if self._is_empty(one)]
                self.left_out += empty
                yield from [Part("text", part.start, _LEFT_OUT)] if empty else optional
                optional = None
            elif optional is None:
                yield part
            else:
                optional.append(part)
        yield from optional or ()

    def _is_empty(self, part: Part) -> bool:
        return part.kind == "field" and not self.facts.get(part.key)

    def _value(self, key: str, before: str, after: Part) -> str:
        value = self.facts.get(key, "")
        if not value:
            self.missing.append(key)
            return f"[{self.gaps.get(key, key)}]"
        follows = after.quote[:1] if after.kind == "text" else ""
        if follows and follows in (".,;:。，；：" if key in SENTENCES else ".。"):
            value = value.rstrip(".。")
        return _cased(value, before) if self.is_spaced else value


def _cased(value: str, before: str) -> str:
    """Return an English value with a capital where it begins a sentence, and without inside one."""
    word = value.split(maxsplit=1)[0]
    before = before.replace(_LEFT_OUT, "").rstrip(" ")
    begins = not before or before[-1] in f"{_ENDS}\n"
    if begins and word.islower():
        return value[0].upper() + value[1:]
    if not begins and word.lower() in _SMALL_INSIDE:
        return value[0].lower() + value[1:]
    return value


def tidy(text: str, *, is_spaced: bool) -> str:
    """Return the text without the traces of what was left out: blanks, empty lines, doubled marks."""
    text = re.sub(rf"^[ \t]*(?:{_LEFT_OUT}[ \t]*)+(?:\n|\Z)", "", text, flags=re.MULTILINE)
    text = re.sub(r"[ \t]+", " ", text.replace(_LEFT_OUT, ""))
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"(?<=[?!？！])[.。]", "", re.sub(r" (?=[.,;:](?:\s|$))", "", text))
    if not is_spaced:
        text = re.sub(rf"(?<={_SIDE}) (?={_SIDE})", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
