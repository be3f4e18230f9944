"""`doctor`: looks at this installation from settings to mail server, and says what to mend."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from interviews.management.checkup import database_found, folders_found, settings_found
from interviews.management.findings import Finding, Level, without_secrets
from interviews.management.mail_checkup import mail_found


class Command(BaseCommand):
    """Print one line for each thing looked at; the exit status is 1 where something does not work."""

    help = "Check settings, database, worker, folders and mail server, and say what to mend."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take an address for a test letter."""
        parser.add_argument(
            "--send-to", default="", metavar="ADDRESS", help="send a test letter there as well"
        )

    def handle(self, *args: Any, send_to: str, **options: Any) -> None:
        """Look at everything, whatever is found first."""
        if send_to:
            try:
                validate_email(send_to)
            except ValidationError:
                raise CommandError(f"{send_to} is no address.") from None
        found = [
            *self._told("Settings", settings_found()),
            *self._told("Folders", folders_found()),
            *self._told("Database and background", database_found()),
            *self._told("Mail", mail_found(send_to)),
        ]
        failures = sum(one.level == Level.FAIL for one in found)
        if failures:
            self.stdout.write(f"\nTo mend: {failures}.")
            raise SystemExit(1)
        self.stdout.write("\nNothing is broken.")

    def _told(self, title: str, findings: Iterable[Finding]) -> list[Finding]:
        """Print findings as they come and return them."""
        self.stdout.write(f"\n{title}")
        told = []
        for one in findings:
            self.stdout.write(without_secrets(f"  {one.level:<4}  {one.says}"))
            if one.fix:
                self.stdout.write(without_secrets(f"        {one.fix}"))
            self.stdout.flush()
            told.append(one)
        return told
