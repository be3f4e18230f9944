"""The sheet on paper: a page to print, and a PDF."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, show
from config.kit.printable import unprintable
from interviews.actions.sheets import open_sheet
from interviews.models import Sheet
from interviews.paper import sheet_pdf as pdf_of
from interviews.paper import sheet_words, size_for


def _sheet(request: Request, interview_id: int) -> Sheet:
    mine = request.user.interviews.select_related("account", "search").prefetch_related("people")
    return open_sheet(get_object_or_404(mine, pk=interview_id), at=clock.now())


@require_safe
def sheet_print(request: Request, interview_id: int) -> HttpResponse:
    """Show the sheet as it prints; opens the sheet if it was not opened before."""
    sheet = _sheet(request, interview_id)
    words = sheet_words(sheet)
    context = {
        "interview": sheet.interview,
        "sheet": sheet,
        "paper": words,
        "unprintable": unprintable(words),
        "size": size_for(request.user),
    }
    return show(request, "interviews/sheet/print.html", context)


@require_safe
def sheet_pdf(request: Request, interview_id: int) -> HttpResponse:
    """Download the sheet as PDF; `?paper=a4` or `letter`, else what the account's country uses."""
    sheet = _sheet(request, interview_id)
    size = size_for(request.user, request.GET.get("paper", ""))
    response = HttpResponse(pdf_of(sheet, size=size), content_type="application/pdf")
    name = f"{slugify(sheet.interview.names, allow_unicode=True) or 'sheet'}.pdf"
    # As a download: a viewer inside the browser would be stopped by our content policy.
    header = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = header or "attachment"
    return response
