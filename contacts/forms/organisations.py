"""The way in for an organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kit.fields import WordsField
from config.kit.owned import OwnedForm
from contacts.models import Organisation


class OrganisationForm(OwnedForm):
    """What is known about an organisation; only the name is needed."""

    aliases = WordsField(
        label=_("Also known as"),
        required=False,
        word_length=200,
        help_text=_("Short names and former names, separated by commas."),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    class Meta:
        """All that is not computed."""

        model = Organisation
        fields = ("name", "aliases", "industry", "size", "first_hire", "website", "notes")
        help_texts = {
            "first_hire": _(
                "The first of a kind shapes the role, and has nobody to learn it from."
            ),
        }
        widgets = {"notes": forms.Textarea(attrs={"rows": 4})}

    def clean_name(self) -> str:
        """Return the name without stray spaces."""
        return " ".join(self.cleaned_data["name"].split())
