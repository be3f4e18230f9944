"""Cuts a long list into pages by where the last one ended, so that page 200 costs what page 1 does."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict


@dataclass(frozen=True)
class Page:
    """One page of rows; `before` and `after` are the query strings of its neighbours, or ""."""

    rows: list[Any]
    before: str
    after: str


def page_of(rows: QuerySet[Any], query: QueryDict, *, among: QuerySet[Any], size: int = 50) -> Page:
    """Return the page that `?after=<pk>` or `?before=<pk>` asks for, else the first.

    The rows must be ordered by `sort_key` and `pk`. The key may belong to any row of `among`: one
    that the list has meanwhile been narrowed past still marks a place. A key that is gone does not.
    """
    if edge := _edge(among, query.get("before", "")):
        found = list(rows.filter(_beyond("lt", edge)).order_by("-sort_key", "-pk")[: size + 1])
        if len(found) > size:
            return _page(found[:size][::-1], query, has_before=True, has_after=True)
    edge = _edge(among, query.get("after", ""))
    found = list((rows.filter(_beyond("gt", edge)) if edge else rows)[: size + 1])
    return _page(found[:size], query, has_before=bool(edge), has_after=len(found) > size)


def _edge(among: QuerySet[Any], pk: str) -> tuple[str, int] | None:
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return among.filter(pk=int(pk)).values_list("sort_key", "pk").first()


def _beyond(side: str, edge: tuple[str, int]) -> Q:
    """Return the rows past an edge; the first condition alone lets the index be used."""
    key, pk = edge
    return Q(**{f"sort_key__{side}e": key}) & (
        Q(**{f"sort_key__{side}": key}) | Q(sort_key=key, **{f"pk__{side}": pk})
    )


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
