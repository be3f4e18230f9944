"""Which organisation comes first, why, and which enter the few that are worked on."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from config.kit.labels import N_, Labelled

# One paste is read so far; what follows is handed back.
MOST_LINES = 200
# So many a search; nobody works through more.
MOST_TARGETS = 1000
NAME_LENGTH = 200


# My gut feeling, and what they advertise (Dalton, 2nd ed.). 0 is never filled in for anybody.
MOTIVATIONS: tuple[tuple[int, str], ...] = (
    (0, N_("Do not know it yet")),
    (1, N_("Little")),
    (2, N_("Some")),
    (3, N_("A lot")),
)
POSTINGS: tuple[tuple[int, str], ...] = (
    (1, N_("None that I know of")),
    (2, N_("Partly relevant")),
    (3, N_("Relevant")),
)


class State(Labelled):
    """Where a target stands."""

    WAITING = "waiting", N_("Waiting")
    ACTIVE = "active", N_("Being worked on")
    HELPED = "helped", N_("Somebody helps")
    RULED_OUT = "ruled_out", N_("Ruled out")


class Outcome(Labelled):
    """What became of a name that was typed."""

    NEW = "new", N_("added")
    KNOWN = "known", N_("added; it is one of your organisations")
    ALREADY = "already", N_("on the list already")
    RULED_OUT = "ruled_out", N_("on the list already, ruled out")
    REPEATED = "repeated", N_("typed twice, kept once")
    TOO_LONG = "too_long", N_("too long for a name; shorten it")
    NO_ROOM = "no_room", N_("not added: the list is full")


class Why(Labelled):
    """What puts one target above another."""

    MOTIVATION = "motivation", N_("higher motivation")
    POSTING = "posting", N_("same motivation, better posting")
    ADVOCACY = "advocacy", N_("same motivation and posting, and you know somebody there")
    LISTED_FIRST = "listed_first", N_("same scores, listed first")


@dataclass(frozen=True, slots=True)
class Standing:
    """A target as far as its place is concerned; a smaller `key` was listed earlier."""

    key: int
    motivation: int = 0
    posting: int = 1
    has_advocate: bool = False
    state: State = State.WAITING


def place(standing: Standing) -> tuple[int, int, bool, int]:
    """Return what targets are sorted by: motivation, posting, advocacy, then who was listed first.

    Source: Dalton, 2nd ed.; the last is ours, so that no two are ever equal.
    """
    return (-standing.motivation, -standing.posting, not standing.has_advocate, standing.key)


def why_above(upper: Standing, lower: Standing) -> Why:
    """Return what puts `upper` above `lower`; ValueError when it does not stand above."""
    if place(upper) >= place(lower):
        raise ValueError(f"{upper} does not stand above {lower}")
    if upper.motivation != lower.motivation:
        return Why.MOTIVATION
    if upper.posting != lower.posting:
        return Why.POSTING
    return Why.ADVOCACY if upper.has_advocate != lower.has_advocate else Why.LISTED_FIRST


def explained(standings: Iterable[Standing]) -> list[tuple[Standing, Why | None]]:
    """Return them in order, each with what puts it above the next; None for the last."""
    ordered = sorted(standings, key=place)
    whys = [why_above(upper, lower) for upper, lower in pairwise(ordered)]
    return list(zip(ordered, [*whys, None], strict=False))


def free_places(standings: Iterable[Standing], *, places: int) -> int:
    """Return how many more can be worked on; none where there are more than places already."""
    return max(0, places - sum(one.state is State.ACTIVE for one in standings))


def entering(standings: Sequence[Standing], *, places: int) -> list[Standing]:
    """Return those who take the free places, the best waiting first.

    Nobody is ever sent out: one that is worked on stays so, whatever its scores become.
    """
    waiting = sorted((one for one in standings if one.state is State.WAITING), key=place)
    return waiting[: free_places(standings, places=places)]


@dataclass(frozen=True)
class Lane:
    """One way of coming up with names."""

    key: str
    label: str
    prompt: str
    hint: str


@dataclass(frozen=True)
class Brainstorm:
    """The lanes, in order, and where people are found; `source` and `people_source` say who says so."""

    lanes: tuple[Lane, ...]
    places: tuple[str, ...]
    source: str
    people_source: str

    def lane(self, key: str) -> Lane:
        """Return the lane of this key, else the first."""
        return next((lane for lane in self.lanes if lane.key == key), self.lanes[0])

    def after(self, lane: Lane) -> Lane | None:
        """Return the lane that follows."""
        rest = self.lanes[self.lanes.index(lane) + 1 :]
        return rest[0] if rest else None


@cache
def brainstorm() -> Brainstorm:
    """Return what targets.toml says."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return Brainstorm(
        lanes=tuple(Lane(**lane) for lane in data["lanes"]),
        places=tuple(entry["text"] for entry in data["places"]),
        source=data["source"],
        people_source=data["people_source"],
    )


# A list's dash, dot, tick box or number, as in "- ", "• ", "[ ] ", "12. " and "3) ".
_BULLET = re.compile(r"^(?:[-*+•·‣▪◦–—]\s*|\[[ xX]?\]\s*|\(?\d{1,3}[.)、]\s+)+")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\ufeff]")


def names_in(text: str) -> list[str]:
    """Return the names of a pasted list, one a line, without bullets and empty lines.

    Of a row copied out of a table the first cell is the name.
    """
    names = (_name(line) for line in text.splitlines())
    return [name for name in names if name]


def _name(line: str) -> str:
    cell = next((cell for cell in _UNSEEN.sub("", line).split("\t") if cell.strip()), "")
    return " ".join(_BULLET.sub("", cell.strip()).rstrip(",;，；").strip('"“”').split())
