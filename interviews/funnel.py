"""Counts how the asks of a search went."""

from django.db.models import Count, Q

from contacts.models import OutreachStage, Search
from interviews.forms.outreach_list import ASKED, HELD, REFERRED, SCHEDULED, STAGES, came_to
from interviews.models import Interview
from interviews.rules.funnel import Funnel
from interviews.rules.stages import TOOK_PLACE

# As the tabs of the list of asks name them, so that each count leads to its rows.
LINKS = {
    "asked": ASKED,
    "replied": "answered",
    "scheduled": SCHEDULED,
    "held": HELD,
    "referred": REFERRED,
}


def funnel_of(search: Search) -> Funnel:
    """Return how many people were asked in a search and how far it came; two queries."""
    sent = search.outreach.filter(stage__in=STAGES[ASKED]).order_by()
    waiting = Q(stage__in=(OutreachStage.ASKED, OutreachStage.NUDGED))
    counts = {
        "asked": Count("person", distinct=True),
        "waiting": Count("person", distinct=True, filter=waiting),
        "replied": _people(Q(stage__in=STAGES["answered"])),
        **{word: _people(came_to(word)) for word in (SCHEDULED, HELD, REFERRED)},
    }
    met = Interview.people.through.objects.filter(
        interview__search=search, interview__stage__in=TOOK_PLACE
    ).exclude(person__in=sent.values("person"))
    return Funnel(
        **sent.aggregate(**counts),
        without_ask=met.values("person").distinct().count(),
    )


def _people(condition: Q) -> Count:
    return Count("person", distinct=True, filter=condition)
