"""Prints a link that lets one person sign up."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from config.kit import clock
from contacts.actions.invitations import invite


class Command(BaseCommand):
    """`manage.py account_invite [ADDRESS] [--days 14]`."""

    help = "Print a link that lets one person sign up. Nothing is mailed; hand it over yourself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address and how long the link is good for."""
        parser.add_argument("email", nargs="?", default="", help="only this address may use it")
        parser.add_argument("--days", type=int, default=14, help="how long it is good for (14)")

    def handle(self, *args: Any, email: str, days: int, **options: Any) -> None:
        """Print the link."""
        if settings.SIGN_UP == "closed":
            raise CommandError("Sign-up is closed: set ASKWELL_SIGN_UP to invitation or open.")
        if not 1 <= days <= 365:
            raise CommandError(f"--days is {days}; allowed: 1 to 365.")
        try:
            if email:
                validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address.") from None
        invitation = invite(at=clock.now(), email=email, days=days)
        self.stdout.write(f"{settings.SITE_URL}{reverse('join', args=[invitation.token])}")
