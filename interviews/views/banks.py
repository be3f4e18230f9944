"""Banks: named sets of one's own questions, in an order of one's own."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions import questions as actions
from interviews.actions.intakes import copy_in
from interviews.asked import UNUSED, use_of
from interviews.exporting.questions import row_of
from interviews.forms.questions import BankForm
from interviews.models import Bank, Question

DETAIL = "interviews/bank/detail.html"
# Questions on a page of a bank; they are dragged within it.
PAGE = 50


@require_safe
def bank_detail(request: Request, bank_id: int) -> HttpResponse:
    """Show a bank's questions in their order."""
    bank = get_object_or_404(request.user.banks, pk=bank_id)
    return show(request, DETAIL, bank_page(request, bank), parts=("bank",))


@require_http_methods(["GET", "POST"])
def bank_create(request: Request) -> HttpResponse:
    """Name a new bank."""
    return _edit(request, Bank(account=request.user), _("New bank"))


@require_http_methods(["GET", "POST"])
def bank_edit(request: Request, bank_id: int) -> HttpResponse:
    """Rename a bank."""
    bank = get_object_or_404(request.user.banks, pk=bank_id)
    return _edit(request, bank, _("Rename a bank"))


@require_POST
def bank_order(request: Request, bank_id: int) -> HttpResponse:
    """Put the questions in the order that they were dragged into."""
    bank = get_object_or_404(request.user.banks, pk=bank_id)
    keys = request.POST.get("order", "").split(",")
    if not all(key.isdecimal() and len(key) < 18 for key in keys):
        return HttpResponseBadRequest()
    actions.order_questions(bank, order=[int(key) for key in keys])
    return fresh(request, bank, said=_("The questions are in their new order."))


@require_POST
def question_move(request: Request, question_id: int) -> HttpResponse:
    """Move a question of a bank up or down by one."""
    banked = request.user.questions.select_related("bank").exclude(bank=None)
    question = get_object_or_404(banked, pk=question_id)
    by = {"-1": -1, "1": 1}.get(request.POST.get("by", ""))
    if by is None:
        return HttpResponseBadRequest()
    place, count = actions.move_question(question, by=by)
    said = _("Now question %(place)s of %(all)s.") % {"place": place, "all": count}
    assert question.bank is not None
    return fresh(request, question.bank, at=question, said=said)


@require_POST
def bank_copy(request: Request, bank_id: int) -> HttpResponse:
    """Copy a bank with its questions."""
    bank = get_object_or_404(request.user.banks, pk=bank_id)
    name = actions.name_for_copy(request.user, bank.name)
    rows = [row_of(question) for question in bank.questions.filter(archived_at=None)]
    intake = copy_in(account=request.user, rows=rows, name=bank.name, bank=None, bank_name=name)
    return copied(request, intake)


def copied(request: Request, intake: Any) -> HttpResponse:
    """Lead to the bank that questions were copied into, with a way to take that back."""
    message = ngettext(
        "%(n)s question copied to “%(bank)s”.",
        "%(n)s questions copied to “%(bank)s”.",
        len(intake.added),
    ) % {"n": len(intake.added), "bank": intake.bank}
    undo = reverse("intake-undo", args=[intake.pk])
    return done(request, to=intake.bank, message=message, undo=undo)


@require_POST
def bank_archive(request: Request, bank_id: int) -> HttpResponse:
    """Put a bank and its questions away."""
    bank = get_object_or_404(request.user.banks, pk=bank_id)
    actions.archive(bank, at=clock.now())
    message = _("The bank is archived; its questions are no longer offered.")
    undo = reverse("bank-restore", args=[bank.pk])
    return done(request, to="question-list", message=message, undo=undo)


@require_POST
def bank_restore(request: Request, bank_id: int) -> HttpResponse:
    """Bring a bank and its questions back."""
    bank = get_object_or_404(request.user.banks, pk=bank_id)
    actions.restore(bank)
    return done(request, to=bank, message=_("The bank is back."))


