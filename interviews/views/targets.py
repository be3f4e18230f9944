"""Whom to ask: the organisations of a search, and the people at one of them in picking order."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.kit.htmx import Request, show
from contacts.models import Function
from contacts.rules.picking import SOURCE, Criterion
from contacts.rules.targets import MOTIVATIONS, POSTINGS, State, brainstorm
from interviews.picking import in_words, picks_at, seeker_for
from interviews.targets import standings_of

LIST = "interviews/target/list.html"
DETAIL = "interviews/target/detail.html"
# Waiting organisations on a page, and people shown for one.
SHOWN, SHOWN_PEOPLE = 60, 25


@require_safe
def target_list(request: Request, search_id: int) -> HttpResponse:
    """Show the organisations of a search: those worked on, those waiting, those done with.

    `?at=<pk>` shows the page on which a target waits, with the focus on it.
    """
    search = get_object_or_404(request.user.searches, pk=search_id)
    standings = standings_of(search.targets.scored().select_related("organisation"))
    waiting = standings.count(State.WAITING)
    at = _number(request.GET.get("at", ""))
    number = _page(request, [target.pk for target in standings.by_state[State.WAITING]], at)
    rows = {
        "active": standings.rows(request.user, State.ACTIVE),
        "waiting": standings.rows(
            request.user, State.WAITING, start=(number - 1) * SHOWN, most=SHOWN
        ),
        "helped": standings.rows(request.user, State.HELPED),
    }
    context = {
        **rows,
        **_scores(),
        "search": search,
        "ruled_out": standings.by_state[State.RULED_OUT],
        "count": standings.count(),
        "waiting_count": waiting,
        "at": at,
        "places_free": min(waiting, max(0, search.places - len(rows["active"]))),
        "is_begun": standings.is_begun,
        "page": number,
        "before": number - 1,
        "after": number + 1 if number * SHOWN < waiting else 0,
        "plan": brainstorm(),
        "suggested": request.user.organisations.current().values_list("name", flat=True)[:300],
    }
    return show(request, LIST, context, parts=("targets",))


@require_safe
def target_detail(request: Request, target_id: int) -> HttpResponse:
    """Show one target: its scores, where it stands, and whom to ask there first."""
    targets = request.user.targets.select_related("organisation", "search")
    target = get_object_or_404(targets, pk=target_id)
    standings = standings_of(target.search.targets.scored().select_related("organisation"))
    place = standings.by_state[target.state].index(target)
    [row] = standings.rows(request.user, target.state, start=place, most=1)
    seeker = seeker_for(request.user, target.search)
    everybody = picks_at(request.user, target.organisation, seeker)
    most = None if "all" in request.GET else SHOWN_PEOPLE
    context = {
        **_scores(),
        "target": row.target,
        "search": target.search,
        "row": row,
        "among": standings.count(target.state),
        "seeker": seeker,
        "function": Function(seeker.function).label if seeker.function else "",
        "missing": not (seeker.function and seeker.level and seeker.groups),
        "criteria": list(Criterion),
        "source": SOURCE,
        "picks": in_words(request.user, everybody[:most]),
        "people_count": len(everybody),
        "is_more": most is not None and len(everybody) > most,
        "plan": brainstorm(),
    }
    return show(request, DETAIL, context)


def _scores() -> dict[str, Any]:
    return {"motivations": MOTIVATIONS, "postings": POSTINGS}


def _page(request: Request, waiting: Sequence[int], at: int) -> int:
    """Return the page of waiting ones that is asked for, or where one stands, within what there is."""
    if at in waiting:
        return waiting.index(at) // SHOWN + 1
    last = max(1, -(-len(waiting) // SHOWN))
    return min(_number(request.GET.get("page", "")) or 1, last)


def _number(text: str) -> int:
    """Return a number from the address, 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
