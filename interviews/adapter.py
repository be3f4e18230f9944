"""How allauth is told who may sign up, and that its letters go through the outbox like all others."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account import app_settings as allauth_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils import translation

from config.kit import clock
from contacts.models import Account
from interviews.actions.outbox import record
from interviews.mail.sign_in import in_html
from interviews.models import Letter, LetterKind


class AccountAdapter(DefaultAccountAdapter):
    """The house rules of signing up, and of letters about it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether anybody may sign up; links of invitations have their own page."""
        return settings.SIGN_UP == "open"

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell who it is about: the letter may go to an address that was theirs until just now."""
        super().send_notification_mail(
            template_prefix, user, {"user": user, **(context or {})}, email
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Record a letter in the account's language; nobody gets one who has no account."""
        account = context.get("user") or _account_of(email)
        if account is None:
            return
        request = allauth_context.request
        about = {"request": request, "email": email, "current_site": get_current_site(request)}
        with translation.override(account.language):
            message = self.render_mail(template_prefix, email, about | context)
            html = in_html(message.subject, message.body)
        at = clock.now()
        record(
            Letter(
                account=account,
                kind=LetterKind.SIGN_IN,
                to=email,
                subject=message.subject,
                text=message.body,
                html=html,
                is_urgent=True,
                until=_until(template_prefix, at),
            ),
            at=at,
        )


def _account_of(email: str) -> Account | None:
    """Return whose address it is, the one who proved it first."""
    mine = EmailAddress.objects.filter(email__iexact=email).order_by("-verified").first()
    return mine.user if mine else Account.objects.filter(email__iexact=email).first()


def _until(template_prefix: str, at: datetime) -> datetime | None:
    """Return when the link in such a letter dies; None where it has none that does."""
    if "email_confirmation" in template_prefix:
        return at + timedelta(days=allauth_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
    if "password_reset_key" in template_prefix:
        return at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return None
