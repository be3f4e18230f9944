"""Share a bank by a secret link, and stop."""

import secrets
from datetime import datetime

from interviews.models import Bank


def share_bank(bank: Bank, *, at: datetime) -> Bank:
    """Give a bank a new link; one that it had leads nowhere from now on."""
    # 256 bits, so that no link is ever guessed.
    bank.share_token = secrets.token_urlsafe(32)
    bank.shared_at = at
    bank.save(update_fields=["share_token", "shared_at"])
    return bank


def stop_sharing(bank: Bank) -> None:
    """Let the link of a bank lead nowhere."""
    bank.share_token = ""
    bank.shared_at = None
    bank.save(update_fields=["share_token", "shared_at"])
