"""What can be done to an account as a whole: switch off and on, ask to delete, take back, delete."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from contacts.models import Account
from contacts.rules.leaving import GRACE


def end_sessions(*, account: Account) -> int:
    """Sign the account out everywhere; return from how many places."""
    sessions = list(UserSession.objects.filter(user=account))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def disable_account(*, account: Account) -> None:
    """Keep everything, let nobody in, and end what is open."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account=account)


def enable_account(*, account: Account) -> None:
    """Let a disabled account sign in again."""
    account.is_active = True
    account.save(update_fields=["is_active"])


def ask_deletion(*, account: Account, at: datetime) -> None:
    """Start the days of grace; asking again does not start them anew."""
    account.deletion_asked_at = account.deletion_asked_at or at
    account.save(update_fields=["deletion_asked_at"])


def keep_account(*, account: Account) -> None:
    """Take the wish to be deleted back."""
    account.deletion_asked_at = None
    account.save(update_fields=["deletion_asked_at"])


@transaction.atomic
def delete_account(*, account: Account) -> None:
    """Delete the account and every row that belongs to it, for good."""
    end_sessions(account=account)
    account.delete()


def delete_expired_accounts(*, at: datetime) -> int:
    """Delete the accounts whose days of grace are over; return how many."""
    expired = Account.objects.filter(deletion_asked_at__lte=at - GRACE)
    for account in expired:
        delete_account(account=account)
    return len(expired)
