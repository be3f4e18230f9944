"""The booking page: what somebody with the link sees and answers, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.kit.htmx import show
from interviews.models import Offer


@login_not_required
@require_safe
def booking(request: HttpRequest, offer_token: str) -> HttpResponse:
    """Show the times to pick from."""
    offer = get_object_or_404(Offer, token=offer_token.replace("\x00", ""))
    response = show(request, "interviews/booking/page.html", {"offer": offer})
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
