"""The settings page of calendars: those that are read for busy times, and the feed that mine reads."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.db.models import Count, Min, Q
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.jobs import is_worker_there
from config.kit.limits import Limit, seconds_to_wait
from config.kit.qr import qr
from interviews.actions import calendars, feeds
from interviews.calendars.busy import NotACalendar, TooMuch
from interviews.calendars.troubles import is_up_to_me, said
from interviews.forms.calendars import AddressForm, BusyCalendarForm, FeedForm, FileForm
from interviews.models import BusyCalendar, CalendarFeed

PAGE = "interviews/settings/calendars.html"
NAME = "settings-calendars"
PARTS = ("calendars",)
# Whoever presses more often keeps the worker from others; calendars do not change that fast.
READ_NOW = Limit("calendar-read-now", 20, 3600)


@require_http_methods(["GET", "POST"])
def settings_calendars(request: Request) -> HttpResponse:
    """Show both; a POST adds a calendar by address (`do=address`) or by file (`do=file`)."""
    wanted = request.POST.get("do") if request.method == "POST" else None
    account, now = request.user, clock.now()
    by_address = AddressForm(
        request.POST if wanted == "address" else None, account=account, prefix="address"
    )
    by_file = FileForm(
        *((request.POST, request.FILES) if wanted == "file" else (None, None)),
        account=account,
        prefix="file",
    )
    if wanted == "address" and by_address.is_valid():
        calendars.add_address(account, at=now, **by_address.cleaned_data)
        return done(request, to=NAME, message=_("It is being read; its times show here soon."))
    if wanted == "file" and by_file.is_valid():
        told = by_file.cleaned_data
        try:
            calendars.add_file(account, name=told["name"], raw=told["upload"].read(), at=now)
        except (NotACalendar, TooMuch) as refused:
            by_file.add_error("upload", said(calendars.trouble_of(refused)))
        else:
            return done(request, to=NAME, message=_("It is being read; its times show here soon."))
    context = {**_list(request), **_feed(request), "by_address": by_address, "by_file": by_file}
    return show(request, PAGE, context, parts=PARTS, status=422 if wanted else 200)


@require_http_methods(["GET", "POST"])
def busy_calendar_edit(request: Request, busy_calendar_id: int) -> HttpResponse:
    """Name a calendar otherwise, or let a newer file or another address take its place."""
    calendar = _own(request, busy_calendar_id)
    files = request.FILES if request.method == "POST" else None
    form = BusyCalendarForm(request.POST or None, files, instance=calendar)
    if form.is_valid() and _changed(form, calendar):
        return done(request, to=NAME, message=_("Kept."))
    context = {
        "title": calendar.name,
        "form": form,
        "enctype": "multipart/form-data",
        "submit": _("Keep"),
        "cancel": reverse(NAME),
        "crumbs": [(_("Calendars"), reverse(NAME))],
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


def _changed(form: BusyCalendarForm, calendar: BusyCalendar) -> bool:
    """Do what the form says; return False, with the reason in the form, where the file is no use."""
    told, now = form.cleaned_data, clock.now()
    try:
        if told.get("upload"):
            calendars.replace_file(calendar, told["upload"].read(), at=now)
    except (NotACalendar, TooMuch) as refused:
        form.add_error("upload", said(calendars.trouble_of(refused)))
        return False
    if told.get("address"):
        calendars.replace_address(calendar, told["address"], at=now)
    calendars.rename_calendar(calendar, told["name"])
    return True


@require_POST
def busy_calendar_read(request: Request, busy_calendar_id: int) -> HttpResponse:
    """Have a calendar read now."""
    calendar = _own(request, busy_calendar_id)
    wait = seconds_to_wait([(READ_NOW, str(request.user.pk))])
    if wait:
        minutes = wait // 60 + 1
        told = ngettext(
            "That was often enough for now; it can be read again in %(n)s minute.",
            "That was often enough for now; it can be read again in %(n)s minutes.",
            minutes,
        )
        return _told(request, told % {"n": minutes})
    calendars.ask_reading(calendar, at=clock.now())
    return _told(request, "")


@require_POST
def busy_calendar_remove(request: Request, busy_calendar_id: int) -> HttpResponse:
    """Remove a calendar and its times; the message brings it back."""
    calendar = _own(request, busy_calendar_id)
    calendars.remove_calendar(calendar, at=clock.now())
    undo = reverse("busy-calendar-restore", args=[calendar.pk])
    return _told(request, _("“%(name)s” is removed.") % {"name": calendar.name}, undo=undo)


@require_POST
def busy_calendar_restore(request: Request, busy_calendar_id: int) -> HttpResponse:
    """Bring back what was removed within the day."""
    calendar = get_object_or_404(request.user.busy_calendars, pk=busy_calendar_id)
    if calendar.removed_at:
        calendars.restore_calendar(calendar, at=clock.now())
    return _told(request, _("“%(name)s” is back.") % {"name": calendar.name})


@require_POST
def settings_feed(request: Request) -> HttpResponse:
    """Make the feed or give it a new address (`on`), end it (`off`), or say what it tells (`keep`)."""
    account, wanted = request.user, request.POST.get("do")
    feed: CalendarFeed | None = account.calendar_feeds.first()
    if wanted == "on":
        feeds.open_feed(account, at=clock.now())
        told = (
            _("There is a new address; the one before leads nowhere now.")
            if feed
            else _("Your calendar program can read your talks at this address.")
        )
    elif wanted == "off":
        feeds.close_feed(account)
        told = _("The address leads nowhere now.")
    elif wanted == "keep" and feed:
        form = FeedForm(request.POST)
        form.is_valid()
        feeds.switch_feed(feed, **form.cleaned_data)
        told = _("Kept; your calendar program shows it when it reads the next time.")
    else:
        return HttpResponseBadRequest()
    return done(request, to=reverse(NAME) + "#feed", message=told)


def _told(request: Request, message: str, *, undo: str = "") -> HttpResponse:
    context = _list(request)
    return done(
        request, to=NAME, template=PAGE, context=context, parts=PARTS, message=message, undo=undo
    )


def _own(request: Request, busy_calendar_id: int) -> BusyCalendar:
    there = request.user.busy_calendars.filter(removed_at=None)
    return get_object_or_404(there, pk=busy_calendar_id)


def _list(request: Request) -> dict[str, Any]:
    """Return the calendars with how it stands with each; three queries at most."""
    ahead = Q(times__ends_at__gt=clock.now())
    rows = request.user.busy_calendars.filter(removed_at=None).defer("text")
    shown = list(
        rows.annotate(
            ahead=Count("times", filter=ahead), first=Min("times__starts_at", filter=ahead)
        ).order_by("name", "pk")
    )
    for calendar in shown:
        calendar.host = urlsplit(calendar.address).hostname or ""  # type: ignore[attr-defined]
        calendar.trouble = said(calendar.error)  # type: ignore[attr-defined]
        again_at = None if is_up_to_me(calendar.error) else calendars.next_try(calendar)
        calendar.again_at = again_at  # type: ignore[attr-defined]
    is_reading = any(calendar.asked_at for calendar in shown)
    return {
        "calendars": shown,
        "is_reading": is_reading,
        "is_waiting": is_reading and not is_worker_there(),
        "zone": request.user.zone,
    }


def _feed(request: Request) -> dict[str, Any]:
    feed: CalendarFeed | None = request.user.calendar_feeds.first()
    form: forms.Form | None = None
    link = ""
    if feed:
        link = settings.SITE_URL + reverse("calendar-feed", args=[feed.token])
        form = FeedForm(
            initial={"with_details": feed.with_details, "with_follow_ups": feed.with_follow_ups}
        )
    webcal = "webcal" + link.removeprefix("https").removeprefix("http") if link else ""
    return {
        "feed": feed,
        "feed_form": form,
        "feed_link": link,
        "feed_webcal": webcal,
        "feed_code": qr(webcal),
        "is_local": settings.IS_LOCAL,
    }
