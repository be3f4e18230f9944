"""Merging two people or two organisations: whom with, and fact by fact."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.actions.merges import (
    CannotMerge,
    Subject,
    merge,
    what_moves,
    with_more_history,
)
from contacts.forms.merges import MergeForm
from contacts.models import Person

# More than these are found by typing more.
SHOWN = 20


class Page(NamedTuple):
    """What differs between the pages for people and for organisations."""

    kind: str
    rows: Any
    pairs: Any


@require_safe
def person_merge_pick(request: Request, person_id: int) -> HttpResponse:
    """Choose whom somebody is to be merged with."""
    person = get_object_or_404(request.user.people.select_related("organisation"), pk=person_id)
    return _pick(request, _people(request), person)


@require_safe
def organisation_merge_pick(request: Request, organisation_id: int) -> HttpResponse:
    """Choose what an organisation is to be merged with."""
    organisation = get_object_or_404(request.user.organisations, pk=organisation_id)
    return _pick(request, _organisations(request), organisation)


@require_http_methods(["GET", "POST"])
def person_merge(request: Request, person_id: int, other_person_id: int) -> HttpResponse:
    """Make one person of two; `keep` says whose page stays."""
    page, merges = _people(request), request.user.merges.all()
    keys = (person_id, other_person_id)
    rows = page.rows.in_bulk(keys)
    if len(rows) < 2:
        return _gone(request, *map(merges.person_for, keys))
    return _merge(request, page, *(rows[key] for key in keys))


@require_http_methods(["GET", "POST"])
def organisation_merge(
    request: Request, organisation_id: int, other_organisation_id: int
) -> HttpResponse:
    """Make one organisation of two; `keep` says whose page stays."""
    page, merges = _organisations(request), request.user.merges.all()
    keys = (organisation_id, other_organisation_id)
    rows = page.rows.in_bulk(keys)
    if len(rows) < 2:
        return _gone(request, *map(merges.organisation_for, keys))
    return _merge(request, page, *(rows[key] for key in keys))


def _people(request: Request) -> Page:
    people = request.user.people.select_related("organisation", "imported_in")
    return Page("person", people, request.user.person_duplicates)


def _organisations(request: Request) -> Page:
    organisations = request.user.organisations.select_related("imported_in")
    return Page("organisation", organisations, request.user.organisation_duplicates)


def _gone(request: Request, *kept: Subject | None) -> HttpResponse:
    """Lead to what became of a pair of which one is gone already."""
    left = next((one for one in kept if one), None)
    if left is None:
        raise Http404
    messages.info(request, _("They are one already."))
    return redirect(left)


def _pick(request: Request, page: Page, subject: Subject) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()
    others = page.rows.exclude(pk=subject.pk)
    found = others.matching(words or _telling_word(subject))
    context = {
        "kind": page.kind,
        "subject": subject,
        "q": words,
        "found": found[:SHOWN],
        "here": reverse(f"{page.kind}-merge-pick", args=[subject.pk]),
    }
    return show(request, "contacts/duplicate/pick.html", context, parts=("candidates",))


def _telling_word(subject: Subject) -> str:
    """Return the word of a name that those who may be the same one share."""
    words = subject.name.split()
    is_last = isinstance(subject, Person) and not subject.is_family_first
    return words[-1 if is_last else 0]


def _merge(request: Request, page: Page, one: Subject, other: Subject) -> HttpResponse:
    keep = request.POST.get("keep") or request.GET.get("keep")
    kept, gone = with_more_history(one, other)
    if keep == str(gone.pk):
        kept, gone = gone, kept
    problem, initial = "", None
    if request.method == "POST":
        form = MergeForm(request.POST, kept=kept, gone=gone)
        try:
            if form.is_valid():
                return _merged(request, form)
            problem = _("Something about them was changed after this page was opened.")
        except CannotMerge as refusal:
            problem = str(refusal)
        initial = form.picks()
    context = {
        "kind": page.kind,
        "kept": kept,
        "gone": gone,
        "sides": [(kept, what_moves(kept)), (gone, what_moves(gone))],
        "form": MergeForm(kept=kept, gone=gone, initial=initial),
        "problem": problem,
        "pair": _pair(page, kept, gone),
        "here": reverse(f"{page.kind}-merge", args=[one.pk, other.pk]),
    }
    return show(request, "contacts/duplicate/merge.html", context, status=422 if problem else 200)


def _merged(request: Request, form: MergeForm) -> HttpResponse:
    record = merge(
        kept=form.kept,
        gone=form.gone,
        values=form.values(),
        without=form.without(),
        seen=form.cleaned_data["seen"],
        at=clock.now(),
    )
    return done(
        request,
        to=form.kept,
        message=_("%(gone)s is merged into this page.") % {"gone": record.gone_name},
        undo=reverse("merge-undo", args=[record.pk]),
    )


def _pair(page: Page, one: Subject, other: Subject) -> Any:
    low, high = sorted((one.pk, other.pk))
    return page.pairs.undecided().filter(**{page.kind: low}, other=high).first()
