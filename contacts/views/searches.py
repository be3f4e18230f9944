"""Searches: the list, what can be done to one, and the beliefs it tests."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.actions.searches import add_belief, change_search
from contacts.forms.searches import BeliefForm, SearchForm
from contacts.models import Belief, Search
from contacts.rules.switch_advice import advice_for


@require_safe
def search_list(request: Request) -> HttpResponse:
    """Show what is being explored, and below it what no longer is."""
    searches = [(search, advice_for(search.switch)) for search in request.user.searches.all()]
    context = {
        "open": [pair for pair in searches if pair[0].ended_at is None],
        "ended": [pair for pair in searches if pair[0].ended_at],
    }
    return show(request, "contacts/search/list.html", context)


@require_http_methods(["GET", "POST"])
def search_create(request: Request) -> HttpResponse:
    """Begin a search; where someone starts from is taken from their last one."""
    last = request.user.searches.first()
    initial = {"from_role": last.from_role, "from_industry": last.from_industry} if last else {}
    form = SearchForm(request.POST or None, account=request.user, initial=initial)
    if form.is_valid():
        return done(request, to=form.save(), message=_("Your search is open."))
    context = {"title": _("New search"), "cancel": reverse("search-list")}
    return _form_page(request, form, context)


@require_http_methods(["GET", "POST"])
def search_edit(request: Request, search_id: int) -> HttpResponse:
    """Change where a search leads, from where, or at which pace; its page says what moves then."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    form = SearchForm(request.POST or None, account=request.user, instance=search)
    if form.is_valid():
        change_search(search=form.save(commit=False), is_pace_new="preset" in form.changed_data)
        return done(request, to=search, message=_("Saved."))
    page = search.get_absolute_url()
    context = {"title": _("Edit search"), "cancel": page, "crumbs": [(str(search), page)]}
    return _form_page(request, form, context)


@require_http_methods(["GET", "POST"])
def belief_create(request: Request, search_id: int) -> HttpResponse:
    """Write down a belief to test."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    form = BeliefForm(request.POST or None, account=request.user, instance=Belief(search=search))
    if form.is_valid():
        add_belief(search=search, text=form.cleaned_data["text"], at=clock.now())
        form = BeliefForm(account=request.user, instance=Belief(search=search))
        context = {"search": search, "belief_form": form, "is_new": True}
        return done(
            request,
            to=search,
            template="contacts/search/beliefs.html",
            context=context,
            parts=("beliefs",),
        )
    context = {"search": search, "belief_form": form}
    return show(
        request,
        "contacts/search/beliefs.html",
        context,
        parts=("beliefs",),
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
def belief_edit(request: Request, belief_id: int) -> HttpResponse:
    """Reword a belief."""
    belief = get_object_or_404(request.user.beliefs.select_related("search"), pk=belief_id)
    form = BeliefForm(request.POST or None, account=request.user, instance=belief)
    if form.is_valid():
        form.save()
        return done(request, to=belief.search, message=_("Saved."))
    context = {"title": _("Reword a belief"), **_way_back(belief.search)}
    return _form_page(request, form, context)


@require_http_methods(["GET", "POST"])
def belief_delete(request: Request, belief_id: int) -> HttpResponse:
    """Delete a belief, once asked."""
    belief = get_object_or_404(request.user.beliefs.select_related("search"), pk=belief_id)
    if request.method == "POST":
        belief.delete()
        return done(request, to=belief.search, message=_("The belief is deleted."))
    context = {
        "title": _("Delete this belief?"),
        "text": f"“{belief}”",
        "submit": _("Delete belief"),
        **_way_back(belief.search),
    }
    return show(request, "confirm.html", context)


def _way_back(search: Search) -> dict[str, Any]:
    page = search.get_absolute_url()
    return {"cancel": page, "crumbs": [(str(search), page)]}


def _form_page(request: Request, form: Any, context: dict[str, Any]) -> HttpResponse:
    crumbs = [(_("Searches"), reverse("search-list")), *context.get("crumbs", [])]
    context = {**context, "form": form, "crumbs": crumbs}
    return show(request, "form.html", context, status=422 if form.is_bound else 200)
