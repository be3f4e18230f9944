"""The sheet of a talk: choose questions, order and word them, and see whether they fit."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions import sheets as actions
from interviews.actions.questions import keep_question
from interviews.actions.sheet_languages import Translated, speak
from interviews.forms.questions import QuestionFilter
from interviews.forms.sheets import LineForm, SheetOptionsForm, WriteForm
from interviews.models import Line, Question, Sheet
from interviews.models.banks import questions_of
from interviews.rules.categories import Purpose
from interviews.rules.sheets import time_plan, to_offer

PAGE = "interviews/sheet/edit.html"
# How many questions are offered before somebody asks for all.
OFFERED = 6
# Where the session keeps what was changed last.
_UNDO = "sheet_change"


@require_safe
def sheet_edit(request: Request, interview_id: int) -> HttpResponse:
    """Show the sheet of a talk, made on first opening, beside what else could be asked."""
    sheet = _sheet(request, interview_id)
    return show(request, PAGE, _page(request, sheet), parts=("builder", "offers"))


@require_POST
def sheet_options(request: Request, interview_id: int) -> HttpResponse:
    """Change the sheet's language and the minutes around the questions."""
    sheet = _sheet(request, interview_id)
    language = sheet.language
    form = SheetOptionsForm(request.POST, instance=sheet, account=request.user)
    if not form.is_valid():
        sheet.refresh_from_db()
        return _again(request, sheet, options=form)
    wanted, sheet.language = sheet.language, language
    sheet.save()
    said = _spoken(speak(sheet, language=wanted)) if wanted != language else _("Saved.")
    return _fresh(request, sheet, message=said)


@require_POST
def line_create(request: Request, interview_id: int) -> HttpResponse:
    """Put a question on the sheet: one that is offered (`pick`), or words of one's own."""
    sheet = _sheet(request, interview_id)
    if handle := request.POST.get("pick"):
        return _added(request, sheet, _offered(sheet, handle))
    form = WriteForm(request.POST, auto_id="write-%s")
    if not form.is_valid():
        return _again(request, sheet, write=form)
    question = form.question(sheet)
    if form.cleaned_data["keep"]:
        keep_question(question)
    return _added(request, sheet, question, is_written=True)


@require_POST
def sheet_order(request: Request, interview_id: int) -> HttpResponse:
    """Put the lines in the order that they were dragged into."""
    sheet = _sheet(request, interview_id)
    keys = request.POST.get("order", "").split(",")
    if not all(key.isdecimal() and len(key) < 18 for key in keys):
        return HttpResponseBadRequest()
    actions.order_lines(sheet, order=[int(key) for key in keys])
    return _fresh(request, sheet, said=_("The questions are in their new order."))


@require_http_methods(["GET", "POST"])
def line_edit(request: Request, line_id: int) -> HttpResponse:
    """Word a question differently for this talk."""
    line = _line(request, line_id)
    form = LineForm(request.POST or None, instance=line, account=request.user, auto_id="reword-%s")
    if form.is_valid():
        cleaned = form.cleaned_data
        actions.reword_line(line, text=cleaned["text"], minutes=cleaned["minutes"])
        return _fresh(request, line.sheet, at=line, said=_("Reworded for this talk."))
    context = {**_page(request, line.sheet), "editing": form}
    return show(request, PAGE, context, parts=("builder",), status=422 if form.is_bound else 200)


@require_POST
def line_move(request: Request, line_id: int) -> HttpResponse:
    """Move a question up or down by one."""
    line = _line(request, line_id)
    by = {"-1": -1, "1": 1}.get(request.POST.get("by", ""))
    if by is None:
        return HttpResponseBadRequest()
    index = actions.move_line(line, by=by)
    place = {"place": index + 1, "all": line.sheet.lines.count()}
    said = _("Now question %(place)s of %(all)s.") % place
    return _fresh(request, line.sheet, at=line, said=said)


@require_POST
def line_remove(request: Request, line_id: int) -> HttpResponse:
    """Take a question off the sheet; it can be put back, and notes under it stay."""
    line = _line(request, line_id)
    sheet = line.sheet
    told = _("Removed: “%(text)s”") % {"text": line.text}
    return _fresh(
        request, sheet, said=_("Removed from this sheet."), undo=(told, actions.remove_line(line))
    )


@require_POST
def sheet_suggest(request: Request, interview_id: int) -> HttpResponse:
    """Fill the minutes that are left (`how=more`), or suggest all questions anew (`how=anew`)."""
    sheet = _sheet(request, interview_id)
    is_more = request.POST.get("how") == "more"
    change = actions.suggest_more(sheet) if is_more else actions.suggest_anew(sheet)
    told = _told_of(change)
    return _fresh(request, sheet, said=told, undo=(told, change))


