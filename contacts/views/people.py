"""People: what can be done to one of them."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit.htmx import Request, done, show
from contacts.actions.people import (
    delete_person,
    forget,
    restore_person,
    take_title_at_its_word,
    what_goes_with,
)
from contacts.actions.pool import promote
from contacts.forms.people import PersonForm
from contacts.models import Person, Tie


@require_http_methods(["GET", "POST"])
def person_create(request: Request) -> HttpResponse:
    """Add someone; `?organisation=` and `?referrer=<pk>` fill in what is known already."""
    form = PersonForm(request.POST or None, account=request.user, initial=_known(request))
    if form.is_valid():
        person = form.save()
        return done(request, to=person, message=_("Added %(name)s.") % {"name": person})
    return _edit_page(request, form, cancel=reverse("person-list"))


@require_http_methods(["GET", "POST"])
@transaction.atomic
def person_edit(request: Request, person_id: int) -> HttpResponse:
    """Change what we know about one person.

    While an import or a merge is at them, saving waits, and keeps what that has written.
    """
    people = request.user.people.all()
    if request.method == "POST":
        people = people.select_for_update(no_key=True)
    person = get_object_or_404(people, pk=person_id)
    form = PersonForm(request.POST or None, account=request.user, instance=person)
    if form.is_valid():
        return done(request, to=form.save(), message=_("Saved."))
    return _edit_page(request, form, cancel=person.get_absolute_url())


@require_POST
def person_restore(request: Request, person_id: int) -> HttpResponse:
    """Bring someone back."""
    person = get_object_or_404(request.user.people, pk=person_id)
    restore_person(person=person)
    return done(request, to=person, message=_("%(name)s is back.") % {"name": person})


@require_POST
def person_promote(request: Request, person_id: int) -> HttpResponse:
    """Take one person out of the pool."""
    person = get_object_or_404(request.user.people, pk=person_id)
    promote(people=request.user.people.filter(pk=person.pk))
    return done(request, to=person, message=_("%(name)s is on your list now.") % {"name": person})


@require_POST
def person_read_title(request: Request, person_id: int) -> HttpResponse:
    """Take the kind of work and the level from the title; `?forget=` takes them back."""
    person = get_object_or_404(request.user.people, pk=person_id)
    if fields := request.GET.getlist("forget"):
        forget(person=person, fields=fields)
        return done(request, to=person, message=_("Not known again."))
    changed = take_title_at_its_word(person=person)
    address = reverse("person-read-title", args=[person.pk])
    undo = f"{address}?{'&'.join(f'forget={field}' for field in changed)}" if changed else ""
    return done(request, to=person, message=_("Taken from the title."), undo=undo)


@require_http_methods(["GET", "POST"])
def person_delete(request: Request, person_id: int) -> HttpResponse:
    """Delete someone for good, once it is clear what goes with them."""
    person = get_object_or_404(request.user.people, pk=person_id)
    if request.method == "POST":
        delete_person(person=person)
        return done(request, to="person-list", message=_("%(name)s is deleted.") % {"name": person})
    context = {"person": person, "belongings": what_goes_with(person)}
    return show(request, "contacts/person/delete.html", context)


def _known(request: Request) -> dict[str, str]:
    """Return what the link that led here knows about someone new."""
    initial = {
        name: request.GET[name] for name in ("name", "organisation_name") if name in request.GET
    }
    referrer = request.GET.get("referrer", "")
    known: Person | None = None
    if referrer.isdecimal() and len(referrer) < 19:
        known = request.user.people.filter(pk=referrer).first()
    return initial | ({"referrer": str(known), "tie": Tie.REFERRAL.value} if known else {})


def _edit_page(request: Request, form: PersonForm, *, cancel: str) -> HttpResponse:
    context = {"form": form, "person": form.instance, "cancel": cancel}
    status = 422 if form.is_bound else 200
    return show(request, "contacts/person/edit.html", context, status=status)
