"""The end of a search, who helped with it, and its new start."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Search
from contacts.models.searches import Ending
from interviews.actions.follow_ups import settle
from interviews.actions.pace import rehearse
from interviews.actions.searches import end_search, reopen_search
from interviews.forms.searches import EndingForm
from interviews.helped import helpers_of
from interviews.models import FollowUpKind, FollowUpState
from interviews.views.moved import told

END = "interviews/search/end.html"


@require_http_methods(["GET", "POST"])
def search_end(request: Request, search_id: int) -> HttpResponse:
    """Ask why a search ends and show what that moves; once it has ended, list who helped."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    form = EndingForm(request.POST if request.method == "POST" else None)
    if search.ended_at is None and form.is_valid():
        moved = end_search(search, ending=Ending(form.cleaned_data["ending"]), at=clock.now())
        return done(
            request,
            to=reverse("search-end", args=[search.pk]),
            message=_("This search has ended: %(what)s.") % {"what": told(moved).sentence},
            undo=reverse("search-reopen", args=[search.pk]),
        )
    if search.ended_at:
        return _settle(request, search) or _ended(request, search)
    moved = rehearse(lambda: end_search(search, ending=Ending.OTHER, at=clock.now()))
    context = {"search": search, "form": form, "preview": told(moved)}
    return show(request, END, context, status=422 if form.is_bound else 200)


def _settle(request: Request, search: Search) -> HttpResponse | None:
    """Note that somebody was told by another way (`told`), or is not to be told (`left`)."""
    for word, state in (("told", FollowUpState.DONE), ("left", FollowUpState.DROPPED)):
        key = request.POST.get(word, "")
        if key.isdecimal():
            steps = request.user.follow_ups.filter(kind=FollowUpKind.TELL_ENDED)
            step = get_object_or_404(steps, pk=key)
            settle(step, state, at=clock.now())
            return done(
                request,
                to=reverse("search-end", args=[search.pk]),
                message=_("Noted: %(name)s.") % {"name": step.person.name},
                undo=reverse("follow-up-reopen", args=[step.pk]),
            )
    return None


def _ended(request: Request, search: Search) -> HttpResponse:
    helpers = helpers_of(search)
    context = {
        "search": search,
        "helpers": helpers,
        "to_tell": sum(one.is_to_tell for one in helpers),
        "is_waiting": request.user.people.to_plan().exists(),
    }
    return show(request, END, context)


@require_POST
def search_reopen(request: Request, search_id: int) -> HttpResponse:
    """Take a search up again, with every step that its end had withdrawn."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    moved = reopen_search(search, at=clock.now())
    message = _("This search is open again: %(what)s.") % {"what": told(moved).sentence}
    return done(request, to=search, message=message)
