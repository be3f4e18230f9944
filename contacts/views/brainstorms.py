"""The brainstorm: lane by lane, names become targets."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from config.kit import clock
from config.kit.htmx import Request, show
from contacts.actions.targets import Listed, list_names
from contacts.forms.targets import LaneForm
from contacts.models import Search
from contacts.rules.targets import MOST_LINES, Lane, Outcome, brainstorm, names_in

TEMPLATE = "contacts/target/brainstorm.html"
# Organisations of my people on offer at a time; adding one makes room for the next.
OFFERED = 12
# What stays in the field: the next try may go better.
_LEFT = (Outcome.TOO_LONG, Outcome.NO_ROOM)


@require_http_methods(["GET", "POST"])
def brainstorm_page(request: Request, search_id: int) -> HttpResponse:
    """Show a lane; turn what was typed in it into targets and say what became of each line."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    lane = brainstorm().lane(request.POST.get("lane") or request.GET.get("lane", ""))
    form = LaneForm(request.POST or None, lane=lane)
    context: dict[str, Any] = {}
    if form.is_valid():
        names = names_in(form.cleaned_data["names"])
        listed = list_names(search=search, names=names[:MOST_LINES], at=clock.now(), lane=lane.key)
        left = [one.name for one in listed if one.outcome in _LEFT] + names[MOST_LINES:]
        form = LaneForm(lane=lane, left=left)
        context = _became(listed) | {"left": len(left), "rest": len(names[MOST_LINES:])}
    status = 422 if form.is_bound else 200
    context |= {"form": form, **_lane_context(search, lane)}
    return show(request, TEMPLATE, context, parts=("lane",), status=status)


def _became(listed: list[Listed]) -> dict[str, Any]:
    new = [one for one in listed if one.outcome in (Outcome.NEW, Outcome.KNOWN)]
    return {"listed": listed, "new": len(new), "is_sent": True}


def _lane_context(search: Search, lane: Lane) -> dict[str, Any]:
    plan = brainstorm()
    return {
        "search": search,
        "plan": plan,
        "lane": lane,
        "next_lane": plan.after(lane),
        "count": search.targets.count(),
        "offered": _where_my_people_are(search) if lane.key == "people" else [],
    }


def _where_my_people_are(search: Search) -> list[dict[str, Any]]:
    """Return organisations not listed yet, those with most of my people first; the pool counts."""
    here = search.targets.values("organisation")
    people = (
        search.account.people.current()
        .exclude(organisation=None)
        .exclude(organisation__in=here)
        .order_by()
        .values("organisation")
        .annotate(count=Count("pk"))
    )
    offered = people.order_by("-count", "organisation__sort_key")
    return list(offered.values("organisation", "organisation__name", "count")[:OFFERED])
