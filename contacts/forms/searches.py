"""The way in for a search and for what is believed about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kit.owned import OwnedForm
from contacts.models import Belief, Search
from contacts.rules.cadence import preset_of, presets


class SearchForm(OwnedForm):
    """From where to where, and at which pace."""

    preset = forms.ChoiceField(
        label=_("Pace"),
        required=False,
        help_text=_("After how long you write again to those you ask for this search."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the account's own pace first."""
        super().__init__(*args, **kwargs)
        usual = _("As in my settings: %(pace)s") % {"pace": _(preset_of(self.account.preset).label)}
        field = self.fields["preset"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", usual), *((key, _(one.label)) for key, one in presets().items())]

    class Meta:
        """All that is typed."""

        model = Search
        fields = ("from_role", "from_industry", "to_role", "to_industry", "why", "preset")
        widgets = {"why": forms.Textarea(attrs={"rows": 3})}


class BeliefForm(OwnedForm):
    """One belief, in a sentence."""

    class Meta:
        """The sentence."""

        model = Belief
        fields = ("text",)
