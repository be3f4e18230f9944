"""One letter of mine."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.kit.htmx import Request, show


@require_safe
def letter_detail(request: Request, letter_id: int) -> HttpResponse:
    """Show what a letter said and what became of it."""
    letter = get_object_or_404(request.user.letters, pk=letter_id)
    return show(request, "interviews/letters/detail.html", {"letter": letter})
