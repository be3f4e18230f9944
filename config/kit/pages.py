"""Cuts a long list into pages by where the last one ended, so that page 200 costs what page 1 does."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy
from django.db.models.lookups import GreaterThan, LessThan
from django.http import QueryDict


@dataclass(frozen=True)
class Key:
    """One thing that rows are ordered by.

    Where it may be NULL, `absent` names the field that is NULL then; such rows come last. Only the
    first key of an order may be so. `known` is true of every row that has the key: said aloud, it
    lets the index of a joined table be used.
    """

    field: str
    is_descending: bool = False
    absent: str = ""
    known: Q = dataclasses.field(default_factory=Q)


# The last key of an order is unique, so that every row has one place.
type Order = Sequence[Key]
BY_NAME: Order = (Key("sort_key"), Key("pk"))


@dataclass(frozen=True)
class Page:
    """One page of rows; `before` and `after` are the query strings of its neighbours, or ""."""

    rows: list[Any]
    before: str
    after: str


def page_of(
    rows: QuerySet[Any],
    query: QueryDict,
    *,
    among: QuerySet[Any],
    order: Order = BY_NAME,
    size: int = 50,
    is_few: bool = False,
) -> Page:
    """Return the page that `?after=<pk>` or `?before=<pk>` asks for, else the first.

    The key may belong to any row of `among`: one that the list has meanwhile been narrowed past
    still marks a place. A key that is gone does not. Where the caller knows that few rows are left of
    many, those are found first and then sorted: they may all lie at the end of the order, through
    which Postgres would go in the hope of soon having met a page of them.
    """
    # What stands in another table would have to be read for all of them.
    is_few = is_few and LOOKUP_SEP not in order[0].field
    if edge := _edge(among, query.get("before", ""), order):
        found = _take(rows, _stretches(order, edge, is_back=True), size + 1, is_few=is_few)
        if len(found) > size:
            return _page(found[:size][::-1], query, has_before=True, has_after=True)
    edge = _edge(among, query.get("after", ""), order)
    found = _take(rows, _stretches(order, edge), size + 1, is_few=is_few)
    return _page(found[:size], query, has_before=bool(edge), has_after=len(found) > size)


@dataclass(frozen=True)
class _Stretch:
    """Rows that lie together in an order, found and sorted by one range of one index."""

    conditions: tuple[Any, ...]
    ordering: tuple[OrderBy, ...]

    def within(self, condition: Q) -> "_Stretch":
        return _Stretch((condition, *self.conditions), self.ordering)

    def of(self, rows: QuerySet[Any], wanted: int, *, is_few: bool) -> QuerySet[Any]:
        """Return its first rows; few are found by what they are and then sorted."""
        within = rows.filter(*self.conditions)
        first, *rest = self.ordering
        if is_few:
            apart = first.copy()
            apart.set_source_expressions([_Apart(first.expression)])
            within = rows.filter(pk__in=within.order_by(apart, *rest).values("pk")[:wanted])
        return within.order_by(*self.ordering)[:wanted]


class _Apart(Func):
    """The value itself, which to Postgres is no longer what an index is sorted by."""

    function = "GREATEST"
    arity = 1


def _take(
    rows: QuerySet[Any], stretches: Iterator[_Stretch], wanted: int, *, is_few: bool
) -> list[Any]:
    """Return so many rows, going on into the next stretch only where one runs out."""
    found: list[Any] = []
    for stretch in stretches:
        found += stretch.of(rows, wanted - len(found), is_few=is_few)
        if len(found) == wanted:
            break
    return found


def _edge(among: QuerySet[Any], pk: str, order: Order) -> tuple[Any, ...] | None:
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return among.filter(pk=int(pk)).values_list(*(key.field for key in order)).first()


def _stretches(
    order: Order, edge: Sequence[Any] | None, *, is_back: bool = False
) -> Iterator[_Stretch]:
    """Return what lies past an edge (None: everything), nearest first."""
    first, rest = order[0], order[1:]
    if first.absent:
        yield from _with_absent(first, rest, edge, is_back=is_back)
    else:
        yield from _with_present(order, edge, is_back=is_back)


def _with_absent(
    first: Key, rest: Order, edge: Sequence[Any] | None, *, is_back: bool
) -> Iterator[_Stretch]:
    """Rows that have the first key, in order of it; and behind them those without, by the rest."""
    lone = Q(**{f"{first.absent}__isnull": True})
    if edge and edge[0] is None:
        yield from (s.within(lone) for s in _stretches(rest, edge[1:], is_back=is_back))
        if is_back:
            yield _whole(first, rest, is_back=True)
        return
    if edge:
        here = first.known & Q(**{first.field: edge[0]})
        yield from (s.within(here) for s in _stretches(rest, edge[1:], is_back=is_back))
        past = Q(**{f"{first.field}__{_side(first, is_back)}": edge[0]})
        yield _Stretch((first.known, past), _ordering((first, *rest), is_back=is_back))
    else:
        yield _whole(first, rest, is_back=is_back)
    if not is_back:
        yield from (s.within(lone) for s in _stretches(rest, None))


def _whole(first: Key, rest: Order, *, is_back: bool) -> _Stretch:
    present = Q(**{f"{first.field}__isnull": False})
    return _Stretch((first.known, present), _ordering((first, *rest), is_back=is_back))


def _with_present(order: Order, edge: Sequence[Any] | None, *, is_back: bool) -> Iterator[_Stretch]:
    """Compare as many keys at once as run the same way; then those beyond, a stretch each."""
    if edge is None:
        yield _Stretch((), _ordering(order, is_back=is_back))
        return
    run = [key for n, key in enumerate(order) if _is_one_way(order[: n + 1])]
    if rest := order[len(run) :]:
        here = Q(**{key.field: value for key, value in zip(run, edge, strict=False)})
        behind = _stretches(rest, edge[len(run) :], is_back=is_back)
        yield from (stretch.within(here) for stretch in behind)
    past = GreaterThan if _side(run[0], is_back) == "gt" else LessThan
    fields = [F(key.field) for key in run]
    values = [Value(value) for value, _ in zip(edge, run, strict=False)]
    yield _Stretch((past(_Row(*fields), _Row(*values)),), _ordering(order, is_back=is_back))


class _Row(Func):
    """Several values compared as one: (a, b) > (x, y), which an index on a, b answers exactly."""

    function = "ROW"
    output_field = BooleanField()


def _is_one_way(keys: Order) -> bool:
    return len({key.is_descending for key in keys}) == 1


def _side(key: Key, is_back: bool) -> str:
    return "lt" if key.is_descending != is_back else "gt"


def _ordering(order: Order, *, is_back: bool) -> tuple[OrderBy, ...]:
    return tuple(_ordered(key, is_back) for key in order)


def _ordered(key: Key, is_back: bool) -> OrderBy:
    """Return the order of one key; where NULLs lie must be said as the index says it."""
    last = {"nulls_first" if is_back else "nulls_last": True} if key.absent else {}
    return OrderBy(F(key.field), descending=key.is_descending != is_back, **last)


def _page(found: list[Any], query: QueryDict, *, has_before: bool, has_after: bool) -> Page:
    return Page(
        found,
        before=_link(query, "before", found[0].pk) if found and has_before else "",
        after=_link(query, "after", found[-1].pk) if found and has_after else "",
    )


def _link(query: QueryDict, side: str, pk: int) -> str:
    kept = query.copy()
    for name in [name for name in kept if name in ("before", "after") or not kept[name]]:
        del kept[name]
    kept[side] = str(pk)
    return f"?{kept.urlencode()}"
