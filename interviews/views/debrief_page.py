"""What the debrief of a talk shows, and how it keeps all that was typed, whatever was pressed.

Its page is one form: where no script runs, each of its buttons sends everything along.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions.debriefs import begin_debrief
from interviews.actions.rounds import note_next_step, note_theirs
from interviews.debriefing import Around, Pending, around, marks_of, pending_of, ratable_of
from interviews.forms.debriefs import ENDS, KeepForm, ScalesForm, form_for
from interviews.forms.rounds import NextStepForm, TheirQuestionsForm
from interviews.models import Debrief, FollowUp, FollowUpKind, Interview, Rating
from interviews.pace import number_for
from interviews.rules.marks import LEARNED
from interviews.rules.notes import OF_ROUND, OF_TALK
from interviews.rules.stages import TOOK_PLACE
from interviews.views.notes import NoteField, Trouble, keep_posted_notes
from interviews.views.round_fields import of_round

PAGE = "interviews/debrief/edit.html"
PARTS = ("marks", "scales", "ratings", "next-step")


def held(request: Request, interview_id: int) -> Interview | None:
    """Return a talk that took place; None for one that did not, 404 for one that is not theirs."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    interview.account = request.user
    return interview if interview.stage in TOOK_PLACE else None


def keep_words(request: Request, interview: Interview) -> HttpResponse | None:
    """Store what came along of notes, scales, next step and their questions.

    Return the page where something of it could not be stored.
    """
    if response := keep_all_but_theirs(request, interview):
        return response
    if not request.POST.get("theirs", "").strip() or not interview.is_round:
        return None
    form = TheirQuestionsForm(request.POST)
    if not form.is_valid():
        return show(request, PAGE, page_of(request, interview, theirs_form=form), status=422)
    note_theirs(interview, questions=form.cleaned_data["theirs"], at=clock.now())
    return None


def keep_all_but_theirs(request: Request, interview: Interview) -> HttpResponse | None:
    """Store what came along, as keep_words does, but for questions that were not added yet."""
    if troubles := keep_posted_notes(request, interview):
        return show(request, PAGE, page_of(request, interview, troubles=troubles), status=409)
    _keep_scales(request, interview)
    told = any(request.POST.get(name) for name in NextStepForm.Meta.fields)
    if not told or not interview.is_round:
        return None
    step = NextStepForm(request.POST, instance=interview, account=request.user)
    if not step.has_changed():
        return None
    if not step.is_valid():
        context = page_of(request, interview, next_form=step)
        return show(request, PAGE, context, parts=("next-step",), status=422)
    note_next_step(interview, **step.facts(), at=clock.now())
    return None


def _keep_scales(request: Request, interview: Interview) -> None:
    """Store what is chosen; where nothing is, another tab may know better."""
    if any(request.POST.get(name) for name in ENDS):
        row = begin_debrief(interview, at=clock.now())
        form = ScalesForm(request.POST, account=request.user)
        if form.is_valid():
            chosen = {name: step for name, step in form.cleaned_data.items() if step}
            Debrief.objects.filter(pk=row.pk).update(**chosen)


def answer(
    request: Request,
    interview: Interview,
    *,
    part: str = "",
    at: str = "",
    context: dict[str, Any] | None = None,
    message: str = "",
) -> HttpResponse:
    """Answer a press with its part, else with the page anew, at the part or at `at`.

    Where a marked line came along half reworded, no redirect may drop it: the page comes at once.
    """
    if any(name.startswith("text-") for name in request.POST):
        context = page_of(request, interview) | (context or {})
        if context["reworded"]:
            if message:
                messages.success(request, message)
            return show(request, PAGE, context, parts=(part,))
    return done(
        request,
        to=f"{here(interview)}#{at or part}".rstrip("#"),
        template=PAGE,
        context=context or page_of(request, interview),
        parts=(part,),
        message=message,
    )


def page_of(
    request: Request,
    interview: Interview,
    *,
    troubles: dict[str, Trouble] | None = None,
    bound: dict[str, KeepForm] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return what the page and its parts show; forms of a round may be given.

    What was sent along half reworded stands in its form still, as do the forms `bound`.
    """
    row = begin_debrief(interview, at=clock.now())
    marks = marks_of(interview)
    pending, offered = marks.pending, around(interview)
    typed = _reworded(request, offered, pending) | (bound or {})
    forms = [(one, typed.get(one.at) or form_for(offered, one)) for one in pending]
    return {
        "interview": interview,
        "debrief": row,
        "minutes": number_for(request.user, "debrief"),
        "fields": _fields(interview, troubles or {}),
        "scales": ScalesForm(instance=row, account=request.user),
        "waiting": len(pending),
        "reworded": typed,
        "mark_names": ",".join(["csrfmiddlewaretoken", "do", *_names(forms)]),
        "learned": [(one, form) for one, form in forms if one.spot.kind in LEARNED],
        "named": [(one, form) for one, form in forms if one.spot.kind not in LEARNED],
        "decided": marks.decided,
        "can_follow": any(one.can_follow for one in marks.decided),
        "ratable": ratable_of(interview),
        "ratings": Rating,
        "thank_you": thank_you_of(interview),
        **(of_round(interview, troubles or {}) if interview.is_round else {}),
        **more,
    }


def reworded(request: Request, interview: Interview) -> bool:
    """Return whether what a marked line is to become was changed, and not kept yet."""
    return bool(_reworded(request, around(interview), pending_of(interview)))


def _reworded(request: Request, offered: Around, pending: Iterable[Pending]) -> dict[str, KeepForm]:
    """Return the forms of marked lines that were sent along with changes, by their place."""
    sent = [one for one in pending if request.POST.get(f"text-{one.at}") == one.spot.told]
    forms = {one.at: form_for(offered, one, request.POST) for one in sent}
    return {at: form for at, form in forms.items() if form.has_changed()}


def _names(forms: Sequence[tuple[Pending, KeepForm]]) -> Iterator[str]:
    for one, form in forms:
        yield f"text-{one.at}"
        yield from (field.html_name for field in form)


def _fields(interview: Interview, troubles: dict[str, Trouble]) -> list[NoteField]:
    """Return the fields to write in, beside the questions of a round."""
    stored = {answer.part: answer for answer in interview.answers.filter(part__in=OF_TALK)}
    parts = OF_ROUND if interview.is_round else OF_TALK[1:]
    return [
        NoteField(part.value, _(part.label), stored.get(part.value), troubles.get(part.value))
        for part in parts
    ]


def thank_you_of(interview: Interview) -> FollowUp | None:
    """Return the thank-you that is open."""
    return interview.follow_ups.open().filter(kind=FollowUpKind.THANK).first()


def here(interview: Interview) -> str:
    """Return the address of the page."""
    return reverse("debrief", args=[interview.pk])
