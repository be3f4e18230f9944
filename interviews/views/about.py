"""About: the method with its sources, and what the app never does."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from config.kit.htmx import Request, show
from interviews.rules.method import method


@login_not_required
@require_safe
def about(request: Request) -> HttpResponse:
    """Show what the method says and whose advice it is, to anybody."""
    return show(request, "interviews/about.html", {"method": method()})
