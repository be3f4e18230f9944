"""The feed that a calendar program reads, by its secret address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from interviews.models import CalendarFeed


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, feed_token: str) -> HttpResponse:
    """Answer with all entries."""
    get_object_or_404(CalendarFeed, token=feed_token.replace("\x00", ""))
    return HttpResponse("", content_type="text/calendar; charset=utf-8")
