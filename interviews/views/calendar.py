"""The calendar of talks and what hangs on them: a week, a month, an agenda; follow-ups moved in it."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions.follow_ups import NotOpen, reopen, snooze
from interviews.actions.planning import catch_up
from interviews.forms.calendar import DayForm
from interviews.forms.follow_ups import is_too_far
from interviews.models import FollowUp
from interviews.sentences import title_of
from interviews.views.agenda import own_follow_ups
from interviews.views.calendar_pages import Asked, calendar_context, day_of


@require_safe
def calendar(request: Request) -> HttpResponse:
    """Show some days: `?view=week|month|agenda&on=2026-11-24&zone=Asia/Tokyo`."""
    catch_up(request.user, at=clock.now())
    asked = Asked.of(request.user, request.GET)
    context = calendar_context(request.user, asked)
    return show(request, f"interviews/calendar/{asked.view}.html", context)


@require_http_methods(["GET", "POST"])
def calendar_follow_up(request: Request, follow_up_id: int) -> HttpResponse:
    """Give an open follow-up another day; what is in `?back=` of the calendar is shown again."""
    follow_up = get_object_or_404(own_follow_ups(request.user), pk=follow_up_id)
    back = _back(request)
    form = DayForm(request.POST or None, account=request.user, initial={"day": follow_up.due_on})
    if form.is_valid():
        return _moved(request, follow_up, form.cleaned_data["day"], back)
    context = {
        "title": _("Move a follow-up"),
        "lede": title_of(follow_up),
        "form": form,
        "submit": _("Move it"),
        "cancel": back,
        "crumbs": [(_("Calendar"), back)],
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


def _moved(request: Request, follow_up: FollowUp, day: date, back: str) -> HttpResponse:
    before, title = follow_up.due_on, title_of(follow_up)
    try:
        snooze(follow_up, until=day, at=clock.now())
    except NotOpen:
        messages.error(request, _("It is settled; take it up again first."))
        return done(request, to=back)
    told = {"what": title, "day": date_format(follow_up.due_on, "l j F")}
    query = urlencode({"due_on": before.isoformat(), "back": back.partition("?")[2]})
    undo = f"{reverse('calendar-follow-up-back', args=[follow_up.pk])}?{query}"
    return done(request, to=back, message=_("Moved to %(day)s: %(what)s.") % told, undo=undo)


@require_POST
def calendar_follow_up_back(request: Request, follow_up_id: int) -> HttpResponse:
    """Take the move of a follow-up back; one settled meanwhile stays so."""
    follow_up = get_object_or_404(own_follow_ups(request.user).open(), pk=follow_up_id)
    day = day_of(request.GET.get("due_on", ""))
    if day and not is_too_far(day, request.user):
        reopen(follow_up, at=clock.now(), due_on=day)
        told = {"what": title_of(follow_up), "day": date_format(follow_up.due_on, "l j F")}
        messages.success(request, _("Back on %(day)s: %(what)s.") % told)
    return done(request, to=_back(request))


def _back(request: Request) -> str:
    """Return the page of the calendar that was left, by its own address only."""
    told = QueryDict(request.GET.get("back", ""))
    return Asked.of(request.user, told).url()
