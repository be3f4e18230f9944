"""Questions that come from a file, and a bank as a file."""

from collections import Counter
from collections.abc import Callable
from pathlib import PurePath

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit.htmx import Request, done, show
from interviews.actions import intakes as actions
from interviews.exporting.questions import row_of, table, text
from interviews.forms.intakes import QuestionFileForm
from interviews.importing.rows import QuestionRow
from interviews.models import Bank, Intake, IntakeState

# Of each kind so many are shown.
SHOWN = 50
_BOM = "\ufeff"


@require_safe
def bank_csv(request: Request, bank_id: int) -> HttpResponse:
    """Hand out a bank as a table; `?bom=1` for spreadsheets that do not expect UTF-8."""
    mark = _BOM if request.GET.get("bom") else ""
    return _file(request, bank_id, "csv", lambda rows, _bank: mark + table(rows))


@require_safe
def bank_markdown(request: Request, bank_id: int) -> HttpResponse:
    """Hand out a bank as text that people read."""
    return _file(request, bank_id, "md", lambda rows, bank: text(rows, name=bank.name))


def _file(
    request: Request,
    bank_id: int,
    ending: str,
    write: Callable[[list[QuestionRow], Bank], str],
) -> HttpResponse:
    bank = get_object_or_404(request.user.banks, pk=bank_id)
    rows = [row_of(question) for question in bank.questions.filter(archived_at=None)]
    kind = {"csv": "text/csv", "md": "text/markdown"}[ending]
    answer = HttpResponse(write(rows, bank), content_type=f"{kind}; charset=utf-8")
    name = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in bank.name)
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{' '.join(name.split()) or 'questions'}.{ending}"
    )
    return answer


@require_http_methods(["GET", "POST"])
def intake_create(request: Request) -> HttpResponse:
    """Take a file of questions; nothing is taken into a bank yet."""
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    initial = {"bank": request.GET.get("bank")}
    form = QuestionFileForm(*given, account=request.user, initial=initial)
    if form.is_valid():
        file = form.cleaned_data["upload"]
        name = form.name or form.reading.name or PurePath(str(file.name)).stem
        intake = actions.open_intake(
            account=request.user,
            reading=form.reading,
            name=str(file.name),
            bank=form.cleaned_data["bank"],
            bank_name=name,
        )
        return done(request, to=intake)
    context = {
        "title": _("Bring in questions"),
        "lede": _("From a table or a text. You see what would happen before anything does."),
        "form": form,
        "enctype": "multipart/form-data",
        "submit": _("Have a look"),
        "cancel": reverse("question-list"),
        "crumbs": [(_("Questions"), reverse("question-list"))],
    }
    return show(
        request, "interviews/intake/create.html", context, status=422 if form.is_bound else 200
    )


@require_safe
def intake_detail(request: Request, intake_id: int) -> HttpResponse:
    """Show what taking a file in would do, or what it did."""
    intake = _intake(request, intake_id)
    context = {"intake": intake, "unreadable": intake.unreadable[:SHOWN]}
    if intake.state == IntakeState.READY:
        found = actions.arrivals(intake)
        context["counts"] = {kind.value: 0 for kind in actions.Verdict} | Counter(
            one.verdict.value for one in found
        )
        context["new"] = [one for one in found if one.verdict == actions.Verdict.NEW][:SHOWN]
        context["changed"] = [one for one in found if one.verdict == actions.Verdict.CHANGED]
        context["changed"] = context["changed"][:SHOWN]
    return show(request, "interviews/intake/detail.html", context)


@require_POST
def intake_start(request: Request, intake_id: int) -> HttpResponse:
    """Take the questions in."""
    intake = actions.take_in(_intake(request, intake_id))
    if intake.state != IntakeState.DONE:
        return done(request, to=intake)
    message = _("%(new)s new and %(changed)s changed in “%(bank)s”.") % {
        "new": len(intake.added),
        "changed": len(intake.before),
        "bank": intake.bank,
    }
    undo = reverse("intake-undo", args=[intake.pk])
    return done(request, to=intake.bank, message=message, undo=undo)


@require_POST
def intake_undo(request: Request, intake_id: int) -> HttpResponse:
    """Take back what came in."""
    kept = actions.undo_intake(_intake(request, intake_id))
    message = _("Taken back.")
    if kept:
        stays = ngettext(
            "%(n)s question stays: it was used or changed since.",
            "%(n)s questions stay: they were used or changed since.",
            kept,
        )
        message = f"{message} {stays % {'n': kept}}"
    still = request.user.intakes.filter(pk=intake_id).select_related("bank").first()
    return done(request, to=(still and still.bank) or "question-list", message=message)


@require_POST
def intake_discard(request: Request, intake_id: int) -> HttpResponse:
    """Forget a file that was not taken in."""
    intake = _intake(request, intake_id)
    if intake.state == IntakeState.READY:
        intake.delete()
    return done(request, to="question-list", message=_("Discarded; nothing of it was kept."))


def _intake(request: Request, intake_id: int) -> Intake:
    return get_object_or_404(request.user.intakes.select_related("bank"), pk=intake_id)
