"""The way in for a search and for what is believed about it."""

from django import forms

from config.kit.owned import OwnedForm
from contacts.models import Belief, Search


class SearchForm(OwnedForm):
    """From where to where."""

    class Meta:
        """All that is typed."""

        model = Search
        fields = ("from_role", "from_industry", "to_role", "to_industry", "why")
        widgets = {"why": forms.Textarea(attrs={"rows": 3})}


class BeliefForm(OwnedForm):
    """One belief, in a sentence."""

    class Meta:
        """The sentence."""

        model = Belief
        fields = ("text",)
