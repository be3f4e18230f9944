"""Organisations: the list, and what can be done to one of them."""

from collections.abc import Mapping

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.pages import page_of
from contacts.actions.organisations import (
    archive_organisation,
    delete_organisation,
    restore_organisation,
)
from contacts.actions.pool import promote_organisations
from contacts.forms.filters import OrganisationFilter
from contacts.forms.organisations import OrganisationForm
from contacts.models import Person


@require_safe
def organisation_list(request: Request) -> HttpResponse:
    """Show the organisations that fit, with how many people are known there."""
    organisation_filter = OrganisationFilter(request.GET, account=request.user)
    known = Person.objects.current().filter(organisation=OuterRef("pk")).order_by()
    # Counted for the rows of the page alone; a join would count everybody first.
    counts = known.values("organisation").annotate(count=Count("pk")).values("count")
    page = page_of(
        organisation_filter.narrow().annotate(people_count=Coalesce(Subquery(counts), 0)),
        request.GET,
        among=request.user.organisations.all(),
    )
    context = {
        "filter": organisation_filter,
        "page": page,
        "here": reverse("organisation-list"),
        "also": organisation_filter.count_in_pool(),
        # Asked for only where the whole page is shown.
        "duplicates": request.user.organisation_duplicates.undecided().count,
    }
    return show(request, "contacts/organisation/list.html", context, parts=("organisations",))


@require_http_methods(["GET", "POST"])
def organisation_create(request: Request) -> HttpResponse:
    """Add an organisation."""
    form = OrganisationForm(request.POST or None, account=request.user)
    if form.is_valid():
        organisation = form.save()
        return done(request, to=organisation, message=_("Added %(name)s.") % {"name": organisation})
    context = {
        "title": _("Add an organisation"),
        "lede": _("The name is enough; the rest can come as you learn it."),
        "cancel": reverse("organisation-list"),
        "crumbs": [(_("Organisations"), reverse("organisation-list"))],
    }
    return _form_page(request, form, context)


@require_http_methods(["GET", "POST"])
def organisation_edit(request: Request, organisation_id: int) -> HttpResponse:
    """Change what we know about an organisation."""
    organisation = get_object_or_404(request.user.organisations, pk=organisation_id)
    page = organisation.get_absolute_url()
    crumbs = [(_("Organisations"), reverse("organisation-list")), (organisation.name, page)]
    form = OrganisationForm(request.POST or None, account=request.user, instance=organisation)
    if form.is_valid():
        return done(request, to=form.save(), message=_("Saved."))
    context = {"title": _("Edit organisation"), "cancel": page, "crumbs": crumbs}
    return _form_page(request, form, context)


@require_POST
def organisation_archive(request: Request, organisation_id: int) -> HttpResponse:
    """Take an organisation off the list, with a way back."""
    organisation = get_object_or_404(request.user.organisations, pk=organisation_id)
    archive_organisation(organisation=organisation, at=clock.now())
    return done(
        request,
        to="organisation-list",
        message=_("%(name)s is archived; its people stay.") % {"name": organisation},
        undo=reverse("organisation-restore", args=[organisation.pk]),
    )


@require_POST
def organisation_restore(request: Request, organisation_id: int) -> HttpResponse:
    """Bring an organisation back."""
    organisation = get_object_or_404(request.user.organisations, pk=organisation_id)
    restore_organisation(organisation=organisation)
    return done(request, to=organisation, message=_("%(name)s is back.") % {"name": organisation})


@require_POST
def organisation_promote(request: Request, organisation_id: int) -> HttpResponse:
    """Take an organisation out of the pool; its people stay in it."""
    organisation = get_object_or_404(request.user.organisations, pk=organisation_id)
    promote_organisations(organisations=request.user.organisations.filter(pk=organisation.pk))
    message = _("%(name)s is on your list.") % {"name": organisation}
    return done(request, to=organisation, message=message)


@require_http_methods(["GET", "POST"])
def organisation_delete(request: Request, organisation_id: int) -> HttpResponse:
    """Delete an organisation for good; its people stay."""
    organisation = get_object_or_404(request.user.organisations, pk=organisation_id)
    if request.method == "POST":
        delete_organisation(organisation=organisation)
        message = _("%(name)s is deleted.") % {"name": organisation}
        return done(request, to="organisation-list", message=message)
    context = {
        "organisation": organisation,
        "people_count": organisation.people.count(),
        "research_count": organisation.research.count(),
    }
    return show(request, "contacts/organisation/delete.html", context)


def _form_page(
    request: Request, form: OrganisationForm, context: Mapping[str, object]
) -> HttpResponse:
    whole = {**context, "form": form}
    return show(request, "form.html", whole, status=422 if form.is_bound else 200)
