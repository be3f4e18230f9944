"""What lists can be narrowed by, read from the address."""

from functools import cache
from typing import Any

from django import forms
from django.db.models import Func, QuerySet
from django.utils.translation import gettext_lazy as _

from config.kit.fields import Suggestions
from contacts.forms.people import SUGGESTED
from contacts.models import Account, Organisation, Person, Tie

STATES = [("", _("Current")), ("archived", _("Archived"))]


class PeopleFilter(forms.Form):
    """Narrows people; anything unreadable in the address narrows nothing."""

    q = forms.CharField(
        label=_("Search people"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    tie = forms.ChoiceField(
        label=_("How I know them"), required=False, choices=[("", _("any")), *Tie.choices]
    )
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("Show"), required=False, choices=STATES)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Offer the account's own tags and organisations."""
        super().__init__(*args, **{"auto_id": "filter-%s", **kwargs})
        self.account = account
        tag: Any = self.fields["tag"]
        # Read once, and only where the field is shown or used.
        tags = cache(lambda: tags_of(account))
        tag.choices = lambda: [("", _("any")), *((word, word) for word in tags())]
        current = account.organisations.current()
        self.fields["organisation"].widget = Suggestions(
            lambda: current.values_list("name", flat=True)[:SUGGESTED]
        )

    def narrow(self) -> QuerySet[Person]:
        """Return the account's people that fit, by name."""
        self.is_valid()
        wanted = self.cleaned_data
        people = self.account.people.matching(wanted.get("q", ""))
        people = people.filter(archived_at__isnull=wanted.get("state") != "archived")
        if tie := wanted.get("tie"):
            people = people.filter(tie=tie)
        if tag := wanted.get("tag"):
            people = people.filter(tags__contains=[tag])
        if organisation := wanted.get("organisation"):
            known = self.account.organisations.all().matching(organisation)
            people = people.filter(organisation__in=known)
        return people

    @property
    def has_more(self) -> bool:
        """Return whether more than words is asked for, so that a fold must be open."""
        return any(value for name, value in self.cleaned_data.items() if name != "q")

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but the state is asked for."""
        return any(value for name, value in self.cleaned_data.items() if name != "state")


def tags_of(account: Account) -> list[str]:
    """Return the tags in use, in order."""
    tags = account.people.current().order_by().annotate(tag=Func("tags", function="unnest"))
    return list(tags.values_list("tag", flat=True).distinct().order_by("tag")[:SUGGESTED])


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
        return found.filter(archived_at__isnull=wanted.get("state") != "archived")
