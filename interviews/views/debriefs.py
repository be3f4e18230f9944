"""The debrief: ten minutes after a talk, what was learned, and what the marked lines become."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions import debriefs as actions
from interviews.actions.rounds import note_theirs
from interviews.debriefing import (
    Pending,
    around,
    day_of_talk,
    decided_of,
    pending_of,
    ratable_of,
)
from interviews.forms.debriefs import (
    InsightForm,
    KeepForm,
    NameForm,
    PromiseForm,
    ScalesForm,
    form_for,
)
from interviews.forms.rounds import TheirQuestionsForm
from interviews.models import FollowUpKind, Interview, Rating
from interviews.pace import number_for
from interviews.rules.categories import Category
from interviews.rules.marks import LEARNED
from interviews.rules.notes import OF_ROUND, OF_TALK
from interviews.rules.stages import TOOK_PLACE
from interviews.views.late_notes import hands_notes_back
from interviews.views.notes import NoteField, Trouble, keep_posted_notes
from interviews.views.round_fields import of_round

PAGE = "interviews/debrief/edit.html"
PARTS = ("marks", "scales", "ratings", "next-step")


@hands_notes_back
@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: Request, interview_id: int) -> HttpResponse:
    """Show what there is to go over; take its notes at once where scripts do not run."""
    interview = held(request, interview_id)
    if interview is None:
        messages.info(request, _("The debrief comes after the talk."))
        return redirect("interview-detail", interview_id)
    if request.method != "POST":
        return show(request, PAGE, page_of(request, interview), parts=PARTS)
    if response := keep_words(request, interview):
        return response
    return done(request, to=here(interview), message=_("Stored."))


@hands_notes_back
@require_POST
def debrief_settle(request: Request, interview_id: int) -> HttpResponse:
    """Finish the debrief, skip it, or go on with it (`do`)."""
    interview = held(request, interview_id)
    if interview is None:
        raise Http404
    if response := keep_words(request, interview):
        return response
    match request.POST.get("do"):
        case "finish":
            actions.settle_debrief(interview, is_skipped=False, at=clock.now())
            return done(request, to=_after(interview), message=_well_done(interview))
        case "skip":
            actions.settle_debrief(interview, is_skipped=True, at=clock.now())
            told = _("Skipped. You can come back to it whenever you like.")
            return done(request, to=interview, message=told)
        case "resume":
            actions.resume_debrief(interview, at=clock.now())
            return done(request, to=here(interview))
    return HttpResponseBadRequest()


def _well_done(interview: Interview) -> str:
    waiting = len(pending_of(interview))
    if not waiting:
        return _("Well done. It is written down.")
    told = ngettext(
        "Well done. One marked line still waits in the debrief, for whenever you like.",
        "Well done. %(n)s marked lines still wait in the debrief, for whenever you like.",
        waiting,
    )
    return told % {"n": waiting}


@require_POST
def debrief_scales(request: Request, interview_id: int) -> HttpResponse:
    """Say how the work would fit me."""
    interview = held(request, interview_id)
    if interview is None:
        raise Http404
    row = actions.begin_debrief(interview, at=clock.now())
    form = ScalesForm(request.POST, instance=row, account=request.user)
    if not form.is_valid():
        context = {**page_of(request, interview), "scales": form}
        return show(request, PAGE, context, parts=("scales",), status=422)
    form.save()
    return done(
        request,
        to=f"{here(interview)}#scales",
        template=PAGE,
        context=page_of(request, interview),
        parts=("scales",),
    )


@require_POST
def debrief_mark(request: Request, interview_id: int) -> HttpResponse:
    """Decide about one marked line (`at`): keep what it becomes, or drop it."""
    interview = held(request, interview_id)
    if interview is None:
        raise Http404
    wanted = request.POST.get("at", "")
    waiting = sorted(pending_of(interview), key=lambda one: one.spot.kind in LEARNED)
    pending = next((one for one in waiting if one.at == wanted), None)
    if pending is None or pending.spot.told != request.POST.get("text", ""):
        return _overtaken(request, interview)
    form = form_for(around(interview), pending, request.POST)
    place, is_dropped = waiting.index(pending), request.POST.get("do") == "drop"
    if not is_dropped and not form.is_valid():
        context = page_of(request, interview, bound={pending.at: form})
        return show(request, PAGE, context, parts=("marks",), status=422)
    try:
        said = _drop(pending) if is_dropped else _keep(interview, pending, form)
    except actions.AlreadyDecided:
        return _overtaken(request, interview)
    return _fresh(request, interview, message=said, place=place)


def _overtaken(request: Request, interview: Interview) -> HttpResponse:
    told = _("That line was decided or changed meanwhile; this is how it stands.")
    messages.info(request, told)
    return _fresh(request, interview)


def _drop(pending: Pending) -> str:
    """Leave a marked line as it is; return what to tell."""
    actions.drop_mark(pending.spot, at=clock.now())
    return _("Left as a note.")


def _keep(interview: Interview, pending: Pending, form: KeepForm) -> str:
    """Make of a marked line what the form says; return what to tell."""
    spot, told, now = pending.spot, form.cleaned_data, clock.now()
    if isinstance(form, InsightForm):
        actions.keep_insight(
            spot,
            statement=told.get("statement", ""),
            topic=Category(told["topic"]),
            confidence=told["confidence"],
            joins=form.joined,
            at=now,
        )
        return _("Kept as an insight.")
    if isinstance(form, NameForm):
        named = actions.keep_name(
            spot,
            by=form.speaker,
            name=told["name"],
            organisation=told["organisation"],
            title=told["title"],
            on=day_of_talk(interview),
            at=now,
        )
        said = _("%(name)s is now among your people.")
        said = said if named.is_new else _("%(name)s was known already.")
        return said % {"name": named.person.name}
    if isinstance(form, PromiseForm):
        actions.keep_promise(
            spot, person=form.speaker, text=told["text"], due_on=told["due_on"], at=now
        )
        return _("It is among your follow-ups.")
    actions.keep_resource(spot, about=form.subject, text=told["text"], link=told["link"], at=now)
    return _("Kept with your research.")


@require_POST
def mark_undo(request: Request, mark_id: int) -> HttpResponse:
    """Take a decision about a marked line back, and what it became with it."""
    marks = request.user.marks.select_related("answer__interview")
    mark = get_object_or_404(marks, pk=mark_id)
    interview = mark.answer.interview
    interview.account = request.user
    try:
        actions.undo_mark(mark, at=clock.now())
    except actions.CannotUndo:
        messages.error(
            request, _("It was used or changed since, so it stays. Change it where it stands.")
        )
    return _fresh(request, interview)


@hands_notes_back
@require_POST
def line_rate(request: Request, line_id: int) -> HttpResponse:
    """Say how well a question worked; the same once more takes it back."""
    line = get_object_or_404(request.user.lines.select_related("sheet__interview"), pk=line_id)
    given = request.POST.get("rating", "")
    if given not in {str(rating.value) for rating in Rating}:
        return HttpResponseBadRequest()
    rating = Rating(int(given))
    interview = line.sheet.interview
    interview.account = request.user
    if line.is_theirs and (response := keep_words(request, interview)):
        return response
    actions.rate_line(line, None if line.rating == rating else rating)
    if line.is_theirs:
        return done(
            request,
            to=f"{here(interview)}#theirs-{line.pk}",
            template=PAGE,
            context={"line": line, "ratings": Rating},
            parts=("their-rating",),
        )
    return done(
        request,
        to=f"{here(interview)}#ratings",
        template=PAGE,
        context={"interview": interview, "ratable": ratable_of(interview), "ratings": Rating},
        parts=("ratings",),
    )


def keep_words(request: Request, interview: Interview) -> HttpResponse | None:
    """Store the notes that came, and what they asked in a round; return the page where that failed."""
    if troubles := keep_posted_notes(request, interview):
        return show(request, PAGE, page_of(request, interview, troubles=troubles), status=409)
    if not request.POST.get("theirs", "").strip() or not interview.is_round:
        return None
    form = TheirQuestionsForm(request.POST)
    if not form.is_valid():
        return show(request, PAGE, page_of(request, interview, theirs_form=form), status=422)
    note_theirs(interview, questions=form.cleaned_data["theirs"], at=clock.now())
    return None


def held(request: Request, interview_id: int) -> Interview | None:
    """Return a talk that took place; None for one that did not, 404 for one that is not theirs."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    interview.account = request.user
    return interview if interview.stage in TOOK_PLACE else None


