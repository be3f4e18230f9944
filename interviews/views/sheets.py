"""The sheet of a talk: choose questions, order and word them, and see whether they fit."""

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit.htmx import Request
from interviews.actions import sheets as actions
from interviews.actions.questions import keep_question
from interviews.actions.sheet_languages import Translated, reword_as_in_bank, speak
from interviews.forms.sheets import LineForm, MinutesForm, SheetOptionsForm, WriteForm
from interviews.models import Line, Question, Sheet
from interviews.models.banks import questions_of
from interviews.views.sheet_page import UNDO, editing, fresh, sheet_of, show_sheet


@require_safe
def sheet_edit(request: Request, interview_id: int) -> HttpResponse:
    """Show the sheet of a talk, made on first opening, beside what else could be asked."""
    return show_sheet(request, sheet_of(request, interview_id))


@require_POST
def sheet_options(request: Request, interview_id: int) -> HttpResponse:
    """Change the sheet's languages and the minutes around the questions."""
    sheet = sheet_of(request, interview_id)
    form = SheetOptionsForm(request.POST, instance=sheet, account=request.user)
    if not form.is_valid():
        sheet.refresh_from_db()
        return show_sheet(request, sheet, status=422, options=form)
    form.save()
    language, second = form.cleaned_data["languages"]
    if (language, second) == (sheet.language, sheet.second_language):
        return fresh(request, sheet, said=_("Saved."))
    spoken = speak(sheet, language=language, second_language=second)
    told = _spoken(spoken)
    return fresh(request, sheet, said=told, undo=(told, spoken.change))


@require_POST
def sheet_suggest(request: Request, interview_id: int) -> HttpResponse:
    """Fill the minutes that are left (`how=more`), or suggest all questions anew (`how=anew`)."""
    sheet = sheet_of(request, interview_id)
    is_more = request.POST.get("how") == "more"
    change = actions.suggest_more(sheet) if is_more else actions.suggest_anew(sheet)
    return answer_change(request, sheet, change)


@require_POST
def sheet_order(request: Request, interview_id: int) -> HttpResponse:
    """Put the lines in the order that they were dragged into."""
    sheet = sheet_of(request, interview_id)
    keys = request.POST.get("order", "").split(",")
    if not all(key.isdecimal() and len(key) < 18 for key in keys):
        return HttpResponseBadRequest()
    actions.order_lines(sheet, order=[int(key) for key in keys])
    return fresh(request, sheet, said=_("The questions are in their new order."))


@require_POST
def sheet_undo(request: Request, interview_id: int) -> HttpResponse:
    """Take back what was changed last, or say nothing more of it (`do=close`)."""
    sheet = sheet_of(request, interview_id)
    if request.POST.get("do") == "close":
        return fresh(request, sheet)
    kept = request.session.get(UNDO, {})
    if kept.get("sheet") != sheet.pk:
        raise Http404
    change = actions.Change.read(kept["change"])
    actions.take_back(sheet, change)
    back = [one.fields["id"] for one in change.removed]
    at = sheet.lines.filter(pk__in=back).first()
    return fresh(request, sheet, at=at, said=_("The sheet is as it was."))


@require_POST
def line_create(request: Request, interview_id: int) -> HttpResponse:
    """Put a question on the sheet: one that is offered (`pick`), or words of one's own."""
    sheet = sheet_of(request, interview_id)
    if handle := request.POST.get("pick"):
        return _added(request, sheet, _offered(sheet, handle))
    form = WriteForm(request.POST, auto_id="write-%s")
    if not form.is_valid():
        return show_sheet(request, sheet, status=422, write=form)
    question = form.question(sheet)
    if form.cleaned_data["keep"]:
        keep_question(question)
    return _added(request, sheet, question, is_written=True)


@require_http_methods(["GET", "POST"])
def line_edit(request: Request, line_id: int) -> HttpResponse:
    """Word a question differently for this talk."""
    line = _line(request, line_id)
    form = LineForm(request.POST or None, instance=line, account=request.user, auto_id="reword-%s")
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in form.fields}
        change = actions.reword_line(_line(request, line_id), **words)
        told = _("Reworded for this talk.")
        return fresh(request, line.sheet, at=line, said=told, undo=(told, change))
    status = 422 if form.is_bound else 200
    return show_sheet(request, line.sheet, status=status, **editing(form))


