"""The talk itself: the live page and what is pressed on it.

Every button of the page sends the plain form's notes along, so that nothing typed is left behind
where scripts do not run.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done
from contacts.models import Permission
from interviews.actions.referrals import Named, name_person, set_permission
from interviews.actions.sheets import open_sheet
from interviews.actions.talks import ask_too, begin_talk, end_talk, mark_line, take_back
from interviews.forms.talks import NewQuestionForm, NextPersonForm, TalkTimesForm
from interviews.models import Interview, Kind, Line, LineState
from interviews.rules.stages import MoveRefused
from interviews.views.late_notes import hands_notes_back, onwards
from interviews.views.notes import NoteField, Trouble, keep_posted_notes, too_long
from interviews.views.referrals import way_back
from interviews.views.talk_page import PAGE, TalkClock, named_by, show_talk


@hands_notes_back
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: Request, interview_id: int) -> HttpResponse:
    """Show the live page; take all its notes at once where scripts do not run."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    if request.method != "POST":
        return show_talk(request, interview)
    troubles = keep_posted_notes(request, interview)
    forms = keep_half_typed(request, interview)
    if troubles or forms:
        return _show_troubles(request, interview, troubles, **forms)
    return onwards(request) or done(request, to=_talk(interview), message=_("Stored."))


@hands_notes_back
@require_POST
def talk_begin(request: Request, interview_id: int) -> HttpResponse:
    """Start the clock."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    troubles = keep_posted_notes(request, interview)
    interview = begin_talk(interview=interview, at=clock.now())
    if troubles:
        return _show_troubles(request, interview, troubles)
    return done(
        request,
        to=_talk(interview),
        template=PAGE,
        context={
            "interview": interview,
            "clock": TalkClock(interview, clock.now(), _closing_minutes(interview)),
        },
        parts=("talk-clock",),
    )


@hands_notes_back
@require_POST
def talk_end(request: Request, interview_id: int) -> HttpResponse:
    """End the talk now, or say when it really began and ended; go on to the thank-you."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    troubles = keep_posted_notes(request, interview)
    forms = keep_half_typed(request, interview)
    was_over = interview.ended_at is not None
    began_at, ended_at = interview.began_at, interview.ended_at or clock.now()
    if request.POST.get("when") == "given":
        form = TalkTimesForm(request.POST, interview=interview, now=clock.now())
        if not form.is_valid():
            return show_talk(request, interview, status=422, times_form=form, troubles=troubles)
        began_at, ended_at = form.cleaned_data["began"], form.cleaned_data["ended"]
    try:
        interview = end_talk(
            interview=interview, began_at=began_at, ended_at=ended_at, at=clock.now()
        )
    except MoveRefused:
        messages.error(request, _("This talk was called off or missed; plan it again first."))
        return show_talk(request, interview, status=409, troubles=troubles)
    if troubles or forms:
        return _show_troubles(request, interview, troubles, **forms)
    if was_over:
        return done(request, to=_talk(interview), message=_("The times are corrected."))
    return done(
        request,
        to=reverse("debrief", args=[interview.pk]),
        message=_("Well done. While it is fresh: what did you learn?"),
    )


@hands_notes_back
@require_POST
def talk_person(request: Request, interview_id: int) -> HttpResponse:
    """Add somebody whom I should meet next, or note whether I may say who named one of them."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    troubles = keep_posted_notes(request, interview)
    form = NextPersonForm(request.POST, interview=interview)
    if "may-use" in request.POST:
        _note_permission(interview, request.POST["may-use"])
        fields = ("name", "organisation", "note")
        typed = {name: request.POST.get(f"next-{name}", "") for name in fields}
        if any(typed.values()) and not troubles:
            form = NextPersonForm(interview=interview, initial=typed)
            return show_talk(request, interview, parts=("next-people",), next_form=form)
        return _people_shown(request, interview, NextPersonForm(interview=interview), troubles)
    if not form.is_valid():
        return show_talk(
            request,
            interview,
            parts=("next-people",),
            status=422,
            next_form=form,
            troubles=troubles,
        )
    _add(request, form)
    return _people_shown(request, interview, NextPersonForm(interview=interview), troubles)


@hands_notes_back
@require_POST
def talk_question(request: Request, interview_id: int) -> HttpResponse:
    """Put a question that came up on the sheet: mine, or with `new-theirs` one of theirs."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    troubles = keep_posted_notes(request, interview)
    sheet = open_sheet(interview, at=clock.now())
    form = NewQuestionForm(request.POST, sheet=sheet)
    if not form.is_valid():
        return show_talk(
            request,
            interview,
            parts=("new-question",),
            status=422,
            new_form=form,
            troubles=troubles,
            is_paper="paper" in request.POST,
        )
    line = _ask_too(request, form)
    if troubles:
        return _show_troubles(request, interview, troubles)
    added = NoteField(f"line-{line.pk}", line.text, None, None, line, _number(line))
    is_paper = "paper" in request.POST
    return done(
        request,
        to=_typed_in(interview) if is_paper else f"{_talk(interview)}#line-{line.pk}",
        template=PAGE,
        context={
            "interview": interview,
            "is_paper": is_paper,
            "added": added,
            "after": form.cleaned_data["after"].pk if form.cleaned_data["after"] else "",
            "new_form": NewQuestionForm(sheet=sheet),
        },
        parts=("new-question",),
        message=_("“%(question)s” is on the sheet.") % {"question": Truncator(line.text).chars(60)},
        undo=_undo(line, is_paper=is_paper),
    )


