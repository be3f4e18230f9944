"""Today: what to do next."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, show
from interviews.actions.planning import catch_up
from interviews.views.agenda import today_context


@require_safe
def today(request: Request) -> HttpResponse:
    """Show what is due, the talks near enough to prepare, and what others owe."""
    catch_up(request.user, at=clock.now())
    context = today_context(request.user)
    return show(request, "interviews/today.html", context, parts=("agenda",))
