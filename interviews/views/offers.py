"""Times I offer for a talk, and the link by which one is picked."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.kit.htmx import Request, show


@require_safe
def offer_edit(request: Request, interview_id: int) -> HttpResponse:
    """Propose times for a talk."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    return show(request, "interviews/offer/edit.html", {"interview": interview})
