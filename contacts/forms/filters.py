"""What the list of organisations can be narrowed by, read from the address."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.models import Account, Organisation, Shelf

STATES = [
    ("", _("My list")),
    ("pool", _("The pool")),
    ("archived", _("Archived")),
    ("all", _("All of these")),
]
SHELVES = {"": Shelf.LIST, "pool": Shelf.POOL, "archived": Shelf.ARCHIVE}


class OrganisationFilter(forms.Form):
    """Narrows organisations."""

    q = forms.CharField(
        label=_("Search organisations"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("Show"), required=False, choices=STATES)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Remember whose organisations they are."""
        super().__init__(*args, **{"auto_id": "filter-%s", **kwargs})
        self.account = account

    def narrow(self) -> QuerySet[Organisation]:
        """Return the account's organisations that fit, by name."""
        self.is_valid()
        wanted = self.cleaned_data
        found = self.account.organisations.matching(wanted.get("q", ""))
        shelf = SHELVES.get(wanted.get("state", ""))
        return found if shelf is None else found.filter(shelf=shelf)

    def count_in_pool(self, most: int = 1000) -> int:
        """Return how many more fit in the pool, up to `most`, when only my list was searched."""
        if self.cleaned_data.get("state"):
            return 0
        words = self.cleaned_data.get("q", "")
        waiting = self.account.organisations.matching(words).filter(shelf=Shelf.POOL)
        return waiting.order_by()[:most].count()
