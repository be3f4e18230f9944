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
from interviews.actions.following import follow
from interviews.debriefing import Pending, around, day_of_talk, marks_of, pending_of, ratable_of
from interviews.forms.debriefs import (
    InsightForm,
    KeepForm,
    NameForm,
    PromiseForm,
    ScalesForm,
    form_for,
)
from interviews.models import Interview, Rating
from interviews.rules.categories import Category
from interviews.rules.marks import LEARNED
from interviews.rules.stages import Stage
from interviews.views.debrief_page import (
    PAGE,
    PARTS,
    answer,
    held,
    here,
    keep_words,
    page_of,
    reworded,
    thank_you_of,
)
from interviews.views.late_notes import hands_notes_back, onwards


def _why_not_yet(request: Request, interview_id: int) -> str:
    talk = request.user.interviews.get(pk=interview_id)
    is_over = talk.stage == Stage.SCHEDULED and talk.ends_at and talk.ends_at <= clock.now()
    if is_over:
        return _("Say first whether you talked; then the debrief opens.")
    return _("The debrief comes after the talk.")


@hands_notes_back
@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: Request, interview_id: int) -> HttpResponse:
    """Show what there is to go over; take its notes at once where scripts do not run."""
    interview = held(request, interview_id)
    if interview is None:
        messages.info(request, _why_not_yet(request, interview_id))
        return redirect("interview-detail", interview_id)
    if request.method != "POST":
        return show(request, PAGE, page_of(request, interview), parts=PARTS)
    if response := keep_words(request, interview):
        return response
    if (response := onwards(request)) and reworded(request, interview):
        told = _("You changed a marked line: keep it, or leave it as a note. Then undo.")
        messages.info(request, told, extra_tags=request.POST["then"])
        return answer(request, interview, part="marks")
    return response or answer(request, interview, message=_("Stored."))


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
            if reworded(request, interview):
                told = _("You changed a marked line: keep it, or leave it as a note.")
                messages.info(request, told)
                return answer(request, interview, part="marks")
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


@hands_notes_back
@require_POST
def debrief_scales(request: Request, interview_id: int) -> HttpResponse:
    """Say how the work would fit me."""
    interview = held(request, interview_id)
    if interview is None:
        raise Http404
    if response := keep_words(request, interview):
        return response
    row = actions.begin_debrief(interview, at=clock.now())
    form = ScalesForm(request.POST, instance=row, account=request.user)
    if not form.is_valid():
        context = {**page_of(request, interview), "scales": form}
        return show(request, PAGE, context, parts=("scales",), status=422)
    form.save()
    return answer(request, interview, part="scales")


@hands_notes_back
@require_POST
def debrief_mark(request: Request, interview_id: int) -> HttpResponse:
    """Decide about one marked line: `do` says to keep what it becomes, or to drop it, and its place.

    With another word it shows the marked lines as they stand now.
    """
    interview = held(request, interview_id)
    if interview is None:
        raise Http404
    if response := keep_words(request, interview):
        return response
    do, _space, wanted = request.POST.get("do", "").partition(" ")
    if do not in ("keep", "drop"):
        return _fresh(request, interview)
    waiting = sorted(pending_of(interview), key=lambda one: one.spot.kind in LEARNED)
    pending = next((one for one in waiting if one.at == wanted), None)
    if pending is None or pending.spot.told != request.POST.get(f"text-{wanted}"):
        return _overtaken(request, interview)
    form = form_for(around(interview), pending, request.POST)
    place, is_dropped = waiting.index(pending), do == "drop"
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


@hands_notes_back
@require_POST
def mark_undo(request: Request, mark_id: int) -> HttpResponse:
    """Take a decision about a marked line back, and what it became with it."""
    marks = request.user.marks.select_related("answer__interview")
    mark = get_object_or_404(marks, pk=mark_id)
    interview = mark.answer.interview
    interview.account = request.user
    if response := keep_words(request, interview):
        return response
    try:
        actions.undo_mark(mark, at=clock.now())
    except actions.CannotUndo:
        messages.error(
            request, _("It was used or changed since, so it stays. Change it where it stands.")
        )
    return _fresh(request, interview)


@hands_notes_back
@require_POST
def mark_reword(request: Request, mark_id: int) -> HttpResponse:
    """Let what a marked line became take over the words (`do`) that the line has now."""
    marks = request.user.marks.select_related("answer__interview")
    interview = get_object_or_404(marks, pk=mark_id).answer.interview
    interview.account = request.user
    if response := keep_words(request, interview):
        return response
    changed = [one for one in marks_of(interview).decided if one.mark.pk == mark_id]
    now = next((one.now for one in changed if one.can_follow), None)
    if now is None or now.told != request.POST.get("do"):
        return _overtaken(request, interview)
    if not follow(changed[0].mark, now, at=clock.now()):
        return _overtaken(request, interview)
    return _fresh(request, interview, message=_("It says what your note says now."))


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
    if response := keep_words(request, interview):
        return response
    actions.rate_line(line, None if line.rating == rating else rating)
    shown: dict[str, Any] = {"interview": interview, "ratings": Rating}
    if line.is_theirs:
        at, shown = f"theirs-{line.pk}", {**shown, "line": line}
        return answer(request, interview, part="their-rating", at=at, context=shown)
    shown["ratable"] = ratable_of(interview)
    return answer(request, interview, part="ratings", context=shown)


def _fresh(
    request: Request, interview: Interview, *, message: str = "", place: int | None = None
) -> HttpResponse:
    """Answer with the marked lines; who decided about one goes on with the next."""
    context = page_of(request, interview)
    if place is not None:
        context["focus_at"] = _next_at(context, place)
    return answer(request, interview, part="marks", context=context, message=message)


def _next_at(context: dict[str, Any], place: int) -> str:
    """Return the waiting line that moved up to a decided one's place on the page, else the last."""
    waiting = [one.at for one, _form in [*context["named"], *context["learned"]]]
    return waiting[min(place, len(waiting) - 1)] if waiting else ""


def _after(interview: Interview) -> str:
    """Return where to go on: the thank-you where one is open, else the talk's page."""
    thanks = thank_you_of(interview)
    if thanks:
        return reverse("follow-up-write", args=[thanks.pk])
    return interview.get_absolute_url()
