"""The feed that a calendar program reads, by its secret address."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.limits import Limit, seconds_to_wait, where_from
from interviews.actions.feeds import keep_print
from interviews.calendars.feed import feed_behind, written_feed

# A program asks every few minutes, and one may have several; nobody needs it more often.
READS = Limit("feed-link", 120, 3600)
# Those who try addresses. Known feeds are not counted: the large programs read from a few addresses.
GUESSES = Limit("feed-guess", 60, 3600)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, feed_token: str) -> HttpResponse:
    """Answer with all entries, or that nothing has changed since they were last read."""
    found = feed_behind(feed_token)
    if wait := seconds_to_wait([(READS, feed_token) if found else (GUESSES, where_from(request))]):
        return _later(wait)
    if found is None:
        raise Http404
    feed, etag = found
    changed_at = keep_print(feed, etag, at=clock.now())
    response = get_conditional_response(request, etag, int(changed_at.timestamp()))
    if response is None:
        response = HttpResponse(written_feed(feed), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="askwell.ics"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed_at.timestamp())
    response["Cache-Control"] = "private, no-cache"
    return response


def _later(wait: int) -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": str(wait)})
