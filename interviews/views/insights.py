"""What was learned in a search: answers side by side, and insights by topic with their evidence."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Search
from interviews.actions import insights as actions
from interviews.forms.insights import InsightEditForm
from interviews.learning import compare, talks_held, topics_of
from interviews.models import Insight
from interviews.views.searches import enough_context

PAGE = "interviews/insight/list.html"
EMPTY = "interviews/insight/none.html"


@require_safe
def insight_list(request: Request) -> HttpResponse:
    """Lead to the insights of the search that goes on, the newest of several."""
    searches = request.user.searches
    search = searches.open().first() or searches.first()
    if search:
        return redirect("search-insights", search.pk)
    return redirect("insights-apart") if _has_apart(request) else show(request, EMPTY)


@require_safe
def search_insights(request: Request, search_id: int) -> HttpResponse:
    """Show what the talks of a search taught."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    return show(request, PAGE, _page(request, search), parts=("insights",))


@require_safe
def insights_apart(request: Request) -> HttpResponse:
    """Show what was learned outside any search, and what deleted searches left."""
    return show(request, PAGE, _page(request, None), parts=("insights",))


@require_http_methods(["GET", "POST"])
def insight_create(request: Request, search_id: int) -> HttpResponse:
    """Write an insight of one's own."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    insight = Insight(account=request.user, search=search)
    return _edit(request, insight, _("New insight"))


@require_http_methods(["GET", "POST"])
def insight_edit(request: Request, insight_id: int) -> HttpResponse:
    """Change an insight's words, topic or confidence; its evidence stays."""
    insight = get_object_or_404(request.user.insights, pk=insight_id)
    return _edit(request, insight, _("Change an insight"))


@require_POST
def insight_drop(request: Request, insight_id: int) -> HttpResponse:
    """Put an insight away."""
    insight = get_object_or_404(request.user.insights.select_related("search"), pk=insight_id)
    actions.drop_insight(insight, at=clock.now())
    undo = reverse("insight-restore", args=[insight.pk])
    return _fresh(request, insight, message=_("Dropped. Your notes stay."), undo=undo)


@require_POST
def insight_restore(request: Request, insight_id: int) -> HttpResponse:
    """Bring an insight back."""
    insight = get_object_or_404(request.user.insights.select_related("search"), pk=insight_id)
    actions.restore_insight(insight)
    return _fresh(request, insight, message=_("It is back."))


@require_POST
def evidence_drop(request: Request, evidence_id: int) -> HttpResponse:
    """Let an insight no longer rest on something said."""
    rows = request.user.evidence.select_related("insight__search")
    evidence = get_object_or_404(rows, pk=evidence_id)
    insight = evidence.insight
    actions.drop_evidence(evidence)
    return _fresh(request, insight, message=_("Taken away. The note itself stays."))


def _edit(request: Request, insight: Insight, title: str) -> HttpResponse:
    form = InsightEditForm(request.POST or None, instance=insight, account=request.user)
    if form.is_valid():
        return done(request, to=form.save(), message=_("Saved."))
    context = {
        "title": title,
        "lede": _("One sentence that you would say to a friend who wants the same role."),
        "form": form,
        "cancel": insight.page_url,
        "crumbs": [(_("Insights"), insight.page_url)],
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


def _fresh(request: Request, insight: Insight, *, message: str, undo: str = "") -> HttpResponse:
    return done(
        request,
        to=insight.page_url,
        template=PAGE,
        context=_page(request, insight.search),
        parts=("insights",),
        message=message,
        undo=undo,
    )


def _has_apart(request: Request) -> bool:
    kept = request.user.insights.filter(search=None, dropped_at=None)
    return kept.exists() or talks_held(request.user, None).exists()


def _page(request: Request, search: Search | None) -> dict[str, Any]:
    if search:
        search.account = request.user
    others = request.user.searches.exclude(pk=search.pk) if search else request.user.searches.all()
    held = list(talks_held(request.user, search).prefetch_related("people"))
    dropped = request.user.insights.filter(search=search, dropped_at__isnull=False)
    return {
        "search": search,
        "searches": list(others),
        "has_apart": search is not None and _has_apart(request),
        "comparison": compare(request.user, search),
        "topics": topics_of(request.user, search),
        "dropped": list(dropped.order_by("-dropped_at")),
        "beliefs": list(search.beliefs.all()) if search else [],
        **enough_context(held),
    }
