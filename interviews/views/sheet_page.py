"""What the page of a sheet shows, and how it answers a change."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions import sheets as actions
from interviews.actions.sheet_languages import words_of
from interviews.forms.question_filter import QuestionFilter
from interviews.forms.sheets import (
    LineForm,
    SheetOptionsForm,
    TakeForm,
    TemplateNameForm,
    WriteForm,
)
from interviews.models import Line, Question, Sheet
from interviews.rounds import likely_in
from interviews.rules.categories import Purpose
from interviews.rules.sheets import time_plan, to_offer
from interviews.rules.suggesting import suits
from interviews.suggestions import Known
from interviews.views.sheet_rows import rows_of

PAGE = "interviews/sheet/edit.html"
# How many questions are offered before somebody asks for all.
OFFERED = 6
# Where the session keeps what was changed last.
UNDO = "sheet_change"


def sheet_of(request: Request, interview_id: int) -> Sheet:
    """Return the sheet of a talk of mine, made on first opening; else 404."""
    mine = request.user.interviews.prefetch_related("people")
    return actions.open_sheet(get_object_or_404(mine, pk=interview_id), at=clock.now())


def show_sheet(request: Request, sheet: Sheet, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Return the page or one of its parts; forms that were sent in stand as they were sent."""
    rewording = {} if "editing" in forms else _rewording(request, sheet)
    context = {**_page(request, sheet), **rewording, **forms}
    return show(request, PAGE, context, parts=("builder", "offers"), status=status)


def fresh(
    request: Request,
    sheet: Sheet,
    *,
    at: Line | None = None,
    said: str = "",
    message: str = "",
    undo: tuple[str, actions.Change] | None = None,
    **told: bool,
) -> HttpResponse:
    """Answer a change with the sheet as it now is; `said` is for those who cannot see it.

    `message` tells everybody what does not show. What is half typed elsewhere stays, but for a
    question of one's own once it `is_written`.
    """
    request.session.pop(UNDO, None)
    if undo:
        what, change = undo
        request.session[UNDO] = {"sheet": sheet.pk, "told": what, "change": asdict(change)}
    to = reverse("sheet-edit", args=[sheet.interview_id]) + (f"#line-{at.pk}" if at else "")
    context = {**_page(request, sheet), **_rewording(request, sheet), "said": said, **told}
    return done(request, to=to, template=PAGE, context=context, parts=("builder",), message=message)


def _rewording(request: Request, sheet: Sheet) -> dict[str, Any]:
    """Return the form of the line that is open for rewording while something else changes."""
    asked = request.POST.get("rewording", "")
    known = asked.isdecimal() and len(asked) < 19
    line = sheet.lines.filter(pk=asked).first() if known else None
    return (
        editing(LineForm(instance=line, account=sheet.account, auto_id="reword-%s")) if line else {}
    )


def editing(form: LineForm) -> dict[str, Any]:
    """Return the form of a line beside the words that its question has of its own."""
    line = form.instance
    words = words_of(line)
    differs = any(getattr(line, name) != value for name, value in words.items())
    return {"editing": form, "bank_words": words if differs else None}


def _page(request: Request, sheet: Sheet) -> dict[str, Any]:
    """Return what the page and all its parts show."""
    interview = sheet.interview
    every = list(sheet.lines.all())
    lines = actions.mine_of(every)
    known = actions.known_of(sheet)
    rows, left_out = rows_of(sheet, lines, known)
    undo = request.session.get(UNDO, {})
    return {
        "interview": interview,
        "sheet": sheet,
        "lines": lines,
        "rows": rows,
        "left_out": left_out,
        "theirs": [line for line in every if line.is_theirs],
        "likely": likely_in(interview) if interview.is_round else [],
        "plan": time_plan(
            length=interview.minutes,
            small_talk=sheet.small_talk_minutes,
            closing=sheet.closing_minutes,
            lines=[(line.purpose, line.minutes) for line in lines],
        ),
        "missing": _missing(lines),
        "undo": undo["told"] if undo.get("sheet") == sheet.pk else "",
        "kept_notes": interview.answers.filter(line=None, part="").exclude(text=""),
        "options": SheetOptionsForm(instance=sheet, account=sheet.account),
        "write": WriteForm(auto_id="write-%s"),
        "take": TakeForm(sheet=sheet, auto_id="take-%s"),
        "naming": TemplateNameForm(account=sheet.account, auto_id="naming-%s"),
        **_offers(request, sheet, lines, known, {row.question.handle for row in left_out}),
    }


def _offers(
    request: Request, sheet: Sheet, lines: Sequence[Line], known: Known, left_out: Collection[str]
) -> dict[str, Any]:
    """Return what could still be asked: what suits the talk, missing purposes first.

    What is `left_out` is told elsewhere. Who types words looks through all questions; the best
    match comes first then.
    """
    asked = request.POST if request.method == "POST" else request.GET
    filters = QuestionFilter(asked, account=sheet.account, prefix="find")
    present = {line.handle for line in lines}
    others = [one for one in known.questions.values() if one.handle not in present]
    found = known.unlike(lines, filters.narrow(others))
    if filters.cleaned_data.get("q"):
        rest = sorted(found, key=lambda one: one.is_public)
    else:
        fresh = [one for one in found if one.handle not in left_out]
        suiting = [one for one in fresh if suits(known.candidates[one.handle], known.setting)]
        rest = to_offer(suiting, missing=_missing(lines))
    shown = rest if asked.get("all") else rest[:OFFERED]
    return {
        "filters": filters,
        "find": urlencode([(key, asked[key]) for key in asked if key.startswith("find-")]),
        "offers": [(one, _words(one, sheet), _other_words(one, sheet)) for one in shown],
        "found": len(rest),
        "more": len(rest) - len(shown),
    }


def _words(question: Question, sheet: Sheet) -> str:
    return question.text_in(sheet.language)


def _other_words(question: Question, sheet: Sheet) -> str:
    """Return the wording in the second language, where the sheet has one."""
    words = question.words_in(sheet.second_language) if sheet.second_language else ""
    return words if words != _words(question, sheet) else ""


def _missing(lines: Sequence[Line]) -> list[Purpose]:
    """Return the purposes that no line serves yet."""
    present = {line.purpose for line in lines}
    return [purpose for purpose in Purpose if purpose not in present]
