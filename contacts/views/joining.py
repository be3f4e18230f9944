"""The page behind a link that lets somebody in."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import complete_signup
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kit import clock
from config.kit.htmx import Request, show
from contacts.actions.invitations import spend
from contacts.forms.joining import JoinForm
from contacts.models import Account, Invitation


@login_not_required
@require_http_methods(["GET", "POST"])
def join(request: Request, token: str) -> HttpResponse:
    """Let the holder of a link make an account, or open the one that it is for."""
    if request.user.is_authenticated:
        messages.info(request, _("You are signed in already."))
        return redirect("today")
    # A token with a NUL byte would be refused by Postgres.
    known = Invitation.objects.filter(token=token.replace("\x00", ""))
    invitation = known.select_related("account").first()
    if invitation is None or not _is_open(invitation):
        return show(request, "contacts/join/over.html", status=410 if invitation else 404)
    if request.method == "POST":
        refusal = ratelimit.consume_or_429(request, action="signup")
        if refusal is not None:
            return refusal
    return _enter(request, invitation) if invitation.account else _sign_up(request, invitation)


def _is_open(invitation: Invitation) -> bool:
    is_ours = invitation.is_first_minute or invitation.account_id is not None
    return invitation.is_valid(at=clock.now()) and (is_ours or settings.SIGN_UP != "closed")


def _enter(request: Request, invitation: Invitation) -> HttpResponse:
    account = invitation.account
    assert account is not None
    if request.method != "POST":
        return show(request, "contacts/join/enter.html", {"account": account})
    if not account.is_active or not spend(invitation=invitation, account=account, at=clock.now()):
        return show(request, "contacts/join/over.html", status=410)
    get_adapter().login(request, account)
    return redirect("today")


def _sign_up(request: Request, invitation: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None, invitation=invitation)
    if not form.is_valid():
        context = {"form": form, "invitation": invitation}
        status = 422 if form.is_bound else 200
        return show(request, "contacts/join/sign_up.html", context, status=status)
    account, answer = _create(request, invitation, form)
    if account is None:
        return answer or show(request, "contacts/join/over.html", status=410)
    finished: HttpResponse = complete_signup(
        request, user=account, redirect_url=resolve_url("today")
    )
    return finished


@transaction.atomic
def _create(
    request: Request, invitation: Invitation, form: JoinForm
) -> tuple[Account | None, HttpResponse | None]:
    """Return the account, or what to answer instead; nothing is written when the link is spent."""
    if invitation.is_first_minute:
        # Whoever reads what the server prints needs no letter to prove the address.
        get_adapter().stash_verified_email(request, form.cleaned_data["email"])
    account, answer = form.try_save(request)
    if account and not spend(invitation=invitation, account=account, at=clock.now()):
        transaction.set_rollback(True)
        return None, None
    return account, answer
