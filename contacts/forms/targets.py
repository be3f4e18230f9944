"""The ways in for targets: names, scores, a reason, and how many to work on."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kit.fields import Suggestions
from config.kit.owned import OwnedForm
from contacts.models import Account, Search, Target
from contacts.rules.targets import MOTIVATIONS, NAME_LENGTH, POSTINGS, Lane, brainstorm

# Enough to be of help, few enough to send with every page.
SUGGESTED = 300
# Enough for 200 long names and the notes that come along with a paste.
LONGEST_PASTE = 100_000


class TargetForm(forms.Form):
    """One organisation to add to a search, by name or as one of the account's."""

    name = forms.CharField(label=gettext_lazy("Organisation"), max_length=NAME_LENGTH)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Suggest the account's organisations."""
        super().__init__(*args, **kwargs)
        names = account.organisations.current().values_list("name", flat=True)
        self.fields["name"].widget = Suggestions(lambda: names[:SUGGESTED])

    def clean_name(self) -> str:
        """Return the name without stray spaces."""
        return " ".join(self.cleaned_data["name"].split())


class ScoreForm(OwnedForm):
    """Motivation, posting and advocacy of one target."""

    motivation = forms.TypedChoiceField(
        label=gettext_lazy("Motivation"), coerce=int, choices=MOTIVATIONS, widget=forms.RadioSelect
    )
    posting = forms.TypedChoiceField(
        label=gettext_lazy("Posting"), coerce=int, choices=POSTINGS, widget=forms.RadioSelect
    )
    advocacy = forms.TypedChoiceField(
        label=gettext_lazy("Somebody there"),
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
        choices=[
            ("", gettext_lazy("As my people say")),
            ("yes", gettext_lazy("Yes")),
            ("no", gettext_lazy("No")),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        """The scores."""

        model = Target
        fields = ("motivation", "posting", "advocacy")


class ReasonForm(OwnedForm):
    """Why an organisation is ruled out."""

    class Meta:
        """The reason."""

        model = Target
        fields = ("reason",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a reason: it is what one learns from ruling out."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        field.required = True
        field.help_text = _("A few words are enough; you will be glad of them in three months.")
        field.widget = Suggestions(_reasons, attrs={"autofocus": True, "maxlength": 300})


def _reasons() -> list[str]:
    return [
        _("Nobody there does this work"),
        _("Not where I want to live"),
        _("Nobody answered"),
        _("I would not want to work there after all"),
        _("They stopped hiring"),
    ]


class PlacesForm(OwnedForm):
    """How many organisations are listed and worked on, and how long a lane takes."""

    class Meta:
        """The three numbers."""

        model = Search
        fields = ("places", "goal", "lane_minutes")
        help_texts = {
            "places": gettext_lazy("Five is Steve Dalton’s number. Fewer sends nobody away."),
            "goal": gettext_lazy("Forty or more, says Steve Dalton, leave room to choose."),
            "lane_minutes": gettext_lazy("Four lanes of ten minutes, says Steve Dalton."),
        }


class LaneForm(forms.Form):
    """What was typed in one lane of brainstorming."""

    lane = forms.ChoiceField(
        choices=[(lane.key, lane.label) for lane in brainstorm().lanes], widget=forms.HiddenInput
    )
    names = forms.CharField(
        label=gettext_lazy("One name a line"),
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write one name a line; a first one is enough."),
            "max_length": gettext_lazy("This is too much at once. Send the first 200 lines."),
        },
    )

    def __init__(
        self, *args: Any, lane: Lane, left: Iterable[str] | None = None, **kwargs: Any
    ) -> None:
        """Stand in a lane; `left` are the names of the last round still to be dealt with."""
        initial = {"lane": lane.key, "names": "\n".join(left or ())}
        super().__init__(*args, **{"initial": initial, **kwargs})
        attributes = self.fields["names"].widget.attrs
        attributes["data-draft"] = lane.key
        if left is not None:
            attributes["data-focus"] = True


class MakeTargetForm(forms.Form):
    """Which search an organisation becomes a target of."""

    search = forms.ModelChoiceField(Search.objects.none())

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Offer the account's open searches."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["search"]
        field.queryset = account.searches.open()


def chosen[Row: Model](rows: QuerySet[Row], keys: Iterable[str]) -> list[Row]:
    """Return those of `rows` that a button or an address names; what is no key is passed over."""
    return list(rows.filter(pk__in=[key for key in keys if key.isdecimal() and len(key) < 19]))
