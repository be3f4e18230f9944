"""What can be done to a search and to what is believed about it."""

from datetime import datetime

from django.db import transaction

from contacts.models import Belief, Search


def end_search(*, search: Search, at: datetime) -> None:
    """Close a search; its talks and beliefs stay readable."""
    search.ended_at = search.ended_at or at
    search.save(update_fields=["ended_at"])


def reopen_search(*, search: Search) -> None:
    """Take a search up again."""
    search.ended_at = None
    search.save(update_fields=["ended_at"])


@transaction.atomic
def add_belief(*, search: Search, text: str, at: datetime) -> Belief:
    """Return a new belief to test; the same words are kept once."""
    belief, _ = search.beliefs.get_or_create(
        text=text, defaults={"account_id": search.account_id, "created_at": at}
    )
    return belief
