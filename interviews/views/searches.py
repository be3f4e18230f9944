"""One search: what kind of move it is, what is believed, how many talks it has, what is next."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, show
from contacts.models import Search
from contacts.rules import saturation
from contacts.rules.switch_advice import advice_for
from contacts.rules.targets import State
from interviews.actions.pace import Moved
from interviews.actions.planning import catch_up
from interviews.funnel import LINKS, funnel_of
from interviews.models import Interview, Kind
from interviews.referrals import roots_of
from interviews.rules import funnel, next_step
from interviews.rules.next_step import SearchStep
from interviews.rules.stages import AHEAD, TOOK_PLACE
from interviews.targets import standings_of
from interviews.views.moved import told


@require_safe
def search_detail(request: Request, search_id: int) -> HttpResponse:
    """Show one search on one page."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    if changes := catch_up(request.user, at=clock.now()):
        messages.info(
            request, _("The plan follows: %(what)s.") % {"what": told(Moved(changes)).sentence}
        )
    interviews = list(
        request.user.interviews.filter(search=search).prefetch_related("people__organisation")
    )
    held = [one for one in interviews if one.stage in TOOK_PLACE and one.kind != Kind.JOB]
    organisations = organisations_in(held)
    standings = standings_of(search.targets.scored().select_related("organisation"))
    step = next_step.for_search(
        is_ended=search.ended_at is not None,
        beliefs=search.beliefs.count(),
        talks=len(held),
        organisations=len(organisations),
        is_planned=any(one.stage in AHEAD for one in interviews),
        targets=standings.count(),
        is_begun=standings.is_begun,
    )
    roots, more_roots = roots_of(search)
    context = {
        "roots": roots,
        "more_roots": more_roots,
        "search": search,
        "advice": advice_for(search.switch),
        "interviews": interviews,
        "active": standings.rows(request.user, State.ACTIVE),
        "listed": standings.count(),
        "waiting": standings.count(State.WAITING),
        "helped": standings.count(State.HELPED),
        "ruled_out": standings.count(State.RULED_OUT),
        "now": clock.now(),
        **enough_context(held),
        "step": step,
        "wording": next_step.WORDINGS[step],
        "step_url": _step_url(step, search),
        **_asking(search),
    }
    return show(request, "interviews/search/detail.html", context)


def _asking(search: Search) -> dict[str, Any]:
    """Return how the asks of a search went, each count with the word of its list."""
    counts = funnel_of(search)
    words = {
        "asked": _("asked"),
        "replied": _("answered"),
        "scheduled": _("agreed on a time"),
        "held": _("talked"),
        "referred": _("named somebody"),
    }
    return {
        "funnel": counts,
        "funnel_steps": [
            (getattr(counts, name), word, LINKS[name]) for name, word in words.items()
        ],
        "normal_low": funnel.NORMAL[0],
        "normal_high": funnel.NORMAL[1],
        "normal_source": funnel.SOURCE,
    }


def enough_context(held: Collection[Interview]) -> dict[str, Any]:
    """Return how many talks were held at how many organisations, against what is enough."""
    ahead = saturation.ahead(len(held))
    return {
        "talks": len(held),
        "organisations": len(organisations_in(held)),
        "levels": saturation.LEVELS,
        "most": saturation.SOLID.talks,
        "ahead": ahead,
        "left": ahead.talks - len(held) if ahead else 0,
        "saturation_source": saturation.SOURCE,
    }


def organisations_in(interviews: Collection[Interview]) -> set[int]:
    """Return the keys of the organisations whose people were talked to."""
    return {
        person.organisation_id
        for interview in interviews
        for person in interview.people.all()
        if person.organisation_id
    }


def _step_url(step: SearchStep, search: Search) -> str:
    match step:
        case SearchStep.REOPEN:
            return reverse("search-reopen", args=[search.pk])
        case SearchStep.BELIEVE:
            return "#id_text"
        case SearchStep.LIST_TARGETS:
            return reverse("brainstorm", args=[search.pk])
        case SearchStep.CHOOSE_TARGETS:
            return reverse("target-list", args=[search.pk])
        case SearchStep.DECIDE | SearchStep.UNDER_WAY:
            return "#talks"
        case _:
            return f"{reverse('interview-create')}?search={search.pk}"
