"""How many phrases are looked up in a text at once, by how its words begin."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache

# A phrase that can begin in more ways than these is compiled once for all of them.
_MOST_COPIES = 2


class ByFirstWord:
    """Phrases kept by the first two letters of their first word: most words are passed over.

    Answers like a compiled expression; what no text has needed yet is not compiled.
    """

    def __init__(
        self,
        phrases: Mapping[str, Collection[str]],
        compiled: Callable[[Collection[str], str], re.Pattern[str]],
    ) -> None:
        """Take with which letters each phrase can begin, `""` for any.

        `compiled` makes one expression of phrases, without those choices that begin otherwise.
        """
        self._compiled, self._expressions = compiled, dict[str, tuple[re.Pattern[str], ...]]()
        self._alike = defaultdict[tuple[str, ...], list[str]](list)
        for phrase, beginnings in phrases.items():
            if "" in beginnings:
                self._alike[("",)].append(phrase)
            elif len(beginnings) > _MOST_COPIES:
                self._alike[tuple(sorted(beginnings))].append(phrase)
            else:
                for beginning in beginnings:
                    self._alike[(beginning,)].append(phrase)
        self._shared = dict[tuple[str, ...], re.Pattern[str]]()
        self._beginnings = {one for beginnings in self._alike for one in beginnings}

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Return what is found, from left to right and never twice at one place."""
        words, beginnings = _words(text)
        is_any = "" in self._beginnings
        if not is_any and beginnings.isdisjoint(self._beginnings):
            return
        for at, beginning in words:
            if at >= start and (is_any or beginning in self._beginnings):
                for expression in self._at(beginning):
                    if match := expression.match(text, at):
                        yield match
                        start = max(match.end(), at + 1)
                        break

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return what is found first."""
        return next(self.finditer(text, start), None)

    def _at(self, beginning: str) -> tuple[re.Pattern[str], ...]:
        if beginning not in self._expressions:
            self._expressions[beginning] = tuple(
                self._expression(alike)
                for alike in self._alike
                if beginning in alike or "" in alike
            )
        return self._expressions[beginning]

    def _expression(self, alike: tuple[str, ...]) -> re.Pattern[str]:
        if alike not in self._shared:
            only = alike[0] if len(alike) == 1 else ""
            self._shared[alike] = self._compiled(self._alike[alike], only)
        return self._shared[alike]


# What phrases are searched with, whether or not blanks part the words of a language.
Expression = re.Pattern[str] | ByFirstWord


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[tuple[tuple[int, str], ...], frozenset[str]]:
    """Return where the words of a text begin and with which letters, and all these letters."""
    words = tuple((match.start(), match.group()[:2]) for match in re.finditer(r"\w+", text))
    return words, frozenset(beginning for _, beginning in words)


def without(text: str, unless: Expression | None) -> str:
    """Return a text, as long as before, with what `unless` matches taken out."""
    for match in unless.finditer(text) if unless else ():
        gone = re.sub(r"\S", "\x00", match.group())
        text = text[: match.start()] + gone + text[match.end() :]
    return text
