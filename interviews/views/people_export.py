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

# People written at once: few enough to flow, enough to keep the overhead of each piece small.
PIECE = 200
BOM = "\ufeff"
PAGE = "interviews/person/export.html"


@require_safe
def person_export(request: Request) -> HttpResponse:
    """Let them choose the people and the kind of file."""
    return show(request, PAGE, {"form": ExportForm()})


@require_safe
def person_export_file(request: Request) -> HttpResponseBase:
    """Send the file piece by piece, however many people there are."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return show(request, PAGE, {"form": form}, status=422)
    chosen = form.cleaned_data
    people = request.user.people.all()
    people = people if chosen["archived"] else people.current()
    name = f"askwell-people-{clock.today(request.user.zone)}"
    if chosen["kind"] == SHEET:
        texts = _begun(BOM if chosen["bom"] else "", sheet(rows_of(people)))
        return _download(texts, f"{name}.csv", "text/csv")
    return _download(cards(rows_of(people)), f"{name}.vcf", "text/vcard")


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