@require_POST
def sheet_undo(request: Request, interview_id: int) -> HttpResponse:
    """Take back what was changed last."""
    sheet = _sheet(request, interview_id)
    kept = request.session.get(_UNDO, {})
    if kept.get("sheet") != sheet.pk:
        raise Http404
    del request.session[_UNDO]
    change = actions.Change.read(kept["change"])
    actions.take_back(sheet, change)
    back = [one.fields["id"] for one in change.removed]
    at = sheet.lines.filter(pk__in=back).first()
    return _fresh(request, sheet, at=at, said=_("The sheet is as it was."))


def _sheet(request: Request, interview_id: int) -> Sheet:
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    return actions.open_sheet(interview, at=clock.now())


def _line(request: Request, line_id: int) -> Line:
    return get_object_or_404(request.user.lines.select_related("sheet__interview"), pk=line_id)


def _offered(sheet: Sheet, handle: str) -> Question:
    for question in questions_of(sheet.account):
        if question.handle == handle and question.is_offered:
            return question
    raise Http404


def _added(
    request: Request, sheet: Sheet, question: Question, *, is_written: bool = False
) -> HttpResponse:
    line = actions.add_line(sheet, question=question)
    said = _("Added as question %(place)s.") % {"place": line.position + 1}
    return _fresh(request, sheet, at=line, said=said, is_written=is_written)


def _fresh(
    request: Request,
    sheet: Sheet,
    *,
    at: Line | None = None,
    said: str = "",
    message: str = "",
    undo: tuple[str, actions.Change] | None = None,
    is_written: bool = False,
) -> HttpResponse:
    """Answer a change with the sheet as it now is; `said` is for those who cannot see it.

    What is half typed elsewhere stays, but for a question of one's own once it `is_written`.
    """
    request.session.pop(_UNDO, None)
    if undo:
        told, change = undo
        request.session[_UNDO] = {"sheet": sheet.pk, "told": told, "change": asdict(change)}
    to = reverse("sheet-edit", args=[sheet.interview_id]) + (f"#line-{at.pk}" if at else "")
    context = {
        **_page(request, sheet),
        **_rewording(request, sheet),
        "said": said,
        "is_just_changed": undo is not None,
        "is_written": is_written,
    }
    return done(request, to=to, template=PAGE, context=context, parts=("builder",), message=message)


def _again(request: Request, sheet: Sheet, **forms: Any) -> HttpResponse:
    context = {**_page(request, sheet), **_rewording(request, sheet), **forms}
    return show(request, PAGE, context, parts=("builder",), status=422)


def _rewording(request: Request, sheet: Sheet) -> dict[str, Any]:
    """Return the form of the line that is open for rewording while something else changes."""
    asked = request.POST.get("rewording", "")
    known = asked.isdecimal() and len(asked) < 19
    line = sheet.lines.filter(pk=asked).first() if known else None
    if line is None:
        return {}
    return {"editing": LineForm(instance=line, account=sheet.account, auto_id="reword-%s")}


def _page(request: Request, sheet: Sheet) -> dict[str, Any]:
    """Return what the page and all its parts show."""
    interview = sheet.interview
    lines = list(sheet.lines.all())
    undo = request.session.get(_UNDO, {})
    return {
        "interview": interview,
        "sheet": sheet,
        "lines": lines,
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
        **_offers(request, sheet, lines),
    }


def _offers(request: Request, sheet: Sheet, lines: Sequence[Line]) -> dict[str, Any]:
    """Return what could still be asked: purposes that are missing first, then in asking order."""
    asked = request.POST if request.method == "POST" else request.GET
    filters = QuestionFilter(asked, account=sheet.account, prefix="find")
    present = {line.handle for line in lines}
    found = filters.narrow(questions_of(sheet.account))
    rest = to_offer([q for q in found if q.handle not in present], missing=_missing(lines))
    shown = rest if asked.get("all") else rest[:OFFERED]
    return {
        "filters": filters,
        "find": urlencode([(key, asked[key]) for key in asked if key.startswith("find-")]),
        "offers": [(question, question.text_in(sheet.language)) for question in shown],
        "more": len(rest) - len(shown),
    }


def _missing(lines: Sequence[Line]) -> list[Purpose]:
    """Return the purposes that no line serves yet."""
    present = {line.purpose for line in lines}
    return [purpose for purpose in Purpose if purpose not in present]


def _told_of(change: actions.Change) -> str:
    """Return in words what a suggestion did."""
    if not change.added and not change.removed:
        return _("Nothing fits better than what is here.")
    added = ngettext("%(n)s question added", "%(n)s questions added", len(change.added))
    if not change.removed:
        return added % {"n": len(change.added)} + "."
    removed = ngettext("%(n)s removed.", "%(n)s removed.", len(change.removed))
    return ", ".join([added % {"n": len(change.added)}, removed % {"n": len(change.removed)}])


def _spoken(result: Translated) -> str:
    if not result.kept:
        return _("All questions are in the other language now.")
    return ngettext(
        "%(n)s question keeps your wording; reword it where you need to.",
        "%(n)s questions keep your wording; reword them where you need to.",
        result.kept,
    ) % {"n": result.kept}
