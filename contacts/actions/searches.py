"""What can be done to a search and to what is believed about it."""

from datetime import datetime

from django.db import transaction

from contacts.models import Belief, Person, Search
from contacts.models.searches import Ending


@transaction.atomic
def change_search(*, search: Search, is_pace_new: bool) -> None:
    """Save a search; a new pace asks for new plans of those who were asked for it."""
    search.save()
    if is_pace_new:
        asked = Person.objects.filter(outreach__search=search)
        Person.objects.filter(pk__in=asked.values("pk")).update(needs_planning=True)


def end_search(*, search: Search, ending: Ending = Ending.OTHER, at: datetime) -> bool:
    """Close a search for a reason; return False when it was closed before, which stays as it is.

    Its talks and beliefs stay readable.
    """
    if search.ended_at:
        return False
    search.ended_at, search.ending = at, ending
    search.save(update_fields=["ended_at", "ending"])
    return True


def reopen_search(*, search: Search) -> None:
    """Take a search up again."""
    search.ended_at, search.ending = None, ""
    search.save(update_fields=["ended_at", "ending"])


@transaction.atomic
def add_belief(*, search: Search, text: str, at: datetime) -> Belief:
    """Return a new belief to test; the same words are kept once."""
    belief, _ = search.beliefs.get_or_create(
        text=text, defaults={"account_id": search.account_id, "created_at": at}
    )
    return belief
