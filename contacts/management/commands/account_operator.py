"""Makes an account an operator, or an ordinary one again."""

from argparse import ArgumentParser
from typing import Any

from contacts.management.accounts import AccountCommand
from contacts.models import Account


class Command(AccountCommand):
    """`manage.py account_operator ADDRESS`."""

    help = "Let an account see how letters, workers and jobs of the whole installation fare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address, and whether to take it back."""
        super().add_arguments(parser)
        parser.add_argument("--off", action="store_true", help="make it an ordinary account again")

    def carry_out(self, account: Account, **options: Any) -> None:
        """Do it and say so."""
        account.is_operator = not options["off"]
        account.save(update_fields=["is_operator"])
        role = "an ordinary account" if options["off"] else "an operator"
        self.stdout.write(f"{account.email} is {role} now.")
