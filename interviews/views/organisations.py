"""One organisation: its facts, the people there, what was found out, the talks, what they said."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, lead_on, show
from contacts.models import Account, Move, Organisation
from interviews.learning import learned_in
from interviews.picking import in_words, picks_at, seeker_for
from interviews.said import said_in, talks_with

# A large employer may have hundreds; the list of people has them all.
SHOWN, SHOWN_FORMER = 30, 10
# Notes on the page itself; `?said=all` shows the rest.
SHOWN_NOTES = 20


@require_safe
def organisation_detail(request: Request, organisation_id: int) -> HttpResponse:
    """Show one organisation on one page."""
    organisation = request.user.organisations.filter(pk=organisation_id).first()
    if organisation is None:
        return lead_on(request.user.merges.all().organisation_for(organisation_id))
    talks = talks_with(request.user, organisation)
    is_all = request.GET.get("said") == "all"
    said = said_in(request.user, talks, most=None if is_all else SHOWN_NOTES + 1)
    context = {
        "organisation": organisation,
        "notes": list(organisation.research.all()),
        "now": clock.now(),
        "interviews": list(talks.prefetch_related("people")[:SHOWN]),
        "learned": learned_in(request.user, talks),
        "said": said,
        "is_more_said": not is_all and sum(len(one.answers) for one in said) > SHOWN_NOTES,
        **_people(request.user, organisation),
        **_targets(request.user, organisation),
    }
    return show(request, "interviews/organisation/detail.html", context)


def _people(account: Account, organisation: Organisation) -> dict[str, Any]:
    """Return who is there, in picking order for the latest open search, and who was."""
    picks = picks_at(account, organisation, seeker_for(account, account.searches.open().first()))
    return {
        "people": in_words(account, picks[:SHOWN]),
        "is_more": len(picks) > SHOWN,
        "former": _former(account, organisation),
    }


def _former(account: Account, organisation: Organisation) -> list[Move]:
    """Return the last departure of each person who is no longer there, newest first."""
    left = account.moves.filter(from_organisation=organisation, person__archived_at=None)
    gone = left.filter(Q(person__organisation=None) | ~Q(person__organisation=organisation))
    latest = gone.order_by("person_id", "-noticed_at", "-pk").distinct("person_id")
    moves = Move.objects.filter(pk__in=latest.values("pk")).select_related("person__organisation")
    return list(moves[:SHOWN_FORMER])


def _targets(account: Account, organisation: Organisation) -> dict[str, Any]:
    """Return the searches it is a target of, and those it could become one of."""
    targets = organisation.targets.scored().select_related("search")
    here = list(targets.order_by("-search__created_at"))
    searches = account.searches.open().exclude(targets__organisation=organisation)
    return {"targets": here, "searches": list(searches)}
