"""The end of a search and what follows: chasers stop, and everyone who helped is to hear of it."""

from datetime import datetime

from django.db import transaction

from contacts.actions import searches
from contacts.models import Search
from contacts.models.searches import Ending
from interviews.actions.pace import Moved, plan_anew


@transaction.atomic
def end_search(search: Search, *, ending: Ending, at: datetime) -> Moved:
    """Close a search; return what its end moves: chasers go, thanks to those who helped come.

    Whoever is in another search that is open is chased on for that.
    """
    row = Search.objects.select_for_update().select_related("account").get(pk=search.pk)
    if not searches.end_search(search=row, ending=ending, at=at):
        return Moved([])
    return plan_anew(row.account, at=at)


@transaction.atomic
def reopen_search(search: Search, *, at: datetime) -> Moved:
    """Take a search up again; return what comes back: every open step as it was."""
    row = Search.objects.select_for_update().select_related("account").get(pk=search.pk)
    searches.reopen_search(search=row)
    return plan_anew(row.account, at=at)
