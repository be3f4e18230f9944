"""Deletes an account for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from contacts.actions.accounts import delete_account
from contacts.management.accounts import AccountCommand
from contacts.models import Account


class Command(AccountCommand):
    """`manage.py account_delete ADDRESS [--yes]`."""

    help = "Delete an account and everything in it at once, without days of grace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let scripts go without the question."""
        super().add_arguments(parser)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def carry_out(self, account: Account, **options: Any) -> None:
        """Delete it once the address was typed again."""
        email = account.email
        if not options["yes"]:
            typed = input(f"This cannot be undone. Type {email} to delete the account: ")
            if typed.strip().lower() != email.lower():
                raise CommandError("That was another address; nothing was deleted.")
        delete_account(account=account)
        self.stdout.write(f"{email} and everything in it is deleted.")