def _fresh(
    request: Request, interview: Interview, *, message: str = "", place: int | None = None
) -> HttpResponse:
    """Answer with the marked lines; who decided about one goes on with the next."""
    context = page_of(request, interview)
    if place is not None:
        context["focus_at"] = _next_at(context, place)
    return done(
        request,
        to=f"{here(interview)}#marks",
        template=PAGE,
        context=context,
        parts=("marks",),
        message=message,
    )


def _next_at(context: dict[str, Any], place: int) -> str:
    """Return the waiting line that moved up to a decided one's place on the page, else the last."""
    waiting = [one.at for one, _form in [*context["named"], *context["learned"]]]
    return waiting[min(place, len(waiting) - 1)] if waiting else ""


def page_of(
    request: Request,
    interview: Interview,
    *,
    troubles: dict[str, Trouble] | None = None,
    bound: dict[str, KeepForm] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return what the page and its parts show; forms of a round may be given."""
    row = actions.begin_debrief(interview, at=clock.now())
    pending = pending_of(interview)
    offered = around(interview)
    forms = [(one, (bound or {}).get(one.at) or form_for(offered, one)) for one in pending]
    return {
        "interview": interview,
        "debrief": row,
        "minutes": number_for(request.user, "debrief"),
        "fields": _fields(interview, troubles or {}),
        "scales": ScalesForm(instance=row, account=request.user),
        "waiting": len(pending),
        "learned": [(one, form) for one, form in forms if one.spot.kind in LEARNED],
        "named": [(one, form) for one, form in forms if one.spot.kind not in LEARNED],
        "decided": decided_of(interview),
        "ratable": ratable_of(interview),
        "ratings": Rating,
        "thank_you": _thank_you(interview),
        **(of_round(interview, troubles or {}) if interview.is_round else {}),
        **more,
    }


def _fields(interview: Interview, troubles: dict[str, Trouble]) -> list[NoteField]:
    """Return the fields to write in, beside the questions of a round."""
    stored = {answer.part: answer for answer in interview.answers.filter(part__in=OF_TALK)}
    parts = OF_ROUND if interview.is_round else OF_TALK[1:]
    return [
        NoteField(part.value, _(part.label), stored.get(part.value), troubles.get(part.value))
        for part in parts
    ]


def _thank_you(interview: Interview) -> Any:
    return interview.follow_ups.open().filter(kind=FollowUpKind.THANK).first()


def here(interview: Interview) -> str:
    """Return the address of the page."""
    return reverse("debrief", args=[interview.pk])


def _after(interview: Interview) -> str:
    """Return where to go on: the thank-you where one is open, else the talk's page."""
    thanks = _thank_you(interview)
    if thanks:
        return reverse("follow-up-write", args=[thanks.pk])
    return interview.get_absolute_url()
