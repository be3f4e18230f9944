"""Taking people out: the choice, and the file."""

from collections.abc import Iterable, Iterator
from itertools import batched

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, show
from contacts.exporting.cards import cards
from contacts.exporting.people import rows_of
from contacts.exporting.sheets import sheet
from interviews.forms.people_export import SHEET, ExportForm
from interviews.forms.people_list import PeopleFilter

# People written at once: few enough to flow, enough to keep the overhead of each piece small.
PIECE = 200
BOM = "\ufeff"


@require_safe
def person_export(request: Request) -> HttpResponse:
    """Let them choose the people and the kind of file; the address is that of a list of people."""
    listed = PeopleFilter(request.GET, account=request.user)
    return _choice(request, ExportForm(listed=listed))


@require_safe
def person_export_file(request: Request) -> HttpResponseBase:
    """Send the file piece by piece, however many people there are."""
    form = ExportForm(request.GET, listed=PeopleFilter(request.GET, account=request.user))
    if not form.is_valid():
        return _choice(request, form)
    rows = rows_of(form.chosen())
    name = f"askwell-people-{clock.today(request.user.zone)}"
    if form.cleaned_data["kind"] == SHEET:
        mark = BOM if form.cleaned_data["bom"] else ""
        return _download(_begun(mark, sheet(rows)), f"{name}.csv", "text/csv")
    return _download(cards(rows), f"{name}.vcf", "text/vcard")


def _choice(request: Request, form: ExportForm) -> HttpResponse:
    context = {"form": form, "listed": form.listed, "query": form.listed.query()}
    status = 422 if form.is_bound else 200
    return show(request, "interviews/person/export.html", context, status=status)


def _begun(mark: str, texts: Iterable[str]) -> Iterator[str]:
    """Yield a mark before the texts."""
    if mark:
        yield mark
    yield from texts


def _download(texts: Iterable[str], name: str, kind: str) -> StreamingHttpResponse:
    """Return texts as a file to keep, sent as they come."""
    response = StreamingHttpResponse(
        map("".join, batched(texts, PIECE)), content_type=f"{kind}; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
