"""The letter that tells somebody's calendar about a talk, and what their calendar answers."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.kit.htmx import Request, show


@require_safe
def invitation(request: Request, interview_id: int) -> HttpResponse:
    """Show the letter to look through before it goes."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    return show(request, "interviews/invitation/letter.html", {"interview": interview})