@require_POST
def line_minutes(request: Request, line_id: int) -> HttpResponse:
    """Give a question more or fewer minutes."""
    line = _line(request, line_id)
    form = MinutesForm(request.POST)
    if not form.is_valid():
        told = _("A question takes 1 to 60 minutes.")
        return show_sheet(request, line.sheet, status=422, said=told, minutes_error=line.pk)
    actions.reword_line(line, minutes=form.cleaned_data["minutes"])
    return fresh(request, line.sheet, at=line, said=_("Saved."))


@require_POST
def line_bank_words(request: Request, line_id: int) -> HttpResponse:
    """Give a question the words of its own again that it has in the list."""
    line = _line(request, line_id)
    change = reword_as_in_bank(line)
    if change is None:
        raise Http404
    told = _("Worded as in your list again.")
    return fresh(request, line.sheet, at=line, said=told, undo=(told, change))


@require_POST
def line_move(request: Request, line_id: int) -> HttpResponse:
    """Move a question up or down by one."""
    line = _line(request, line_id)
    by = {"-1": -1, "1": 1}.get(request.POST.get("by", ""))
    if by is None:
        return HttpResponseBadRequest()
    index = actions.move_line(line, by=by)
    like = line.sheet.lines.filter(is_theirs=line.is_theirs)
    said = _("Now question %(place)s of %(all)s.") % {"place": index + 1, "all": like.count()}
    return fresh(request, line.sheet, at=line, said=said)


@require_POST
def line_remove(request: Request, line_id: int) -> HttpResponse:
    """Take a question off the sheet; it can be put back, and notes under it stay."""
    line = _line(request, line_id)
    sheet = line.sheet
    told = _("Removed: “%(text)s”") % {"text": line.text}
    undo = (told, actions.remove_line(line))
    return fresh(request, sheet, said=_("Removed from this sheet."), undo=undo, is_row_gone=True)


def _line(request: Request, line_id: int) -> Line:
    mine = request.user.lines.select_related("account", "sheet__interview__search")
    return get_object_or_404(mine, pk=line_id)


def _offered(sheet: Sheet, handle: str) -> Question:
    for question in questions_of(sheet.account):
        if question.handle == handle and question.is_offered:
            return question
    raise Http404


def _added(
    request: Request, sheet: Sheet, question: Question, *, is_written: bool = False
) -> HttpResponse:
    before = list(sheet.lines.values_list("pk", flat=True))
    line = actions.add_line(sheet, question=question)
    place = sheet.lines.filter(is_theirs=False, position__lte=line.position).count()
    if line.pk in before:
        said = _("It is on the sheet already, as question %(place)s.") % {"place": place}
        return fresh(request, sheet, at=line, message=said)
    said = _("Added as question %(place)s.") % {"place": place}
    kept = [question.pk] if is_written and question.pk else []
    undo = (said, actions.Change(added=[line.pk], order=before, kept=kept))
    return fresh(request, sheet, at=line, said=said, undo=undo, is_written=is_written)


def answer_change(request: Request, sheet: Sheet, change: actions.Change) -> HttpResponse:
    """Answer with the sheet and how many questions came and went, to be taken back."""
    if not change.added and not change.removed:
        told = _("Nothing changed: what fits is on the sheet already.")
        return fresh(request, sheet, message=told)
    told = _told_of(change)
    return fresh(request, sheet, said=told, undo=(told, change))


def _told_of(change: actions.Change) -> str:
    added, removed = len(change.added), len(change.removed)
    came = ngettext("%(n)s question added", "%(n)s questions added", added) % {"n": added}
    went = ngettext("%(n)s removed", "%(n)s removed", removed) % {"n": removed}
    return f"{came}, {went}." if removed else f"{came}."


def _spoken(result: Translated) -> str:
    if not result.kept:
        return _("All questions are in the languages you chose.")
    return ngettext(
        "%(n)s question keeps your wording; reword it where you need to.",
        "%(n)s questions keep your wording; reword them where you need to.",
        result.kept,
    ) % {"n": result.kept}
