"""Which of two values to propose when two rows become one, and how texts and lists are joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Side:
    """Where a value comes from: typed by hand or imported, and since when it is known."""

    is_by_hand: bool
    since: datetime


def is_first_better(first: Side, second: Side, *, is_filled: tuple[bool, bool]) -> bool:
    """Return whether to propose the first value: the filled one, else by hand, else the newer."""
    if is_filled[0] != is_filled[1]:
        return is_filled[0]
    if first.is_by_hand != second.is_by_hand:
        return first.is_by_hand
    return first.since >= second.since


def joined(first: str, second: str) -> str:
    """Return both texts, one below the other; one that stands in the other only once."""
    first, second = first.strip(), second.strip()
    if second in first:
        return first
    return second if first in second else f"{first}\n\n{second}"


def joined_words(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return the words of both lists in order, each once whatever its capitals."""
    once: dict[str, str] = {}
    for word in (*first, *second):
        once.setdefault(word.casefold(), word)
    return list(once.values())
