"""The list of people and organisations that may be one, and what is decided about them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.jobs import hand_over
from contacts.actions.duplicates import (
    Pair,
    dismiss,
    is_much_to_look_through,
    look_through,
    reopen,
)

# The next ones come up as these are decided.
SHOWN = 25


@require_safe
def duplicate_list(request: Request) -> HttpResponse:
    """Show the pairs nobody has decided about, oldest first."""
    return show(request, "contacts/duplicate/list.html", _pairs(request), parts=("duplicates",))


@require_POST
def duplicate_look(request: Request) -> HttpResponse:
    """Compare all people and all organisations with each other; of many the worker does it."""
    if is_much_to_look_through(account=request.user):
        # One at a time for all accounts: a worker's other places are left for letters and imports.
        hand_over("contacts.look_for_duplicates", lock="duplicates", account_id=request.user.pk)
        told = _("You know so many that it takes a minute. Come back then: new pairs stand here.")
        return _answer(request, told)
    found = look_through(account=request.user, at=clock.now())
    told = ngettext("Found one new pair.", "Found %(count)s new pairs.", found)
    return _answer(
        request, told % {"count": found} if found else _("Nothing new: no two look like one.")
    )


@require_POST
def person_duplicate_dismiss(request: Request, person_duplicate_id: int) -> HttpResponse:
    """Decide that two people are two."""
    pair = get_object_or_404(request.user.person_duplicates, pk=person_duplicate_id)
    told = _told(pair.person, pair.other)
    return _dismiss(request, pair, told, "person-duplicate-reopen")


@require_POST
def person_duplicate_reopen(request: Request, person_duplicate_id: int) -> HttpResponse:
    """Ask again whether two people are one."""
    pair = get_object_or_404(request.user.person_duplicates, pk=person_duplicate_id)
    return _reopen(request, pair)


@require_POST
def organisation_duplicate_dismiss(
    request: Request, organisation_duplicate_id: int
) -> HttpResponse:
    """Decide that two organisations are two."""
    pair = get_object_or_404(request.user.organisation_duplicates, pk=organisation_duplicate_id)
    told = _told(pair.organisation, pair.other)
    return _dismiss(request, pair, told, "organisation-duplicate-reopen")


@require_POST
def organisation_duplicate_reopen(request: Request, organisation_duplicate_id: int) -> HttpResponse:
    """Ask again whether two organisations are one."""
    pair = get_object_or_404(request.user.organisation_duplicates, pk=organisation_duplicate_id)
    return _reopen(request, pair)


def _told(one: object, other: object) -> str:
    told = _("%(one)s and %(other)s are two; you will not be asked again.")
    return told % {"one": one, "other": other}


def _dismiss(request: Request, pair: Pair, told: str, way_back: str) -> HttpResponse:
    dismiss(pair=pair, at=clock.now())
    return _answer(request, told, undo=reverse(way_back, args=[pair.pk]))


def _reopen(request: Request, pair: Pair) -> HttpResponse:
    reopen(pair=pair)
    return _answer(request, _("Back on the list."))


def _answer(request: Request, message: str, *, undo: str = "") -> HttpResponse:
    return done(
        request,
        to="duplicate-list",
        template="contacts/duplicate/list.html",
        context=_pairs(request),
        parts=("duplicates",),
        message=message,
        undo=undo,
    )


def _pairs(request: Request) -> dict[str, object]:
    people = request.user.person_duplicates.undecided()
    organisations = request.user.organisation_duplicates.undecided()
    sides = ("person", "person__organisation", "other", "other__organisation")
    return {
        "people": people.select_related(*sides).prefetch_related(
            "person__reaches", "other__reaches"
        )[:SHOWN],
        "people_count": people.count(),
        "organisations": organisations.select_related("organisation", "other")[:SHOWN],
        "organisations_count": organisations.count(),
        "shown": SHOWN,
    }
