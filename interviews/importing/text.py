r"""Questions as text that people read: Markdown with a question an item, in asking order.

    # The bank
    - What does a typical week look like? (3 min)\
      典型的一周是什么样的？
      - Which day is the fullest?\
        哪一天最满？
      - **Purpose:** Insights
      - **About:** Day and week

What stands in bold before a colon is a fact; anything else below a question is a follow-up. A purpose
may also stand as a heading above its questions. Text that belongs to no question is passed over.
What is not told of a question is unsaid; a fact with nothing after its colon says that there is none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from interviews.importing import words
from interviews.importing.rows import QuestionReading, QuestionRow, Unreadable, fault_in, one_line

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_ITEM = re.compile(r"([ \t]*)(?:[-*+]|\d{1,4}[.)])[ \t]+(.*)$")
_MINUTES = re.compile(r"\s*[(（](\d{1,3})\s*(?:min|mins|minutes|分钟)[)）]$")
_FACT = re.compile(r"\*\*(.+?)[:：]?\*\*[:：]?[ \t]*(.*)$")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_MARK = re.compile(r"[\\`*_<>\[\]&]")
# What would begin a heading, a list or a quotation; and what ends a line of digits to make it one.
_BEGINNING = re.compile(r"^([#+\-=|~>]|\d+(?=[.)]))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKED_FIELDS = ("text_en", "text_zh")


def escaped(text: str) -> str:
    """Return a text as Markdown shows it unchanged; `plain` gives it back."""
    text = _MARK.sub(r"\\\g<0>", text)
    begun = _BEGINNING.match(text)
    if not begun:
        return text
    at = begun.end() if begun[0][0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"


def escaped_heading(text: str) -> str:
    """Return a text as a heading shows it unchanged."""
    return _MARK.sub(r"\\\g<0>", text).replace("#", "\\#")


def plain(text: str) -> str:
    """Return what Markdown shows."""
    return one_line(_ESCAPED.sub(r"\1", text))


def is_chinese(text: str) -> bool:
    """Return whether a wording alone is taken for the Chinese one."""
    return bool(_HAN.search(text))


@dataclass
class _Pair:
    """A wording, or a follow-up, in one or two languages, as it is being read."""

    number: int
    parts: list[str]

    def add(self, text: str) -> None:
        """Take one more line: in the other language after a hard break, or where it shows."""
        before = self.parts[-1]
        is_broken = _is_broken(before)
        other = is_chinese(text) and not is_chinese(before)
        if len(self.parts) == 1 and (is_broken or other):
            self.parts.append(text)
        else:
            self.parts[-1] = f"{before[:-1] if is_broken else before} {text}"

    def texts(self) -> dict[str, str]:
        """Return the wording by language."""
        parts = [part[:-1] if _is_broken(part) else part for part in self.parts]
        if len(parts) == 2:
            return dict(zip(_MARKED_FIELDS, parts, strict=True))
        if (fact := _FACT.match(parts[0])) and words.field_of(fact[1]) in _MARKED_FIELDS:
            return {words.field_of(fact[1]): fact[2]}
        return {"text_zh" if is_chinese(parts[0]) else "text_en": parts[0]}


@dataclass
class _Item:
    """A question as it is being read."""

    wording: _Pair
    headed: dict[str, str]
    below: list[_Pair] = field(default_factory=list)

    def values(self) -> dict[str, Any] | Unreadable:
        """Return what is told of the question, or why there is none."""
        values = self._head()
        probes: dict[str, list[str]] = {"text_en": [], "text_zh": []}
        for pair in self.below:
            fact = _FACT.match(pair.parts[0])
            name = words.field_of(plain(fact[1])) if fact and len(pair.parts) == 1 else ""
            if not fact or name in ("", *_MARKED_FIELDS):
                for language, text in pair.texts().items():
                    probes[language].append(plain(text))
                continue
            try:
                values |= _fact(name, plain(fact[2]))
            except ValueError:
                said = {"text": plain(fact[2])[:60], "heading": plain(fact[1])}
                reason = _("“%(text)s” is nothing that “%(heading)s” can hold.") % said
                return Unreadable(number=pair.number, reason=reason)
        for name, language in zip(("probes_en", "probes_zh"), _MARKED_FIELDS, strict=True):
            if told := tuple(filter(None, probes[language])):
                values[name] = told
        reason = fault_in(QuestionRow(**values))
        return Unreadable(number=self.wording.number, reason=reason) if reason else values

    def _head(self) -> dict[str, Any]:
        """Return wording, minutes and what headings say; minutes end the first line, or the last."""
        values: dict[str, Any] = {**self.headed}
        for at, part in enumerate(self.wording.parts):
            end = "\\" if _is_broken(part) else ""
            text = part.removesuffix(end)
            if "minutes" not in values and (said := _MINUTES.search(text)):
                values["minutes"] = int(said[1])
                self.wording.parts[at] = text[: said.start()] + end
        texts = {name: plain(text) for name, text in self.wording.texts().items()}
        return values | texts


def read_text(lines: Iterable[str]) -> QuestionReading:
    """Return the questions of a text."""
    reading = QuestionReading()
    item: _Item | None = None
    headed: dict[str, str] = {}
    is_open = False
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if heading := _HEADING.match(text):
            _keep(reading, item)
            item, is_open = None, False
            if len(heading[1]) == 1 and not reading.name:
                reading.name = plain(heading[2])
            else:
                headed |= _headed(plain(heading[2]))
        elif found := _ITEM.match(text):
            pair = _Pair(number, [found[2].rstrip()])
            is_open = True
            if item and found[1]:
                item.below.append(pair)
                continue
            _keep(reading, item)
            item = _Item(pair, {**headed})
        elif not text.strip():
            is_open = False
        elif item and (is_open or text[0] in " \t"):
            (item.below[-1] if item.below else item.wording).add(text.strip())
    _keep(reading, item)
    return reading


def _keep(reading: QuestionReading, item: _Item | None) -> None:
    told = item.values() if item else None
    if isinstance(told, Unreadable):
        reading.unreadable.append(told)
    elif told:
        reading.take(QuestionRow(**told), said=told)


def _headed(text: str) -> dict[str, str]:
    """Return what a heading says of the questions below it: their purpose, or what they are about."""
    text = re.split("[:：]", text)[0]
    for name in ("purpose", "category"):
        try:
            return {name: words.word_of(name, text)}
        except words.Unknown:
            continue
    return {}


def _fact(name: str, text: str) -> dict[str, Any]:
    if name in words.LISTS:
        return {name: words.words_of(name, text)}
    if name in ("purpose", "category"):
        return {name: words.word_of(name, text)}
    if name == "minutes":
        return {name: int(text)}
    if name in ("is_core", "is_off"):
        return {name: words.truth_of(text) if text else True}
    if name == "is_public":
        return {"is_public": True, "look_up": text}
    if name in ("probes_en", "probes_zh"):
        raise words.Unknown(text)
    return {name: text}


def _is_broken(line: str) -> bool:
    """Return whether a line ends in a hard break: a backslash that is not escaped itself."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1
