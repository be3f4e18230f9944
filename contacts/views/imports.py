"""Importing: from the upload over the dry run to the result, and back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.jobs import is_worker_there
from contacts.actions import imports as actions
from contacts.actions.columns import first_people, samples
from contacts.forms.imports import ColumnsForm, UploadForm
from contacts.forms.uploads import TOO_MUCH
from contacts.importing.rows import CannotRead
from contacts.models import ImportRun
from contacts.models.imports import ImportState, Verdict
from contacts.views import import_pages as pages

DETAIL = "contacts/import/detail.html"
PARTS = ("import",)
BUSY = (ImportState.READING, ImportState.IMPORTING, ImportState.UNDOING)
# Imports on a page of the list; moves on a page with a result.
LISTED, MOVES = 30, 20


@require_safe
def import_list(request: Request) -> HttpResponse:
    """Show the imports so far, newest first, and where files come from."""
    before = pages.number(request.GET.get("before", ""))
    runs = request.user.imports.order_by("-pk").prefetch_related("files")
    found = list((runs.filter(pk__lt=before) if before else runs)[: LISTED + 1])
    context = {
        "runs": [(run, pages.title(run), pages.undoable_until(run)) for run in found[:LISTED]],
        "older": found[LISTED - 1].pk if len(found) > LISTED else None,
    }
    return show(request, "contacts/import/list.html", context)


@require_http_methods(["GET", "POST"])
def import_create(request: Request) -> HttpResponse:
    """Take files and hand them to the worker."""
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*given, is_too_much=TOO_MUCH in request.META)
    if form.is_valid():
        files = form.cleaned_data["uploads"]
        try:
            run = actions.begin_import(account=request.user, files=files, at=clock.now())
        except CannotRead as problem:
            form.add_error("uploads", str(problem))
        else:
            return done(request, to=run)
    status = 422 if form.is_bound else 200
    return show(
        request, "contacts/import/create.html", {"form": form}, parts=("upload",), status=status
    )


@require_safe
def import_detail(request: Request, run_id: int) -> HttpResponse:
    """Show where an import stands: its progress, its dry run, its result."""
    run = _run(request, run_id)
    return show(request, DETAIL, _context(run), parts=PARTS)


@require_safe
def import_rows(request: Request, run_id: int) -> HttpResponse:
    """Show the rows of one kind (`?kind=`), a page at a time."""
    run = _run(request, run_id)
    wanted = request.GET.get("kind", "")
    kind = wanted if wanted in pages.SECTIONS else Verdict.NEW.value
    context = {
        "run": run,
        "title": pages.title(run),
        "part": pages.section(run, kind),
        "page": pages.page_of_rows(run, kind, request.GET),
    }
    return show(request, "contacts/import/rows.html", context, parts=("rows",))


@require_http_methods(["GET", "POST"])
def import_columns(request: Request, run_id: int, file_id: int) -> HttpResponse:
    """Say what each column of a file holds, with a look at what would come out."""
    run = _run(request, run_id)
    file = get_object_or_404(run.files, pk=file_id)
    if run.state not in (ImportState.COLUMNS, ImportState.READY) or not pages.has_columns(file):
        return _stale(request, run, _("The columns of this file are settled."))
    form = ColumnsForm(request.POST or None, file=file)
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        actions.map_columns(file=file, mapping=form.mapping, is_headed=form.has_headings)
        return done(request, to=run)
    is_headed = form.has_headings
    columns = list(zip(form.columns, samples(file=file, is_headed=is_headed), strict=True))
    people = first_people(file=file, mapping=form.mapping, is_headed=is_headed)
    context = {
        "run": run,
        "title": pages.title(run),
        "file": file,
        "form": form,
        "columns": columns,
        "empty_count": sum(not found and not field.value() for field, found in columns),
        "people": pages.told(people),
    }
    status = 422 if form.is_bound and form.errors and "look" not in request.POST else 200
    return show(request, "contacts/import/columns.html", context, parts=("preview",), status=status)


@require_safe
def import_rejected(request: Request, run_id: int, file_id: int) -> StreamingHttpResponse:
    """Hand back the rows of a file that no person could be made of, as a file of its format."""
    file = get_object_or_404(_run(request, run_id).files, pk=file_id)
    answer = StreamingHttpResponse(actions.rejected_rows(file=file))
    answer["Content-Type"] = "application/octet-stream"
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=pages.rejected_name(file)
    )
    return answer


@require_POST
def import_start(request: Request, run_id: int) -> HttpResponse:
    """Import what the dry run showed."""
    run = _run(request, run_id)
    if run.state != ImportState.READY:
        return _stale(request, run, _("This import was started already, or discarded."))
    actions.start_import(run=run)
    return _again(request, run)


@require_POST
def import_discard(request: Request, run_id: int) -> HttpResponse:
    """Forget an import that was not applied, files and all."""
    run = _run(request, run_id)
    if not actions.discard_import(run=run):
        return _stale(request, run, _("This is being worked on or done, so it was not discarded."))
    return done(request, to="import-list", message=_("Discarded; nothing of it was kept."))


@require_http_methods(["GET", "POST"])
def import_undo(request: Request, run_id: int) -> HttpResponse:
    """Take an import back, once it is clear what that means."""
    run = _run(request, run_id)
    until = pages.undoable_until(run)
    if until is None:
        return _stale(request, run, _("This import cannot be undone, or is being undone already."))
    if request.method == "POST":
        actions.undo_import(run=run, at=clock.now())
        return done(request, to=run)
    context = {
        "run": run,
        "title": pages.title(run),
        "undoable_until": until,
    }
    return show(request, "contacts/import/undo.html", context)


def _run(request: Request, run_id: int) -> ImportRun:
    return get_object_or_404(request.user.imports.prefetch_related("files"), pk=run_id)


def _context(run: ImportRun) -> dict[str, Any]:
    """Return what the page of an import needs in the state it is in."""
    context: dict[str, Any] = {
        "run": run,
        "title": pages.title(run),
        "milestone": pages.milestone(run),
    }
    if run.state in BUSY:
        return context | {"is_waiting": not is_worker_there()}
    context["files"] = files = pages.files(run)
    context["has_several_files"] = len(files) > 1
    if run.state in (ImportState.DONE, ImportState.UNDONE):
        context["is_forgotten"] = not run.rows.exists()
    if run.state in (ImportState.READY, ImportState.DONE):
        context |= {"sections": pages.sections(run), "tally": pages.tally(run)}
        context["arriving"] = run.counts.get("new", 0) + run.counts.get("duplicate", 0)
        context["updated"] = run.counts.get("update", 0)
    if run.state == ImportState.DONE:
        moves = run.moves.select_related("person", "from_organisation", "to_organisation")
        context |= {
            "moves": list(moves[:MOVES]),
            "moves_count": (count := moves.count()),
            "has_more_moves": count > MOVES,
            "duplicates": run.person_duplicates.undecided().count()
            + run.organisation_duplicates.undecided().count(),
            "undoable_until": pages.undoable_until(run),
        }
    if run.state == ImportState.UNDONE:
        context["kept"] = pages.section(run, pages.KEPT, sample=pages.ROWS)
    return context


def _again(request: Request, run: ImportRun) -> HttpResponse:
    """Answer with how the import stands now."""
    run.refresh_from_db()
    return done(request, to=run, template=DETAIL, context=_context(run), parts=PARTS)


def _stale(request: Request, run: ImportRun, text: str) -> HttpResponse:
    """Say that the page somebody pressed on no longer told how things stand, and show that."""
    messages.info(request, text)
    return _again(request, run)
