"""How phrases that anyone can write (`let me know ~ [vacancy]`) are found in the sentences of a text."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from contacts.rules.lookup import ByFirstWord, Expression

# One character for one, so that places found here are places in the text as typed.
_SAME = {
    **{0xFF01 + i: 0x21 + i for i in range(94)},
    **dict.fromkeys(map(ord, "’‘ʼ＇`´"), ord("'")),
    **dict.fromkeys(map(ord, "“”„"), ord('"')),
    **dict.fromkeys(map(ord, "‐‑‒–"), ord("-")),
    **dict.fromkeys((0xA0, 0x3000, 0x2009, 0x202F, 0x0D, 0x09), 0x20),
}
CHINESE = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# The full stop of a title ends no sentence.
_TITLE = r"(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bst)(?<!\bmrs)(?<!\bprof)"
_SENTENCE_END = re.compile(rf"{_TITLE}[.!?]+(?=\s|$)|[。;!?…]+|\n[ ]*\n|\n(?=[ ]*[-*•])")
_LINE_END = re.compile(r"\n")
# What stands between blanks, Chinese characters and their punctuation: `16:00` and `it's` are one word.
_RUN = re.compile(rf"[^\s{CHINESE}\u3000-\u303f\uff00-\uff0f\uff1a-\uff20…—]+")
_CHARACTER = re.compile(f"[{CHINESE}]")
# What `~` and `~~` stand for; the second also reaches across a comma.
_WORD_GAPS = {"~": r"(?:\S+\s+){0,6}?", "~~": r"(?:\S+\s+){0,12}?"}
_CHARACTER_GAPS = {"~": r"[^。,、:!?\n]{0,12}?", "~~": r"[^。!?\n]{0,20}?"}


def plain(text: str) -> str:
    """Return the text in lower case with one kind of quote, dash and blank, equally long."""
    text = text.translate(_SAME)
    if len(low := text.lower()) == len(text):
        return low
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def size(text: str) -> tuple[int, int]:
    """Return how many words and how many Chinese characters (punctuation aside) a text has."""
    words = sum(any(map(str.isalnum, run)) for run in _RUN.findall(text))
    return words, len(_CHARACTER.findall(text))


@dataclass(frozen=True)
class Sentence:
    """A piece of plain text and where it begins: in the subject or the body."""

    where: str
    start: int
    text: str


def sentences(text: str, *, where: str, is_spaced: bool) -> Iterator[Sentence]:
    """Cut plain text at full stops and empty lines; where words are not spaced, at every line."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if not is_spaced:
        ends = sorted({*ends, *(match.end() for match in _LINE_END.finditer(text))})
    start = 0
    for end in [*ends, len(text)]:
        if text[start:end].strip():
            yield Sentence(where, start, text[start:end])
        start = end


@dataclass(frozen=True)
class Language:
    """The lists that phrases refer to, and whether blanks part words in this language."""

    words: Mapping[str, Sequence[str]]
    is_spaced: bool

    def pattern(self, phrases: Sequence[str], **names: str) -> Expression | None:
        """Return one expression for all phrases, or None for none; `names` replaces words."""
        if not phrases:
            return None
        if self.is_spaced and not names:
            beginnings = {phrase: self._beginnings(phrase.split()[0]) for phrase in phrases}
            return ByFirstWord(beginnings, self._beginning_with)
        union = "|".join(self._phrase(phrase, names) for phrase in phrases)
        return re.compile(rf"(?<!\w)(?:{union})(?!\w)" if self.is_spaced else f"(?:{union})")

    def _beginning_with(self, phrases: Collection[str], beginning: str) -> re.Pattern[str]:
        union = "|".join(self._phrase(phrase, {}, beginning) for phrase in phrases)
        return re.compile(rf"(?:{union})(?!\w)")

    def _phrase(self, phrase: str, names: Mapping[str, str], beginning: str = "") -> str:
        between = r"[\s,:;()\"-]+" if self.is_spaced else r"\s*"
        gaps = _WORD_GAPS if self.is_spaced else _CHARACTER_GAPS
        found, follows, tokens = "", False, phrase.split()
        while tokens and tokens[-1] in gaps:
            # What follows the last word is anybody's.
            tokens.pop()
        for token in tokens:
            if token in gaps:
                found, follows = found + (between if follows else "") + gaps[token], False
                continue
            found += (between if follows else "") + self._token(token, names, beginning)
            follows, beginning = True, ""
        return found

    def _token(self, token: str, names: Mapping[str, str], beginning: str = "") -> str:
        """Return an expression for one place in a phrase; `beginning` leaves out other choices."""
        name = token.removesuffix("'s").removesuffix("'")
        if name in names:
            return names[name] + token.removeprefix(name)
        if token == "*":
            return r"\w+" if self.is_spaced else r"\w"
        choices = []
        for word in token.split("/"):
            if _is_list(word):
                choices += [
                    self._phrase(phrase, names, beginning)
                    for phrase in self.words[word[1:-1]]
                    if self._can_begin(phrase.split()[0], beginning)
                ]
            elif self._can_begin(word, beginning):
                choices.append(re.escape(word).replace(r"\*", r"\w*").replace("_", r"\s+"))
        return f"(?:{'|'.join(choices)})"

    def _can_begin(self, token: str, beginning: str) -> bool:
        return not beginning or not self._beginnings(token).isdisjoint({beginning, ""})

    def _beginnings(self, token: str) -> set[str]:
        """Return how a token can begin; an empty one stands for any."""
        found = set()
        for word in token.split("/"):
            phrases = self.words[word[1:-1]] if _is_list(word) else ()
            found |= (
                {_beginning(word)}
                if not phrases
                else set().union(*(self._beginnings(phrase.split()[0]) for phrase in phrases))
            )
        return found


def _is_list(word: str) -> bool:
    return word.startswith("[") and word.endswith("]")


def _beginning(word: str) -> str:
    """Return the first two letters of a word, or its only one; nothing where they may vary."""
    start = re.match(r"\w{0,2}", word.replace("_", " "))
    assert start
    return "" if word[start.end() : start.end() + 1] == "*" and start.end() < 2 else start.group()


def name_pattern(name: str) -> str:
    """Return an expression for a name, on its own where it is written in letters."""
    return _name_pattern(plain(name).strip())


@lru_cache(maxsize=2048)
def _name_pattern(name: str) -> str:
    escaped = r"\s+".join(re.escape(word) for word in name.split())
    return escaped if _CHARACTER.search(name) else rf"(?<![a-z0-9]){escaped}(?![a-z0-9])"
