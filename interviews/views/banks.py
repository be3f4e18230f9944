"""Banks: named sets of one's own questions."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions import questions as actions
from interviews.forms.questions import BankForm
from interviews.models import Bank


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
def bank_archive(request: Request, bank_id: int) -> HttpResponse:
    """Put a bank and its questions away."""
    actions.archive(get_object_or_404(request.user.banks, pk=bank_id), at=clock.now())
    message = _("The bank is archived; its questions are no longer offered.")
    return done(request, to="question-list", message=message)


@require_POST
def bank_restore(request: Request, bank_id: int) -> HttpResponse:
    """Bring a bank and its questions back."""
    actions.restore(get_object_or_404(request.user.banks, pk=bank_id))
    return done(request, to="question-list", message=_("The bank is back."))


def _edit(request: Request, bank: Bank, title: str) -> HttpResponse:
    form = BankForm(request.POST or None, instance=bank, account=request.user)
    if form.is_valid():
        bank = form.save()
        to = f"{reverse('question-list')}?bank={bank.pk}"
        return done(request, to=to, message=_("The bank is saved."))
    context = {
        "title": title,
        "lede": _("A bank is a set of your own questions, for one search or one kind of talk."),
        "form": form,
        "cancel": reverse("question-list"),
        "crumbs": [(_("Questions"), reverse("question-list"))],
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)
