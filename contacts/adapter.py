"""How allauth is told who may sign up and how its letters look."""

from email.utils import make_msgid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """The house rules of signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether anybody may sign up; links of invitations have their own page."""
        return settings.SIGN_UP == "open"

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Name our own domain in the Message-ID, and let no autoresponder answer."""
        ours = {
            "Message-ID": make_msgid(domain=settings.MAIL_DOMAIN),
            "Auto-Submitted": "auto-generated",
        }
        return super().render_mail(template_prefix, email, context, {**ours, **(headers or {})})
