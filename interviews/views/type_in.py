"""The paper sheet typed back in after a talk: its fields in its order, without a clock."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kit.htmx import Request, done, show
from interviews.actions.talks import mark_line
from interviews.models import Interview, Line, LineState
from interviews.rules.marks import SIGNS, MarkKind
from interviews.rules.notes import Part
from interviews.views.late_notes import hands_notes_back, onwards
from interviews.views.notes import NoteField, Trouble, keep_posted_notes, too_long
from interviews.views.talk_page import MarkButton, talk_context
from interviews.views.talks import keep_half_typed

PAGE = "interviews/talk/type_in.html"
# What the box at the end of the paper asks for, in its order.
CLOSING = (MarkKind.NAME, MarkKind.PROMISE, MarkKind.THEIR_PROMISE, MarkKind.RESOURCE)
# The lines for the debrief below it.
DEBRIEF = (Part.LEARNED, Part.FIT, Part.ELSE)


@hands_notes_back
@require_http_methods(["GET", "HEAD", "POST"])
def talk_type_in(request: Request, interview_id: int) -> HttpResponse:
    """Show the fields of the paper; take them all at once where scripts do not run."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    if request.method != "POST":
        return show(request, PAGE, _page(interview))
    request.POST = _with_closing_lines(request.POST)  # type: ignore[assignment]
    troubles = keep_posted_notes(request, interview)
    _keep_boxes(request, interview)
    forms = keep_half_typed(request, interview)
    if troubles or forms:
        if any(trouble.theirs is None for trouble in troubles.values()):
            messages.error(request, too_long())
        status = 409 if troubles else 422
        return show(request, PAGE, _page(interview, troubles) | forms, status=status)
    if response := onwards(request):
        return response
    to = reverse("talk-type-in", args=[interview.pk])
    return done(
        request, to=_onwards(interview) if "on" in request.POST else to, message=_("Stored.")
    )


def _page(interview: Interview, troubles: dict[str, Trouble] | None = None) -> dict[str, Any]:
    troubles = troubles or {}
    context = talk_context(interview, troubles=troubles)
    # On paper they have a box of their own after mine.
    fields = sorted(context["fields"], key=lambda field: bool(field.line and field.line.is_theirs))
    stored = {answer.part: answer for answer in interview.answers.filter(part__in=DEBRIEF)}
    after = [
        NoteField(part.value, _(part.label), stored.get(part.value), troubles.get(part.value))
        for part in DEBRIEF
    ]
    closing = [MarkButton(kind) for kind in CLOSING]
    return context | {"fields": fields, "closing": closing, "after": [context["free"], *after]}


def _with_closing_lines(posted: QueryDict) -> QueryDict:
    """Return the fields with what stands in the box at the end as marked lines of the free notes."""
    sent = posted.copy()
    typed = [(kind, posted.get(f"closing-{kind}", "").strip()) for kind in CLOSING]
    lines = [f"{SIGNS[kind]} {words}" for kind, words in typed if words]
    if lines:
        before = sent.get("note-free", "").rstrip()
        sent["note-free"] = "\n".join([before, *lines] if before else lines)
        sent.setdefault("version-free", "0")
    return sent


def _keep_boxes(request: HttpRequest, interview: Interview) -> None:
    """Store the asked-boxes of all questions that were on the page."""
    ticked = set(request.POST.getlist("asked-box"))
    for line in Line.objects.filter(sheet__interview=interview):
        is_shown = f"version-line-{line.pk}" in request.POST
        is_asked = line.state == LineState.ASKED
        if is_shown and is_asked != (str(line.pk) in ticked):
            mark_line(line=line, state=LineState.OPEN if is_asked else LineState.ASKED)


def _onwards(interview: Interview) -> str:
    """Return where to go on: the debrief, or where to say when a talk was that is not over yet."""
    if interview.ended_at:
        return reverse("debrief", args=[interview.pk])
    return reverse("talk", args=[interview.pk]) + "#end"