@require_http_methods(["GET", "POST"])
def bank_delete(request: Request, bank_id: int) -> HttpResponse:
    """Delete a bank for good, unless a sheet uses one of its questions."""
    bank = get_object_or_404(request.user.banks, pk=bank_id)
    used = actions.used(bank.questions.all()).count()
    if request.method == "POST" and actions.delete_for_good(bank):
        return done(request, to="question-list", message=_("The bank is deleted."))
    count = bank.questions.count()
    text = ngettext(
        "It goes with its %(n)s question, and cannot be brought back.",
        "It goes with its %(n)s questions, and cannot be brought back.",
        count,
    ) % {"n": count}
    context = {
        "bank": bank,
        "used": used,
        "title": _("Delete “%(name)s”?") % {"name": bank},
        "text": text,
        "submit": _("Delete for good"),
        "cancel": bank.get_absolute_url(),
        "crumbs": [(_("Questions"), reverse("question-list")), (bank, bank.get_absolute_url())],
    }
    return _confirm_or_refuse(request, context)


@require_http_methods(["GET", "POST"])
def question_delete(request: Request, question_id: int) -> HttpResponse:
    """Delete a question of one's own for good, unless a sheet uses it."""
    question = get_object_or_404(request.user.questions.select_related("bank"), pk=question_id)
    used = actions.used(request.user.questions.filter(pk=question.pk)).count()
    if request.method == "POST" and actions.delete_for_good(question):
        to = question.bank or "question-list"
        return done(request, to=to, message=_("The question is deleted."))
    context = {
        "used": used,
        "title": _("Delete this question?"),
        "text": str(question),
        "submit": _("Delete for good"),
        "cancel": question.get_absolute_url(),
        "crumbs": [(_("Questions"), reverse("question-list"))],
    }
    return _confirm_or_refuse(request, context)


def _confirm_or_refuse(request: Request, context: dict[str, Any]) -> HttpResponse:
    """Ask once more; where sheets hang on it, say so instead."""
    if context["used"]:
        status = 409 if request.method == "POST" else 200
        return show(request, "interviews/bank/delete.html", context, status=status)
    return show(request, "confirm.html", context)


def fresh(
    request: Request, bank: Bank, *, at: Question | None = None, said: str = ""
) -> HttpResponse:
    """Answer a change with the bank as it now is; `said` is for those who cannot see it."""
    context = bank_page(request, bank) | {"said": said}
    turned = request.GET.get("page", "")
    query = f"?page={turned}" if turned.isdecimal() else ""
    to = bank.get_absolute_url() + query + (f"#question-{at.pk}" if at else "")
    return done(request, to=to, template=DETAIL, context=context, parts=("bank",))


def bank_page(request: Request, bank: Bank) -> dict[str, Any]:
    """Return what the page of a bank shows."""
    use = use_of(request.user)
    questions = bank.questions.filter(archived_at=None)
    page = Paginator(questions, PAGE).get_page(request.GET.get("page"))
    return {
        "bank": bank,
        "page": page,
        "here": bank.get_absolute_url(),
        "turned": f"?page={page.number}" if page.number > 1 else "",
        "rows": [(question, use.get(question.handle, UNUSED)) for question in page.object_list],
        "archived": bank.questions.exclude(archived_at=None).count(),
        "language": request.user.language,
    }


def _edit(request: Request, bank: Bank, title: str) -> HttpResponse:
    form = BankForm(request.POST or None, instance=bank, account=request.user)
    if form.is_valid():
        return done(request, to=form.save(), message=_("The bank is saved."))
    context = {
        "title": title,
        "lede": _("A bank is a set of your own questions, for one search or one kind of talk."),
        "form": form,
        "cancel": bank.get_absolute_url() if bank.pk else reverse("question-list"),
        "crumbs": [(_("Questions"), reverse("question-list"))],
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)
