"""Pages of interviews: the list, one talk as a path, its facts, its stage, its calendar entry."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions.interviews import (
    delete_interview,
    move_interview,
    schedule_interview,
    see_shift,
)
from interviews.calendars.files import file_for_me
from interviews.forms.interviews import InterviewFilter, InterviewForm
from interviews.forms.times import TimeForm, proposed
from interviews.models import Interview
from interviews.rules.stages import MoveRefused, Stage, is_too_early
from interviews.telling import tellings
from interviews.views.interview_pages import detail_context, list_context, time_context

LIST = "interviews/interview/list.html"
DETAIL = "interviews/interview/detail.html"
TIME = "interviews/interview/time.html"


def _own(request: Request) -> QuerySet[Interview]:
    return request.user.interviews.select_related("search", "account").prefetch_related(
        "people__organisation"
    )


@require_safe
def interview_list(request: Request) -> HttpResponse:
    """Show what lies ahead, what is still to plan and what is past."""
    form = InterviewFilter(request.GET, account=request.user)
    return show(request, LIST, list_context(request, form), parts=("interviews",))


@require_http_methods(["GET", "POST"])
def interview_create(request: Request) -> HttpResponse:
    """Plan a talk; `?person=` and `?search=` choose beforehand."""
    chosen = [pk for pk in request.GET.getlist("person") if pk.isdecimal() and len(pk) < 19]
    searches = request.user.searches.open()
    wanted = request.GET.get("search", "")
    search = searches.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 19 else None
    initial = {
        "people": list(request.user.people.filter(pk__in=chosen).values_list("pk", flat=True)),
        "search": search or (searches.get() if searches.count() == 1 else None),
    }
    form = InterviewForm(request.POST or None, account=request.user, initial=initial)
    if not form.is_finding and form.is_valid():
        return done(request, to=form.save(), message=_("The talk is on your list."))
    return _edit_page(request, form, _("Plan a talk"), reverse("interview-list"))


@require_http_methods(["GET", "POST"])
def interview_edit(request: Request, interview_id: int) -> HttpResponse:
    """Change what is agreed apart from the time."""
    interview = get_object_or_404(_own(request), pk=interview_id)
    form = InterviewForm(request.POST or None, account=request.user, instance=interview)
    if not form.is_finding and form.is_valid():
        return done(request, to=form.save(), message=_("Saved."))
    return _edit_page(request, form, _("Change this talk"), interview.get_absolute_url())


def _edit_page(request: Request, form: InterviewForm, title: str, cancel: str) -> HttpResponse:
    is_empty = not form.has_people and not request.user.people.current().exists()
    context = {"form": form, "title": title, "cancel": cancel, "is_empty": is_empty}
    refused = form.is_bound and not form.is_finding
    return show(request, "interviews/interview/edit.html", context, status=422 if refused else 200)


@require_safe
def interview_detail(request: Request, interview_id: int) -> HttpResponse:
    """Show one talk as a path, and all that belongs to it."""
    interview = get_object_or_404(_own(request), pk=interview_id)
    return show(request, DETAIL, detail_context(interview), parts=("interview",))


@require_http_methods(["GET", "POST"])
def interview_time(request: Request, interview_id: int) -> HttpResponse:
    """Agree on a time; the button `look` only shows it on everybody's clock.

    An address may name the time to begin with (see `proposed`): so a talk dropped on another day of
    the calendar is looked at before it moves.
    """
    interview = get_object_or_404(_own(request), pk=interview_id)
    is_asked = request.method == "POST" and "look" not in request.POST
    form = TimeForm(request.POST or proposed(interview, request.GET.dict()), interview=interview)
    before = interview.starts_at if interview.stage == Stage.SCHEDULED else None
    zone_before = interview.zone
    if form.is_valid() and is_asked:
        try:
            schedule_interview(interview, **form.agreed())
            return _time_set(request, interview, before, zone_before)
        except MoveRefused:
            form.add_error(None, _("This talk is cancelled. Plan it again first."))
    refused = is_asked and not form.is_valid()
    context = time_context(form)
    return show(request, TIME, context, parts=("clocks",), status=422 if refused else 200)


def _time_set(
    request: Request, interview: Interview, before: datetime | None, zone: str
) -> HttpResponse:
    """Lead on to the talk; where it was moved, to the letter that tells them, with a way back."""
    is_moved = before is not None and before != interview.starts_at
    if not is_moved or not interview.starts_at or interview.starts_at < clock.now():
        return done(request, to=interview, message=_("The time is set."))
    assert before is not None
    query = urlencode({"to": before.isoformat(), "zone": zone})
    return done(
        request,
        to=reverse("invitation", args=[interview.pk]),
        message=_("The time is set. Nobody has been told yet."),
        undo=f"{reverse('interview-time-back', args=[interview.pk])}?{query}",
    )


@require_POST
def interview_time_back(request: Request, interview_id: int) -> HttpResponse:
    """Take a move back to the time before it, as long as nobody was told of the new one."""
    interview = get_object_or_404(_own(request), pk=interview_id)
    form = TimeForm(proposed(interview, request.GET.dict()), interview=interview)
    if interview.stage != Stage.SCHEDULED or not form.is_valid():
        messages.error(request, _("That cannot be taken back any more."))
    elif any(one.knows_the_time for one in tellings(interview, at=clock.now())):
        messages.error(request, _("They know the new time by now: move it again and tell them."))
    else:
        schedule_interview(interview, **form.agreed())
        messages.success(request, _("It is at its old time again."))
    return done(request, to=interview)


@require_POST
def interview_shift_seen(request: Request, interview_id: int) -> HttpResponse:
    """Note that I saw where new time zone rules moved a talk."""
    interview = get_object_or_404(_own(request), pk=interview_id)
    see_shift(interview)
    return done(request, to="today" if request.POST.get("back") == "today" else interview)


@require_POST
def interview_move(request: Request, interview_id: int) -> HttpResponse:
    """Move a talk to another stage, or say why that cannot be."""
    interview = get_object_or_404(_own(request), pk=interview_id)
    stage, at = Stage(interview.stage), clock.now()
    try:
        to = Stage(request.POST.get("to", ""))
        if is_too_early(stage, to, starts_at=interview.starts_at, at=at):
            assert interview.on_date, "interview_time_whole"
            told = _("It is agreed for %(day)s; change the time first, or end it on the live page.")
            messages.error(request, told % {"day": date_format(interview.on_date, "l j F Y")})
        else:
            move_interview(interview, to, at=at)
    except ValueError:  # MoveRefused, or no stage at all
        told = _("That did not work: the talk now stands at “%(stage)s”.")
        messages.error(request, told % {"stage": interview.get_stage_display()})
    if request.POST.get("back") == "offer":
        return done(request, to=reverse("offer-edit", args=[interview.pk]))
    context: dict[str, Any] = detail_context(get_object_or_404(_own(request), pk=interview_id))
    return done(request, to=interview, template=DETAIL, context=context, parts=("interview",))


@require_http_methods(["GET", "POST"])
def interview_delete(request: Request, interview_id: int) -> HttpResponse:
    """Ask, then delete a talk with its sheet and notes."""
    interview = get_object_or_404(_own(request), pk=interview_id)
    if request.method == "POST":
        delete_interview(interview)
        return done(request, to="interview-list", message=_("The talk is deleted."))
    text = _(
        "Its sheet, the notes you took, its follow-ups and what insights quote from it go with "
        "it, for good. To keep your notes, mark it as cancelled instead. The people stay."
    )
    if know := [one.person.name for one in tellings(interview, at=clock.now()) if one.knows_of_it]:
        told = _("It still stands in the calendar of %(names)s: call it off with them first.")
        text = f"{text} {told % {'names': ', '.join(know)}}"
    context = {
        "title": _("Delete this talk?"),
        "text": text,
        "submit": _("Delete for good"),
        "cancel": interview.get_absolute_url(),
        "tone": "danger",
    }
    return show(request, "confirm.html", context)


@require_safe
def interview_calendar(request: Request, interview_id: int) -> HttpResponse:
    """Download the talk as a calendar entry; there is none before a time is agreed."""
    interview = get_object_or_404(_own(request), pk=interview_id)
    if interview.starts_at is None:
        raise Http404
    response = HttpResponse(
        file_for_me(interview), content_type="text/calendar; charset=utf-8; method=PUBLISH"
    )
    name = f"askwell-{interview.on_date:%Y-%m-%d}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
