"""Views saved of the list of people: kept under a name, renamed, deleted with a way back."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.kit.htmx import Request, done, show
from contacts.models import SavedView
from interviews.forms.people_list import PeopleFilter
from interviews.forms.saved_views import SavedViewForm
from interviews.views.people_list import LIST, PARTS, list_context


@require_POST
def saved_view_create(request: Request) -> HttpResponse:
    """Keep the list that the address shows; `?name=` is how a deleted one comes back."""
    wanted = PeopleFilter(request.GET, account=request.user)
    view = SavedView(query=wanted.query())
    posted = request.POST if "name" in request.POST else request.GET
    return _save(request, SavedViewForm(posted, account=request.user, instance=view))


@require_POST
def saved_view_edit(request: Request, view_id: int) -> HttpResponse:
    """Give a saved view another name."""
    view = get_object_or_404(request.user.saved_views, pk=view_id)
    return _save(request, SavedViewForm(request.POST, account=request.user, instance=view))


@require_POST
def saved_view_delete(request: Request, view_id: int) -> HttpResponse:
    """Forget a view, not the people on it."""
    view = get_object_or_404(request.user.saved_views, pk=view_id)
    view.delete()
    again = QueryDict(view.query, mutable=True)
    again["name"] = view.name
    return done(
        request,
        to=f"{reverse('person-list')}?{view.query}",
        message=_("The view “%(name)s” is deleted; the people stay.") % {"name": view},
        undo=f"{reverse('saved-view-create')}?{again.urlencode()}",
    )


def _save(request: Request, form: SavedViewForm) -> HttpResponse:
    if not form.is_valid():
        context = list_context(request, view_form=form)
        return show(request, LIST, context, parts=PARTS, status=422)
    view = form.save()
    return done(
        request,
        to=f"{reverse('person-list')}?{view.query}",
        message=_("Kept as “%(name)s”.") % {"name": view},
    )
