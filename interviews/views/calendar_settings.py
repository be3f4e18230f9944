"""The calendars that are read for busy times, and the feed that mine reads."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from config.kit.htmx import Request, show


@require_safe
def settings_calendars(request: Request) -> HttpResponse:
    """Show both."""
    return show(request, "interviews/settings/calendars.html", {})
