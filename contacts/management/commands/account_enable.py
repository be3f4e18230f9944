"""Enables an account."""

from typing import Any

from contacts.actions.accounts import enable_account
from contacts.management.accounts import AccountCommand
from contacts.models import Account


class Command(AccountCommand):
    """`manage.py account_enable ADDRESS`."""

    help = "Let a disabled account sign in again."

    def carry_out(self, account: Account, **options: Any) -> None:
        """Enable it and say so."""
        enable_account(account=account)
        self.stdout.write(f"{account.email} can sign in again.")
