"""A bank behind a secret link: what its owner switches, and what whoever has the link sees."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.limits import Limit, seconds_to_wait, where_from
from interviews.actions import sharing
from interviews.actions.intakes import copy_in
from interviews.actions.questions import name_for_copy
from interviews.exporting.questions import row_of
from interviews.models import Bank, Question
from interviews.views.banks import copied

# Nobody reads faster than this; who tries links does.
READS = Limit("shared-bank", 60, 60)
PAGE = 100


@require_POST
def bank_share(request: Request, bank_id: int) -> HttpResponse:
    """Make a link (`do=on`), which replaces the one before, or end it (`do=off`)."""
    bank = get_object_or_404(request.user.banks, pk=bank_id)
    wanted = request.POST.get("do")
    if wanted not in ("on", "off"):
        return HttpResponseBadRequest()
    if wanted == "off":
        sharing.stop_sharing(bank)
        return done(request, to=bank, message=_("The link leads nowhere now."))
    had_one = bool(bank.share_token)
    sharing.share_bank(bank, at=clock.now())
    message = (
        _("There is a new link; the one before leads nowhere now.")
        if had_one
        else _("Whoever has the link can read these questions and copy them.")
    )
    return done(request, to=bank, message=message)


@login_not_required
@require_safe
def shared_bank(request: HttpRequest, share_token: str) -> HttpResponse:
    """Show the questions of a bank, and nothing of whose it is."""
    if wait := seconds_to_wait([(READS, where_from(request))]):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(wait)
        return response
    bank = _bank(share_token)
    page = Paginator(_questions(bank), PAGE).get_page(request.GET.get("page"))
    context = {
        "bank": bank,
        "page": page,
        "here": request.path,
    }
    response = show(request, "interviews/bank/shared.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "POST"])
def shared_bank_copy(request: Request, share_token: str) -> HttpResponse:
    """Copy a shared bank into one's own account, once that is confirmed.

    A page of its own: from one that sends no referrer, browsers name no origin with a form.
    """
    bank = _bank(share_token)
    rows = [row_of(question) for question in _questions(bank)]
    if request.method == "POST":
        taken = request.user.banks.filter(name=bank.name).exists()
        name = name_for_copy(request.user, bank.name) if taken else bank.name
        intake = copy_in(account=request.user, rows=rows, name=bank.name, bank=None, bank_name=name)
        return copied(request, intake)
    shared = reverse("shared-bank", args=[share_token])
    context = {
        "title": _("Copy “%(name)s” into your account?") % {"name": bank},
        "text": _("You get a bank of your own with these questions; later changes stay apart."),
        "submit": _("Copy it"),
        "tone": "accent",
        "cancel": shared,
        "crumbs": [(bank, shared)],
    }
    return show(request, "confirm.html", context)


def _bank(share_token: str) -> Bank:
    # A token with a NUL byte would be refused by Postgres.
    shared = Bank.objects.filter(archived_at=None).exclude(share_token="")
    return get_object_or_404(shared, share_token=share_token.replace("\x00", ""))


def _questions(bank: Bank) -> list[Question]:
    return list(bank.questions.filter(archived_at=None, is_off=False))
