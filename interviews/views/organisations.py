"""One organisation: its facts, the people there, what was found out, the talks."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, show

# A large employer may have hundreds; the list of people has them all.
SHOWN = 30


@require_safe
def organisation_detail(request: Request, organisation_id: int) -> HttpResponse:
    """Show one organisation on one page."""
    organisation = get_object_or_404(request.user.organisations, pk=organisation_id)
    people = list(organisation.people.current()[: SHOWN + 1])
    interviews = request.user.interviews.filter(people__organisation=organisation).distinct()
    context = {
        "organisation": organisation,
        "people": people[:SHOWN],
        "is_more": len(people) > SHOWN,
        "notes": list(organisation.research.all()),
        "now": clock.now(),
        "interviews": list(interviews.prefetch_related("people")[:SHOWN]),
    }
    return show(request, "interviews/organisation/detail.html", context)
