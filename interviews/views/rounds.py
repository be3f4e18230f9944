"""Rounds of job interviews: what they asked, what comes next, and the questions that recur."""

from dataclasses import asdict

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions.rounds import note_next_step, note_theirs
from interviews.actions.sheets import Change, remove_line, take_back
from interviews.forms.rounds import NextStepForm, TheirQuestionsForm
from interviews.models import Interview
from interviews.rounds import asked_of_me, grouped, like
from interviews.views.debrief_page import (
    PAGE,
    answer,
    held,
    here,
    keep_all_but_theirs,
    keep_words,
    page_of,
)
from interviews.views.late_notes import hands_notes_back

LIST = "interviews/round/questions.html"
# Where the session keeps the question that was taken off last.
_UNDO = "round_change"


@require_safe
def round_questions(request: Request) -> HttpResponse:
    """Show what was asked of me again and again, with my best answer so far.

    Where a question is given (`new-text`, as it is typed), the like of it stands first.
    """
    askings = asked_of_me(request.user)
    found = grouped(askings)
    context = {
        "known": like(request.GET.get("new-text", ""), askings),
        "again": [one for one in found if one.rounds > 1],
        "once": [one for one in found if one.rounds == 1],
    }
    return show(request, LIST, context, parts=("known-question",))


@hands_notes_back
@require_POST
def round_question_create(request: Request, interview_id: int) -> HttpResponse:
    """Note what they asked, one question a line."""
    interview = _round(request, interview_id)
    if response := keep_all_but_theirs(request, interview):
        return response
    form = TheirQuestionsForm(request.POST)
    if not form.is_valid():
        return show(request, PAGE, page_of(request, interview, theirs_form=form), status=422)
    asked = form.cleaned_data["theirs"]
    lines = note_theirs(interview, questions=asked, at=clock.now())
    told = ngettext("%(n)s question noted.", "%(n)s questions noted.", len(lines))
    message = told % {"n": len(lines)} if lines else _("These are here already.")
    at = f"theirs-{lines[0].pk}" if lines else "theirs"
    return answer(request, interview, at=at, message=message)


@hands_notes_back
@require_POST
def round_question_remove(request: Request, line_id: int) -> HttpResponse:
    """Take a question of theirs off again; it can be put back, and notes under it stay."""
    line = get_object_or_404(
        request.user.lines.filter(is_theirs=True).select_related("sheet__interview"), pk=line_id
    )
    interview = line.sheet.interview
    interview.account = request.user
    if response := keep_words(request, interview):
        return response
    change = remove_line(line)
    request.session[_UNDO] = {"interview": interview.pk, "change": asdict(change)}
    return done(
        request,
        to=f"{here(interview)}#theirs",
        message=_("Removed: “%(text)s”") % {"text": line.text},
        undo=reverse("round-question-undo", args=[interview.pk]),
    )


@require_POST
def round_question_undo(request: Request, interview_id: int) -> HttpResponse:
    """Put the question that was taken off last back, with what was noted under it."""
    interview = _round(request, interview_id)
    kept = request.session.get(_UNDO, {})
    if kept.get("interview") != interview.pk:
        raise Http404
    del request.session[_UNDO]
    take_back(interview.sheet, Change.read(kept["change"]))
    return done(request, to=f"{here(interview)}#theirs", message=_("It is back."))


@hands_notes_back
@require_POST
def round_next_step(request: Request, interview_id: int) -> HttpResponse:
    """Note what they said comes next, and by when."""
    interview = _round(request, interview_id)
    if response := keep_words(request, interview):
        return response
    form = NextStepForm(request.POST, instance=interview, account=request.user)
    if not form.is_valid():
        context = page_of(request, interview, next_form=form)
        return show(request, PAGE, context, parts=("next-step",), status=422)
    note_next_step(interview, **form.facts(), at=clock.now())
    context = {**page_of(request, interview), "is_noted": True}
    return answer(request, interview, part="next-step", context=context, message=_("Noted."))


def _round(request: Request, interview_id: int) -> Interview:
    """Return a round that took place, else 404."""
    interview = held(request, interview_id)
    if interview is None or not interview.is_round:
        raise Http404
    return interview
