"""Research about a person or an organisation: the checklist and the notes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.actions.research import note_about, tick, untick
from contacts.forms.research import ResearchNoteForm
from contacts.models import Organisation, Person, ResearchNote
from contacts.rules import research as rules

PAGE = "contacts/research/page.html"
PARTS = ("research", "checklist")


@require_http_methods(["GET", "POST"])
def person_research(request: Request, person_id: int) -> HttpResponse:
    """Show what is known about a person, and note something more."""
    return _research(request, get_object_or_404(request.user.people, pk=person_id))


@require_http_methods(["GET", "POST"])
def organisation_research(request: Request, organisation_id: int) -> HttpResponse:
    """Show what is known about an organisation, and note something more."""
    return _research(request, get_object_or_404(request.user.organisations, pk=organisation_id))


@require_POST
def person_research_tick(request: Request, person_id: int) -> HttpResponse:
    """Mark an entry of a person's checklist as looked into, or take that back."""
    return _tick(request, get_object_or_404(request.user.people, pk=person_id))


@require_POST
def organisation_research_tick(request: Request, organisation_id: int) -> HttpResponse:
    """Mark an entry of an organisation's checklist as looked into, or take that back."""
    return _tick(request, get_object_or_404(request.user.organisations, pk=organisation_id))


@require_http_methods(["GET", "POST"])
def research_edit(request: Request, note_id: int) -> HttpResponse:
    """Change a note."""
    note = _note(request, note_id)
    form = ResearchNoteForm(request.POST or None, account=request.user, instance=note)
    page = _page_of(note.about)
    if form.is_valid():
        form.save()
        return done(request, to=page, message=_("Saved."))
    context = {
        "title": _("Edit research note"),
        "form": form,
        "cancel": page,
        "crumbs": _crumbs(note.about),
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def research_delete(request: Request, note_id: int) -> HttpResponse:
    """Delete a note, once asked."""
    note = _note(request, note_id)
    page = _page_of(note.about)
    if request.method == "POST":
        note.delete()
        return done(request, to=page, message=_("The note is deleted."))
    context = {
        "title": _("Delete this note?"),
        "text": f"“{note}”",
        "submit": _("Delete note"),
        "cancel": page,
        "crumbs": _crumbs(note.about),
    }
    return show(request, "confirm.html", context)


def _research(request: Request, about: Person | Organisation) -> HttpResponse:
    form = ResearchNoteForm(
        request.POST or None,
        account=request.user,
        instance=note_about(about),
        initial={"item": request.GET.get("item", "")},
    )
    if form.is_valid():
        form.save()
        form = ResearchNoteForm(account=request.user, instance=note_about(about))
        return done(
            request,
            to=_page_of(about),
            template=PAGE,
            context=_context(about) | {"form": form},
            parts=PARTS,
            message=_("Noted."),
        )
    context = _context(about) | {"form": form}
    return show(request, PAGE, context, parts=PARTS, status=422 if form.is_bound else 200)


def _tick(request: Request, about: Person | Organisation) -> HttpResponse:
    """Set or clear one entry; one that is not on the list changes nothing."""
    item = request.POST.get("item", "")
    if item in {entry.key for entry in _items(about)}:
        if request.POST.get("is_done"):
            tick(about=about, item=item, at=clock.now())
        else:
            untick(about=about, item=item)
    return done(request, to=_page_of(about), template=PAGE, context=_context(about), parts=PARTS)


def _context(about: Person | Organisation) -> dict[str, Any]:
    items = _items(about)
    ticked = set(about.ticks.values_list("item", flat=True))
    notes = list(about.research.all())
    labels = {item.key: item.text for item in items}
    return {
        "about": about,
        "page": _page_of(about),
        "tick_url": _page_of(about) + "tick/",
        "crumbs": _crumbs(about)[:-1],
        "checklist": [(item, item.key in ticked) for item in items],
        "done_count": sum(item.key in ticked for item in items),
        "minutes": rules.minutes(items),
        "source": rules.SOURCE,
        "notes": [(note, labels.get(note.item, "")) for note in notes],
    }


def _items(about: Person | Organisation) -> tuple[rules.Item, ...]:
    return rules.items_for(is_person=isinstance(about, Person))


def _note(request: Request, note_id: int) -> ResearchNote:
    notes = request.user.research_notes.select_related("person", "organisation")
    return get_object_or_404(notes, pk=note_id)


def _page_of(about: Person | Organisation) -> str:
    name = "person-research" if isinstance(about, Person) else "organisation-research"
    return reverse(name, args=[about.pk])


def _crumbs(about: Person | Organisation) -> list[tuple[str, str]]:
    is_person = isinstance(about, Person)
    return [
        (_("People"), reverse("person-list"))
        if is_person
        else (_("Organisations"), reverse("organisation-list")),
        (str(about), about.get_absolute_url()),
        (_("Research"), _page_of(about)),
    ]
