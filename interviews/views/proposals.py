"""How I answer a time that somebody proposes: agree to it, or say kindly that it cannot be."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.kit import clock
from config.kit.htmx import Request, done
from contacts.models import Purpose
from interviews.actions import booking
from interviews.rules.stages import MoveRefused


@require_POST
def proposal_answer(request: Request, offered_time_id: int) -> HttpResponse:
    """Agree (`do=agree`), which leads to the invitation, or decline (`do=decline`) and write so."""
    theirs = request.user.offered_times.filter(is_theirs=True).select_related("interview", "person")
    proposed = get_object_or_404(theirs, pk=offered_time_id)
    if request.POST.get("do") == "decline":
        booking.turn_down(proposed, at=clock.now())
        query = urlencode({"purpose": Purpose.DECLINE})
        write = f"{reverse('message-write', args=[proposed.person_id])}?{query}"
        return done(request, to=write, message=_("Their proposal is off your list. Tell them so:"))
    if request.POST.get("do") != "agree":
        return HttpResponseBadRequest()
    talk = proposed.interview
    try:
        booking.agree(proposed, at=clock.now())
    except booking.SlotTaken:
        messages.error(
            request, _("That time has passed, or another talk of yours is on. Offer other times.")
        )
        return done(request, to=talk)
    except MoveRefused:
        messages.error(request, _("This talk is cancelled. Plan it again first."))
        return done(request, to=talk)
    told = _("Agreed. Look the invitation through, then send it.")
    return done(request, to=reverse("invitation", args=[talk.pk]), message=told)
