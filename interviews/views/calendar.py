"""The calendar of talks and what hangs on them: a week, a month, an agenda."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from config.kit.htmx import Request, show


@require_safe
def calendar(request: Request) -> HttpResponse:
    """Show a stretch of days."""
    return show(request, "interviews/calendar/week.html", {})
