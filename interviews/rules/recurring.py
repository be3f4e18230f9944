"""Which questions of employers are one and the same, though they come in other words.

What they mean is told by phrases (recurring.toml), what is left by words alike in their letters;
Chinese by its characters and pairs of them. Only phrases reach from one language to the other.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from contacts.rules.plain import plain

# So much of two questions has to be shared for them to be one, found by trying (our rule).
ALIKE = 0.7
# Of the letters of two words: shortener and shortening, but neither lead and leave.
_ALIKE_WORDS = 0.6
# What a phrase, a word, and a Chinese character or pair of them weigh.
_PHRASE, _WORD, _CHARACTER = 3.0, 1.0, 0.5

# Words that questions are made of, whatever they are about.
_ENGLISH = """
a about an and any anything are as at be been best biggest bit briefly but by can could describe
did do does done down else ever example explain for from get give good greatest had has have how
i if in into is it kind know like little made main make many me more most much my of on or our
please put share should so some something tell that the their them then there these they thing
think this those time to us use walk was way we were what when where which who why will with
would you you've your yours yourself
"""
_COMMON = frozenset(_ENGLISH.split())
_COMMON_CHINESE = re.compile(
    "请问|请|多少|麻烦|简单|一下|一个|一次|一段|什么|怎么样|怎么|怎样|如何|为何|哪些|哪个|哪里|介绍|说说|谈谈|讲讲|描述|"
    "举例|例子|时候|可以|能否|是否|有没有|最大|最|我们|你们|你|您|我|的|了|吗|呢|吧|个|先|做|是|在|有|会|过|时|和|与|对"
)
_WORDS = re.compile(r"[^\W_\u3400-\u9fff][^\W_\u3400-\u9fff'’+#.-]*")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_HERE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Gist:
    """What a question comes down to: each mark of its meaning with its weight."""

    text: str
    marks: Mapping[str, float]

    @property
    def weight(self) -> float:
        """Return the weight of all marks."""
        return sum(self.marks.values())


@lru_cache(maxsize=2048)
def gist_of(question: str) -> Gist:
    """Return what a question comes down to."""
    text = plain(question).replace("’", "'")
    marks: dict[str, float] = {}
    left = text
    for key, phrase in _phrases().items():
        left, count = phrase.subn(" ", left)
        if count:
            marks[f"={key}"] = _PHRASE
    words = (word.strip("'’.-") for word in _WORDS.findall(left))
    marks |= {word: _WORD for word in words if word and word not in _COMMON}
    for run in _CHINESE.findall(_COMMON_CHINESE.sub(" ", left)):
        pairs = (run[i : i + 2] for i in range(len(run) - 1))
        marks |= dict.fromkeys((*run, *pairs), _CHARACTER)
    return Gist(" ".join(text.split()).rstrip("?？.。!！ "), marks)


def likeness(one: Gist, other: Gist) -> float:
    """Return how much two questions share, from 0 to 1."""
    if one.text == other.text:
        return 1.0
    whole = one.weight + other.weight
    return 2 * _shared(one.marks, other.marks) / whole if whole else 0.0


def _shared(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    same = one.keys() & other.keys()
    shared = sum(one[mark] for mark in same)
    rest = {mark for mark in other.keys() - same if other[mark] == _WORD}
    for word in (mark for mark in one.keys() - same if one[mark] == _WORD):
        near = max(rest, key=lambda mark: _letters_shared(word, mark), default=None)
        if near and _letters_shared(word, near) >= _ALIKE_WORDS:
            rest.discard(near)
            shared += _WORD
    return shared


def _letters_shared(one: str, other: str) -> float:
    """Return how many threes of letters two words share, from 0 to 1."""
    first, second = _threes(one), _threes(other)
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=4096)
def _threes(word: str) -> frozenset[str]:
    ends = f" {word} "
    return frozenset(ends[i : i + 3] for i in range(len(ends) - 2))


def groups(questions: Sequence[str]) -> list[list[int]]:
    """Return the questions as groups of one intent, by their places; both in the order they came.

    A question joins the group to whose least like member it is most alike, so that no chain of
    small steps leads from one intent to another.
    """
    gists = [gist_of(question) for question in questions]
    found: list[list[int]] = []
    for place, gist in enumerate(gists):
        near = max(found, key=lambda group: _least(gist, group, gists), default=None)
        if near is not None and _least(gist, near, gists) >= ALIKE:
            near.append(place)
        else:
            found.append([place])
    return found


def _least(gist: Gist, group: Iterable[int], gists: Sequence[Gist]) -> float:
    """Return how alike the least like member is; 0 as soon as one is too far off."""
    least = 1.0
    for place in group:
        least = min(least, likeness(gist, gists[place]))
        if least < ALIKE:
            return 0.0
    return least


@cache
def _phrases() -> Mapping[str, re.Pattern[str]]:
    data = tomllib.loads(_HERE.read_text(encoding="utf-8"))
    return {
        key: re.compile("|".join([*(rf"\b(?:{one})(?!\w)" for one in told["en"]), *told["zh"]]))
        for key, told in data.items()
    }
