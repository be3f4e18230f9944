"""How the minutes of a talk are shared out, and in which order its questions stand."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from interviews.rules.categories import Purpose

# About 5 minutes of small talk, 10 to 15 of questions, 5 to close (UC Berkeley, Rice).
SMALL_TALK, CLOSING = 5, 5
# About 3 minutes a question (our reading of 10 to 15 minutes for four or five of them).
MINUTES_A_QUESTION = 3


def opening_and_close(minutes: int) -> tuple[int, int]:
    """Return the minutes to keep for small talk and for closing in a talk of `minutes`.

    Five each where there is room; below 30 minutes they give way, so that questions get
    about two thirds of the time.
    """
    return min(SMALL_TALK, (minutes + 3) // 6), min(CLOSING, minutes // 5)


@dataclass(frozen=True, slots=True)
class TimePlan:
    """What a talk of `length` minutes is to be spent on, in minutes."""

    length: int
    small_talk: int
    questions: int
    closing: int

    @property
    def used(self) -> int:
        """Return the planned minutes."""
        return self.small_talk + self.questions + self.closing

    @property
    def over(self) -> int:
        """Return the minutes planned beyond the end; 0 when all fits."""
        return max(0, self.used - self.length)

    @property
    def left(self) -> int:
        """Return the minutes not planned yet; 0 when none are."""
        return max(0, self.length - self.used)

    @property
    def bar(self) -> list[tuple[str, float, float]]:
        """Return (part, start, width) of each part in per cent; what is over is one of them."""
        whole = max(self.length, self.used) or 1
        parts = {"opening": self.small_talk, "questions": self.questions, "close": self.closing}
        bar, start = [], 0
        for part, minutes in parts.items():
            fits = max(0, min(minutes, self.length - start))
            bar.append((part, start * 100 / whole, fits * 100 / whole))
            start += fits
        return [*bar, ("over", start * 100 / whole, self.over * 100 / whole)]

    @property
    def room(self) -> int:
        """Return how many more questions of usual length would fit."""
        return self.left // MINUTES_A_QUESTION


def time_plan(
    *, length: int, small_talk: int, closing: int, lines: Iterable[tuple[str, int]]
) -> TimePlan:
    """Return the plan of a sheet whose lines are (purpose, minutes).

    Closing questions are asked within the closing minutes and only count where they need more.
    """
    lines = list(lines)
    closers = sum(minutes for purpose, minutes in lines if purpose == Purpose.CLOSING)
    return TimePlan(
        length=length,
        small_talk=small_talk,
        questions=sum(minutes for _, minutes in lines) - closers,
        closing=max(closing, closers),
    )


def rank(purpose: str) -> int:
    """Return when a purpose has its turn: trends first, the close last (Dalton)."""
    return list(Purpose).index(Purpose(purpose)) if purpose else list(Purpose).index(Purpose.ADVICE)


class Askable(Protocol):
    """What has to be known of a question to offer it."""

    purpose: str
    is_core: bool
    is_public: bool


def to_offer[Question: Askable](
    questions: Iterable[Question], *, missing: Collection[str]
) -> list[Question]:
    """Return the questions as they are best offered for a sheet that lacks some purposes.

    Core ones first, then one of each missing purpose by turns, then the rest in asking order;
    those whose answer is public come last.
    """
    turns: Counter[str] = Counter()

    def place(question: Question) -> tuple[bool, bool, bool, int, int]:
        is_missing = question.purpose in missing
        turns[question.purpose] += is_missing and not question.is_public
        return (
            question.is_public,
            not question.is_core,
            not is_missing,
            turns[question.purpose],
            rank(question.purpose),
        )

    return sorted(questions, key=place)


def place_for(purpose: str, present: Sequence[str]) -> int:
    """Return the index at which a question joins those `present`: after the last of its turn."""
    before = [i for i, other in enumerate(present) if rank(other) <= rank(purpose)]
    return before[-1] + 1 if before else 0


def moved[Item: Hashable](order: Sequence[Item], item: Item, by: int) -> list[Item]:
    """Return the order with `item` moved by places (up is negative), stopping at either end."""
    rest = [other for other in order if other != item]
    place = min(max(order.index(item) + by, 0), len(rest))
    return [*rest[:place], item, *rest[place:]]


def rearranged[Item: Hashable](order: Sequence[Item], wanted: Sequence[Item]) -> list[Item]:
    """Return the order as `wanted` by someone who may not have seen its latest state.

    What they did not know keeps its place after its old neighbour; what is gone is left out.
    """
    known = [item for item in dict.fromkeys(wanted) if item in order]
    result = list(known)
    for index, item in enumerate(order):
        if item not in result:
            result.insert(result.index(order[index - 1]) + 1 if index else 0, item)
    return result


def reordered[Item: Hashable](order: Sequence[Item], wanted: Sequence[Item]) -> list[Item]:
    """Return the order with those that are `wanted` in their new order, on the places they had.

    For who sees one page of a list: what is not named stays where it is, what is gone is left out.
    """
    named = iter([item for item in dict.fromkeys(wanted) if item in set(order)])
    asked = set(wanted)
    return [next(named) if item in asked else item for item in order]
