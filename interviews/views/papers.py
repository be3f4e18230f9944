"""The sheet on paper: a page to print from, PDFs of one talk and of all talks of a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions.printing import choose_print
from interviews.actions.sheets import open_sheet
from interviews.models import Sheet
from interviews.paper.choosing import Choice, choice_for
from interviews.paper.days import day_of, sheets_of_day
from interviews.paper.missing import Missing, missing
from interviews.paper.pdf import as_printed, day_pdf, printed
from interviews.paper.pdf import sheet_pdf as pdf_of
from interviews.paper.words import sheet_words
from interviews.rules.printing import GOOD_FOR, ONE_PAGE, PaperSize, Variant

PAGE = "interviews/sheet/print.html"


@require_safe
def sheet_print(request: Request, interview_id: int) -> HttpResponse:
    """Show the sheet as it prints; opens the sheet if it was not opened before."""
    sheet = _sheet(request, interview_id)
    return show(request, PAGE, _page(sheet, _asked(sheet, request)), parts=("printing",))


@require_POST
def sheet_paper(request: Request, interview_id: int) -> HttpResponse:
    """Choose how the sheet is printed, and those made after it."""
    sheet = _sheet(request, interview_id)
    variant, size = request.POST.get("variant", ""), request.POST.get("paper", "")
    choice = choice_for(sheet, variant=variant, size=size)
    choose_print(sheet, variant=choice.variant, size=choice.size)
    to = reverse("sheet-print", args=[interview_id])
    return done(request, to=to, template=PAGE, context=_page(sheet, choice), parts=("printing",))


@require_safe
def sheet_pdf(request: Request, interview_id: int) -> HttpResponse:
    """Download the sheet as PDF; `?variant=` and `?paper=` (a4, letter), else as it was chosen."""
    sheet = _sheet(request, interview_id)
    return _download(pdf_of(sheet, _asked(sheet, request)), sheet.interview.names)


@require_safe
def day_sheets(request: Request, day: str) -> HttpResponse:
    """Download the sheets of all talks of a day (YYYY-MM-DD, on my clock) as one PDF."""
    sheets = sheets_of_day(request.user, _day(day), at=clock.now())
    if not sheets:
        raise Http404
    return _download(day_pdf([(sheet, _asked(sheet, request)) for sheet in sheets]), day)


def _sheet(request: Request, interview_id: int) -> Sheet:
    mine = request.user.interviews.select_related("account", "search").prefetch_related("people")
    return open_sheet(get_object_or_404(mine, pk=interview_id), at=clock.now())


def _asked(sheet: Sheet, request: Request) -> Choice:
    variant, size = request.GET.get("variant", ""), request.GET.get("paper", "")
    return choice_for(sheet, variant=variant, size=size)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _page(sheet: Sheet, choice: Choice) -> dict[str, Any]:
    words = sheet_words(sheet, choice.variant)
    found = printed(words, sheet, choice)
    return {
        "interview": sheet.interview,
        "sheet": sheet,
        "choice": choice,
        "pages": found.pages,
        "is_too_long": choice.variant == Variant.COMPACT and found.pages > 1,
        "one_page": ONE_PAGE,
        "missing": missing(words),
        "paper": as_printed(words, found),
        "variants": [(variant, GOOD_FOR[variant]) for variant in Variant],
        "sizes": list(PaperSize),
        "day": _day_of(sheet),
    }


@dataclass(frozen=True, slots=True)
class Day:
    """A day with several talks: whom they are with, and what of the other sheets cannot be printed."""

    on: date
    names: list[str]
    missing: list[tuple[str, list[Missing]]]


def _day_of(sheet: Sheet) -> Day | None:
    """Return the day of a talk where it is one of several; else None."""
    on = day_of(sheet.interview)
    sheets = sheets_of_day(sheet.account, on, at=clock.now()) if on else []
    if on is None or len(sheets) < 2:
        return None
    lacking = [
        (one.interview.names, found)
        for one in sheets
        if one.pk != sheet.pk and (found := missing(sheet_words(one)))
    ]
    return Day(on, [one.interview.names for one in sheets], lacking)


def _download(pdf: bytes, name: str) -> HttpResponse:
    """Answer with a file: a viewer inside the browser would be stopped by our content policy."""
    response = HttpResponse(pdf, content_type="application/pdf")
    filename = f"{slugify(name, allow_unicode=True) or 'sheet'}.pdf"
    header = content_disposition_header(as_attachment=True, filename=filename)
    response["Content-Disposition"] = header or "attachment"
    return response
