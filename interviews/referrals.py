"""Who named whom: the line above a person to where it began, and the tree of everybody below."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection

from contacts.models import Account, Message, Outreach, Person, Purpose, Search
from interviews.models import FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.rules.referrals import Standing, standing_of
from interviews.rules.stages import TOOK_PLACE

# A line up longer than this is not read.
UP = 50
# So many people below are counted, so many are shown, and so deep.
COUNTED, MOST, DEEP = 5_000, 500, 8

_ABOVE = """
WITH RECURSIVE line(id, start, depth) AS (
    SELECT referred_by_id, id, 1 FROM contacts_person
    WHERE id = ANY(%(people)s) AND referred_by_id IS NOT NULL AND referred_by_id <> id
  UNION ALL
    SELECT one.referred_by_id, line.start, line.depth + 1
    FROM line JOIN contacts_person one ON one.id = line.id
    WHERE one.referred_by_id IS NOT NULL AND one.referred_by_id <> line.start
      AND line.depth < %(most)s
) CYCLE id SET is_circle USING path
SELECT start, id, depth FROM line WHERE NOT is_circle
"""
_BELOW = """
WITH RECURSIVE line(id, by, top, depth) AS (
    SELECT id, referred_by_id, referred_by_id, 1 FROM contacts_person
    WHERE referred_by_id = ANY(%(people)s) AND id <> referred_by_id
  UNION ALL
    SELECT one.id, line.id, line.top, line.depth + 1
    FROM line JOIN contacts_person one ON one.referred_by_id = line.id
    WHERE one.id <> line.top
) CYCLE id SET is_circle USING path
SELECT id, by, top, depth FROM line WHERE NOT is_circle LIMIT %(most)s
"""


@dataclass
class Node:
    """Somebody in a tree, with those they named; `unseen` of these are not shown.

    `people` and `talks` count everybody below and the talks held with them, however deep.
    """

    person: Person
    standing: Standing = Standing.WAITING
    named: list["Node"] = field(default_factory=list)
    unseen: int = 0
    people: int = 0
    talks: int = 0


@dataclass(frozen=True)
class Chain:
    """The line above, from where it began, and the tree below; `is_more`: it holds more than told."""

    above: list[Node]
    root: Node
    shown: int
    is_more: bool

    @property
    def is_cut(self) -> bool:
        """Return whether somebody below is not shown."""
        return self.is_more or self.shown < self.root.people


def chain_of(person: Person, *, most: int = MOST) -> Chain:
    """Return who named whom around a person; a circle is gone through once.

    The nearest `most` people below are shown, the others counted, in the same number of queries
    whatever the size.
    """
    line = sorted(_above([person.pk]).get(person.pk, {}).items(), key=lambda found: -found[1])
    below, is_more = _below([person.pk])
    near = sorted(below, key=lambda edge: (edge.depth, edge.key))
    shown = [edge for edge in near if edge.depth <= DEEP][:most]
    keys = [person.pk, *(key for key, _depth in line), *(edge.key for edge in shown)]
    people = person.account.people.select_related("organisation").in_bulk(keys)
    marks = _standings(person.account, people)
    nodes = {key: Node(one, marks[key]) for key, one in people.items()}
    _grow(nodes, below, _held(person.account, {edge.key for edge in below}))
    above = [nodes[key] for key, _depth in line if key in nodes]
    return Chain(above, nodes[person.pk], len(shown), is_more)


def roots_of(search: Search, *, most: int = 6) -> tuple[list[Node], int]:
    """Return where the chains began that led to the people of a search, and how many more there are.

    The one whom most talks go back to comes first. Nobody in it who named anybody: no chains.
    """
    account = search.account
    met = Interview.people.through.objects.filter(interview__search=search)
    mine = {
        *met.values_list("person", flat=True),
        *search.outreach.values_list("person", flat=True),
    }
    above = _above(mine)
    starts = {max(line, key=line.__getitem__) for line in above.values()}
    starts |= mine - set(above)
    below, _is_more = _below(starts)
    held = _held(account, {edge.key for edge in below})
    nodes = {
        key: Node(one)
        for key, one in account.people.in_bulk({edge.top for edge in below} & starts).items()
    }
    _count(nodes, below, held)
    found = sorted(nodes.values(), key=lambda node: (-node.talks, -node.people, node.person.pk))
    return found[:most], max(0, len(found) - most)


@dataclass(frozen=True, slots=True)
class _Edge:
    """That somebody (`key`) was named by another, so many steps below the top."""

    key: int
    by: int
    top: int
    depth: int


def _rows(query: str, people: Collection[int], most: int) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"people": list(people), "most": most})
        return cursor.fetchall()


def _above(people: Collection[int]) -> dict[int, dict[int, int]]:
    """Return for each of some people, where somebody named them: who stands above and how far."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for start, key, depth in _rows(_ABOVE, people, UP) if people else ():
        found[start].setdefault(key, depth)
    return dict(found)


