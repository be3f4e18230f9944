"""How two texts that grew out of one become one again, by lines, so that nothing typed is lost."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

# Pairs of equal lines, each looked at several times: at most a second's work. An hour of notes has
# fewer, even with an empty line after every other (our rule).
MOST_PAIRS = 100_000
# So many letters that two began alike were not typed by two: they are one text that came twice, as
# far as it went each time (our rule).
NO_CHANCE = 12

type Lines = list[str]


class Hunk(NamedTuple):
    """A stretch of lines of the base, and what stands in its place."""

    start: int
    stop: int
    lines: Lines


@dataclass
class _Cluster:
    """A stretch of the base that cannot be cut without cutting a hunk of either side."""

    start: int
    stop: int
    mine: list[Hunk]
    theirs: list[Hunk]


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Return one text with the changes of both, or None where only a person can tell.

    Whatever either side inserted stands in the text that comes back. Lines that one side took out
    are out where the other left them as they were. Where both wrote on the same empty place, theirs
    comes first. Where both changed the same line in different ways, the answer is None.
    """
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    lines = base.split("\n")
    changes = [hunks(lines, side.split("\n")) for side in (mine, theirs)]
    if None in changes:
        return None
    found: Lines = []
    at = 0
    for cluster in _clusters(*(change or [] for change in changes)):
        settled = _settled(lines, cluster)
        if settled is None:
            return None
        found += lines[at : cluster.start] + settled
        at = cluster.stop
    return "\n".join(found + lines[at:])


def shared(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many lines, or letters, both begin with."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(first), len(second)))


def hunks(base: Sequence[str], side: Sequence[str]) -> list[Hunk] | None:
    """Return what a side changed, in order; None where that is too much to compare.

    Compared are lines, or any other pieces that a text was cut into.
    """
    head = shared(base, side)
    tail = shared(base[head:][::-1], side[head:][::-1])
    old, new = base[head : len(base) - tail], side[head : len(side) - tail]
    times = Counter(new)
    if sum(times[line] for line in old) > MOST_PAIRS:
        return None
    compared = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Hunk(head + start, head + stop, [*new[first:last]])
        for tag, start, stop, first, last in compared.get_opcodes()
        if tag != "equal"
    ]


def _clusters(mine: list[Hunk], theirs: list[Hunk]) -> Iterator[_Cluster]:
    """Yield the changes of both in order; those that touch the same lines come together."""
    cluster: _Cluster | None = None
    for hunk, is_mine in sorted([(h, True) for h in mine] + [(h, False) for h in theirs]):
        if cluster and not _is_apart(cluster, hunk):
            cluster.stop = max(cluster.stop, hunk.stop)
        else:
            if cluster:
                yield cluster
            cluster = _Cluster(hunk.start, hunk.stop, [], [])
        (cluster.mine if is_mine else cluster.theirs).append(hunk)
    if cluster:
        yield cluster


def _is_apart(cluster: _Cluster, hunk: Hunk) -> bool:
    """Return whether a hunk begins behind a cluster; two insertions at one place are together."""
    both_insert = cluster.start == cluster.stop == hunk.start == hunk.stop
    return hunk.start >= cluster.stop and not both_insert


def _settled(lines: Lines, cluster: _Cluster) -> Lines | None:
    """Return the lines for the stretch of a cluster, or None."""
    if not cluster.theirs or not cluster.mine:
        return _applied(lines, cluster, cluster.mine or cluster.theirs)
    mine = _applied(lines, cluster, cluster.mine)
    theirs = _applied(lines, cluster, cluster.theirs)
    for one, other in ((mine, theirs), (theirs, mine)):
        if _is_blank(one):
            continue
        if _stands_in(one, other) or _is_typed_on(lines[cluster.start : cluster.stop], one, other):
            return other
    if _is_blank(lines[cluster.start : cluster.stop]):
        return _below(theirs, mine)
    return None


def _applied(lines: Lines, cluster: _Cluster, changes: list[Hunk]) -> Lines:
    found: Lines = []
    at = cluster.start
    for hunk in changes:
        found += lines[at : hunk.start] + hunk.lines
        at = hunk.stop
    return found + lines[at : cluster.stop]


def _stands_in(lines: Lines, others: Lines) -> bool:
    """Return whether the lines stand in the others, one under the other."""
    size = len(lines)
    return any(others[n : n + size] == lines for n in range(len(others) - size + 1))


def _is_typed_on(base: Lines, first: Lines, second: Lines) -> bool:
    """Return whether each of the three goes on where the one before ends, and not by chance."""
    begun, more, most = ("\n".join(lines) for lines in (base, first, second))
    is_chance = len(more) - len(begun) < NO_CHANCE
    return more.startswith(begun) and most.startswith(more) and not is_chance


def _below(first: Lines, second: Lines) -> Lines:
    """Return both, one under the other, without the empty lines between."""
    first, second = [*first], [*second]
    while first and not first[-1].strip():
        first.pop()
    while second and not second[0].strip():
        second.pop(0)
    return first + second


def _is_blank(lines: Lines) -> bool:
    return not any(line.strip() for line in lines)