@require_POST
def line_take_back(request: Request, line_id: int) -> HttpResponse:
    """Take a question that was added in the talk off again; what was noted under it stays."""
    line = get_object_or_404(request.user.lines.select_related("sheet__interview"), pk=line_id)
    is_kept_with_it = request.GET.get("question") == str(line.question_id)
    take_back(line=line, question=line.question if is_kept_with_it else None)
    interview = line.sheet.interview
    to = _typed_in(interview) if "paper" in request.GET else _talk(interview)
    return done(request, to=to, message=_("It is off the sheet again."))


def _ask_too(request: Request, form: NewQuestionForm) -> Line:
    """Put it on the sheet; the paper has room only for what they asked, in a job round."""
    given = form.cleaned_data
    is_theirs = "new-theirs" in request.POST or "paper" in request.POST
    return ask_too(
        sheet=form.sheet,
        text=given["text"],
        after=given["after"],
        is_kept=given["keep"],
        is_theirs=is_theirs and form.sheet.interview.kind == Kind.JOB,
    )


def _number(line: Line) -> int:
    """Return how many of my questions come up to this one, as they are numbered."""
    return line.sheet.lines.filter(is_theirs=False, position__lte=line.position).count()


def _undo(line: Line, *, is_paper: bool) -> str:
    more = {"question": line.question_id or "", "paper": "1" if is_paper else ""}
    query = urlencode({name: value for name, value in more.items() if value})
    return reverse("line-take-back", args=[line.pk]) + (f"?{query}" if query else "")


def _people_shown(
    request: Request, interview: Interview, form: NextPersonForm, troubles: dict[str, Trouble]
) -> HttpResponse:
    if troubles:
        return _show_troubles(request, interview, troubles)
    return done(
        request,
        to=_talk(interview) + "#next-people",
        template=PAGE,
        context={"interview": interview, "next_form": form, "named": named_by(interview)},
        parts=("next-people",),
    )


def _note_permission(interview: Interview, told: str) -> None:
    key, _cut, permission = told.partition(":")
    person = named_by(interview).filter(pk=key).first() if key.isdecimal() else None
    if person and permission in Permission.values:
        set_permission(person=person, permission=Permission(permission))


@hands_notes_back
@require_POST
def line_state(request: Request, line_id: int) -> HttpResponse:
    """Mark a question as asked, skipped, or not yet asked."""
    line = get_object_or_404(request.user.lines.select_related("sheet__interview"), pk=line_id)
    state = request.POST.get("state")
    if state not in LineState.values:
        return HttpResponseBadRequest(_("A question is open, asked or skipped."))
    interview = line.sheet.interview
    troubles = keep_posted_notes(request, interview)
    mark_line(line=line, state=LineState(state))
    if troubles:
        return _show_troubles(request, interview, troubles)
    return done(
        request,
        to=f"{_talk(interview)}#line-{line.pk}",
        template=PAGE,
        context={"line": line},
        parts=("line-state",),
    )


def _show_troubles(
    request: Request, interview: Interview, troubles: dict[str, Trouble], **forms: Any
) -> HttpResponse:
    """Show the page with what could not be stored still in its fields."""
    for trouble in troubles.values():
        if trouble.theirs is None:
            messages.error(request, too_long())
    status = 409 if troubles else 422
    return show_talk(request, interview, status=status, troubles=troubles, **forms)


def keep_half_typed(request: Request, interview: Interview) -> dict[str, Any]:
    """Add a person and a question typed in but not added yet; return the forms that cannot be."""
    left: dict[str, Any] = {}
    if any(request.POST.get(f"next-{name}") for name in ("name", "organisation", "note")):
        next_form = NextPersonForm(request.POST, interview=interview)
        if next_form.is_valid():
            _add(request, next_form)
        else:
            left["next_form"] = next_form
    if request.POST.get("new-text", "").strip():
        new_form = NewQuestionForm(request.POST, sheet=open_sheet(interview, at=clock.now()))
        if new_form.is_valid():
            _ask_too(request, new_form)
        else:
            left["new_form"] = new_form
    return left


def _add(request: Request, form: NextPersonForm) -> Named:
    named = name_person(at=clock.now(), **form.facts())
    said = _("%(name)s was known already.")
    if named.is_new:
        said = _("%(name)s is now among your people.")
    elif named.kept:
        said = _("%(name)s was known already; %(first)s stays who named them.")
    undo = way_back(form.facts()["by"], [named], [], back=_talk(form.interview))
    told = said % {"name": named.person.name, "first": named.kept}
    messages.success(request, told, extra_tags=undo)
    return named


def _closing_minutes(interview: Interview) -> int:
    return interview.sheet.closing_minutes if hasattr(interview, "sheet") else 0


def _typed_in(interview: Interview) -> str:
    return reverse("talk-type-in", args=[interview.pk])


def _talk(interview: Interview) -> str:
    return reverse("talk", args=[interview.pk])
