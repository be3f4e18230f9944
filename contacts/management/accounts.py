"""What the commands about one account share."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contacts.models import Account


class AccountCommand(BaseCommand):
    """A command about the account of one address."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address."""
        parser.add_argument("email", help="the address that the account signs in with")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Find the account and go on with it."""
        account = Account.objects.filter(email__iexact=email).first()
        if account is None:
            raise CommandError(f"There is no account with the address {email}.")
        self.carry_out(account, **options)

    def carry_out(self, account: Account, **options: Any) -> None:
        """Do what the command is for."""
        raise NotImplementedError
