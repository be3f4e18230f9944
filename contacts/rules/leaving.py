"""How long an account that asked to be deleted can still be taken back."""

from datetime import datetime, timedelta

# Our own rule: long enough to be on holiday and come back.
GRACE = timedelta(days=30)


def leaves_at(asked_at: datetime) -> datetime:
    """Return when the account is deleted for good."""
    return asked_at + GRACE
