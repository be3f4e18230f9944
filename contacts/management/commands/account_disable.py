"""Disables an account."""

from typing import Any

from contacts.actions.accounts import disable_account
from contacts.management.accounts import AccountCommand
from contacts.models import Account


class Command(AccountCommand):
    """`manage.py account_disable ADDRESS`."""

    help = "Keep an account but let nobody sign in to it; what is open ends."

    def carry_out(self, account: Account, **options: Any) -> None:
        """Disable it and say so."""
        disable_account(account=account)
        self.stdout.write(f"{account.email} is disabled and signed out everywhere.")
