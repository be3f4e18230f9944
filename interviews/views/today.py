"""Today: what to do next."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from config.kit.htmx import Request, show


@require_safe
def today(request: Request) -> HttpResponse:
    """Show what is due."""
    return show(request, "interviews/today.html")