def is_above(person: Person, other: Person) -> bool:
    """Return whether `other` was named by `person`, directly or over others."""
    return person.pk in _above([other.pk]).get(other.pk, {})


def _below(people: Collection[int]) -> tuple[list[_Edge], bool]:
    """Return everybody below some people, and whether there are more than are counted."""
    rows = _rows(_BELOW, people, COUNTED + 1) if people else []
    return [_Edge(*row) for row in rows[:COUNTED]], len(rows) > COUNTED


def _held(account: Account, people: Collection[int]) -> dict[int, set[int]]:
    """Return the talks held with each of some people."""
    found: dict[int, set[int]] = defaultdict(set)
    links = Interview.people.through.objects.filter(
        interview__account=account, interview__stage__in=TOOK_PLACE, person__in=people
    )
    for key, talk in links.values_list("person", "interview"):
        found[key].add(talk)
    return found


def _grow(nodes: dict[int, Node], edges: Iterable[_Edge], held: dict[int, set[int]]) -> None:
    """Hang the shown ones below each other, by name; count all that are below."""
    edges = list(edges)
    for edge in edges:
        if by := nodes.get(edge.by):
            if edge.key in nodes:
                by.named.append(nodes[edge.key])
            else:
                by.unseen += 1
    for node in nodes.values():
        node.named.sort(key=lambda one: one.person.sort_key)
    talks: dict[int, set[int]] = defaultdict(set)
    counts: dict[int, int] = defaultdict(int)
    for edge in sorted(edges, key=lambda one: -one.depth):
        talks[edge.by] |= talks[edge.key] | held.get(edge.key, set())
        counts[edge.by] += counts[edge.key] + 1
    for key, node in nodes.items():
        node.people, node.talks = counts[key], len(talks[key])


def _count(nodes: dict[int, Node], edges: Iterable[_Edge], held: dict[int, set[int]]) -> None:
    """Count for each top who is below it and the talks held with them."""
    talks: dict[int, set[int]] = defaultdict(set)
    for edge in edges:
        if top := nodes.get(edge.top):
            top.people += 1
            talks[edge.top] |= held.get(edge.key, set())
    for key, node in nodes.items():
        node.talks = len(talks[key])


def _standings(account: Account, people: dict[int, Person]) -> dict[int, Standing]:
    """Return where each of some people stands."""
    stages: dict[int, set[str]] = defaultdict(set)
    links = Interview.people.through.objects.filter(
        interview__account=account, person__in=people
    ).values_list("person", "interview__stage")
    for key, stage in links:
        stages[key].add(stage)
    asks = dict(
        Outreach.objects.filter(account=account, person__in=people)
        .order_by("created_at", "pk")
        .values_list("person", "stage")
    )
    thanked = set(_thanked(account, people))
    return {
        key: standing_of(
            stages=stages[key],
            ask=asks.get(key, ""),
            is_thanked=key in thanked,
            is_do_not_contact=one.is_do_not_contact,
        )
        for key, one in people.items()
    }


def _thanked(account: Account, people: Iterable[int]) -> Iterator[int]:
    sent = Message.objects.filter(
        account=account, person__in=people, purpose=Purpose.THANK_YOU, sent_at__isnull=False
    )
    yield from sent.values_list("person", flat=True)
    done = FollowUp.objects.filter(
        account=account, person__in=people, kind=FollowUpKind.THANK, state=FollowUpState.DONE
    )
    yield from done.values_list("person", flat=True)
