"""Whom to write to next at an organisation that has stayed silent."""

from django.db.models import Exists, OuterRef
from django.http import HttpResponse

from config.kit.htmx import Request, show
from contacts.models import Message
from interviews.facts import search_for
from interviews.models import FollowUp
from interviews.picking import in_words, picks_at, seeker_for

# More are not read; the organisation's page has them all.
SHOWN = 8


def second_people(request: Request, step: FollowUp) -> HttpResponse:
    """Show who else is there in picking order, each to be written to; or where to find somebody."""
    ask = step.outreach
    place = ask.organisation if ask and ask.organisation else step.person.organisation
    search = search_for(step.person, ask)
    picks = []
    if place:
        written = Message.objects.filter(person=OuterRef("pk"), sent_at__isnull=False)
        there = request.user.people.filter(organisation=place)
        done = set(there.filter(Exists(written)).values_list("pk", flat=True)) | {step.person_id}
        every = picks_at(request.user, place, seeker_for(request.user, search))
        picks = [
            pick
            for pick in every
            if pick.candidate.key not in done and not pick.candidate.is_do_not_contact
        ]
    context = {
        "step": step,
        "person": step.person,
        "place": place,
        "picks": in_words(request.user, picks[:SHOWN]),
        "more": max(0, len(picks) - SHOWN),
    }
    return show(request, "interviews/message/second.html", context)
