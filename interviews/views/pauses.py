"""The settings page of absences: begin one, come back early, delete one, and take that back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Account, Pause
from interviews.actions.pace import Moved
from interviews.actions.pauses import begin_pause, delete_pause, end_pause
from interviews.forms.pauses import PauseForm
from interviews.models import FollowUp, Interview
from interviews.rules.stages import Stage
from interviews.views.moved import forget, remember, remembered, told

PAGE = "interviews/settings/pauses.html"
NAME = "settings-pauses"
PAST_SHOWN = 5


@require_http_methods(["GET", "POST"])
def settings_pauses(request: Request) -> HttpResponse:
    """Show when I am away; a POST begins an absence, ends one early or takes the last change back."""
    if "undo" in request.POST:
        return _undo(request)
    if "end" in request.POST:
        return _end(request)
    today = clock.today(request.user.zone)
    form = PauseForm(request.POST or None, account=request.user, initial={"from_on": today})
    if not form.is_valid():
        return _page(request, form)
    days = form.cleaned_data
    pause, moved = begin_pause(
        request.user, from_on=days["from_on"], until_on=days["until_on"], at=clock.now()
    )
    return _told(request, moved, _("You are away then. Have a good time."), drop=pause)


def _end(request: Request) -> HttpResponse:
    key = request.POST["end"]
    pause = get_object_or_404(request.user.pauses, pk=key if key.isdecimal() else 0)
    days = _days(pause)
    kept, moved = end_pause(pause, at=clock.now())
    return _told(request, moved, _("Welcome back."), drop=kept, make=days)


@require_POST
def pause_delete(request: Request, pause_id: int) -> HttpResponse:
    """Delete an absence."""
    pause = get_object_or_404(request.user.pauses, pk=pause_id)
    days = _days(pause)
    moved = delete_pause(pause, at=clock.now())
    return _told(request, moved, _("The absence is deleted."), make=days)


def _days(pause: Pause) -> list[str]:
    return [pause.from_on.isoformat(), pause.until_on.isoformat()]


def _told(
    request: Request,
    moved: Moved,
    message: str,
    *,
    drop: Pause | None = None,
    make: list[str] | None = None,
) -> HttpResponse:
    """Tell what moved; its undo takes `drop` away and makes one of the days `make`."""
    undo = {"drop": drop.pk if drop else None, "make": make}
    remember(request, NAME, moved, undo=undo)
    return done(request, to=NAME, message=message)


def _undo(request: Request) -> HttpResponse:
    kept = remembered(request, NAME)
    if kept is None:
        return done(request, to=NAME, message=_("There is nothing to take back any more."))
    account, now, moved = request.user, clock.now(), Moved([])
    forget(request, NAME)
    if drop := account.pauses.filter(pk=kept[1]["drop"]).first():
        moved = delete_pause(drop, at=now)
    if days := kept[1]["make"]:
        first, last = (date.fromisoformat(day) for day in days)
        if not account.pauses.touching(first, last).exists():
            _pause, moved = begin_pause(account, from_on=first, until_on=last, at=now)
    message = _("Taken back: %(what)s.") % {"what": told(moved).sentence}
    return done(request, to=NAME, message=message)


@dataclass(frozen=True)
class Absence:
    """An absence as it is shown, with what was agreed on for its days."""

    pause: Pause
    is_now: bool
    talks: list[Interview]
    promises: list[FollowUp]


def _absence(account: Account, pause: Pause, today: date) -> Absence:
    begins = clock.end_of_day(pause.from_on - timedelta(days=1), account.zone)
    ends = clock.end_of_day(pause.until_on, account.zone)
    talks = (
        account.interviews.filter(stage=Stage.SCHEDULED, starts_at__gte=begins, starts_at__lt=ends)
        .order_by("starts_at")
        .prefetch_related("people__organisation")
    )
    agreed = account.follow_ups.open().filter(key="", due_on__range=(pause.from_on, pause.until_on))
    shown = list(talks)
    for talk in shown:
        talk.account = account
    return Absence(
        pause=pause,
        is_now=pause.from_on <= today,
        talks=shown,
        promises=list(agreed.select_related("person").order_by("due_on", "pk")),
    )


def _page(request: Request, form: PauseForm) -> HttpResponse:
    account, today = request.user, clock.today(request.user.zone)
    ahead = account.pauses.filter(until_on__gte=today).order_by("from_on")
    past = account.pauses.filter(until_on__lt=today)[:PAST_SHOWN]
    kept = remembered(request, NAME)
    context: dict[str, Any] = {
        "form": form,
        "absences": [_absence(account, pause, today) for pause in ahead],
        "past": past,
        "last": kept[0] if kept and not form.is_bound else None,
    }
    return show(request, PAGE, context, status=422 if form.is_bound else 200)
