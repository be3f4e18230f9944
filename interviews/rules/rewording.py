"""When a marked line that was decided about is only worded a little otherwise now."""

import re
from difflib import SequenceMatcher

# Chinese and Japanese are compared sign by sign, everything else word by word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’][^\W_]+)*")
# One word in so many may come in or go out, and one in any line of two or more (our rule); more, and
# it may say something else. A word in place of another counts as both.
_OF_WORDS = 6
# A slip leaves so much of a word as it was.
_LIKE = 0.7
# What turns a sentence round is no slip.
_TURNS = frozenset(
    [
        "no",
        "not",
        "never",
        "none",
        "nothing",
        "nobody",
        "without",
        "hardly",
        "barely",
        "only",
        "except",
        "unless",
        "cannot",
    ]
) | frozenset("不没沒无無未非别莫")

# Another day or another number is no slip either, however alike their words look.
_TELLS = re.compile(
    r"(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?s?|today|tomorrow|tonight|next|last|half"
    r"|jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?"
    r"|nov(ember)?|dec(ember)?|(day|week|month|quarter|year)s?|first|second|third|one|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|[一二三四五六七八九十两百千万半天日周月年今明后昨上下]"
)


def is_reworded(old: str, new: str) -> bool:
    """Return whether `new` says what `old` said: a slip put right, a word more or less.

    Not where a number or a day is another, or where something is denied in one of them only.
    """
    before, now = (_WORD.findall(line.casefold()) for line in (old, new))
    if before == now:
        return bool(before)
    changes = [
        (before[a:b], now[c:d])
        for tag, a, b, c, d in SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    touched = [word for change in changes for words in change for word in words]
    if any(_weighs(word) for word in touched):
        return False
    left = sum(len(gone) + len(come) for gone, come in changes if not _is_slip(gone, come))
    most = max(1, min(len(before), len(now)) // _OF_WORDS)
    return left <= most and min(len(before), len(now)) > left


def _weighs(word: str) -> bool:
    """Return whether a word that comes or goes says something else: a number, a day, a denial."""
    is_turned = word in _TURNS or word.endswith(("n't", "n’t"))
    return is_turned or bool(_TELLS.fullmatch(word)) or any(letter.isdigit() for letter in word)


def _is_slip(gone: list[str], come: list[str]) -> bool:
    """Return whether the same words were written otherwise: a letter, a space."""
    first, second = "".join(gone), "".join(come)
    if min(len(first), len(second)) < 4:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _LIKE
