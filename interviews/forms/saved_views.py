"""The way in for a saved view: its name; what it shows is the address it is saved from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.kit.owned import OwnedForm
from contacts.models import SavedView

_LONGEST = 2000


class SavedViewForm(OwnedForm):
    """A name for a list; `instance.query` says which."""

    class Meta:
        """The name."""

        model = SavedView
        fields = ("name",)
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}

    def clean_name(self) -> str:
        """Return the name without stray spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """Refuse what an address cannot hold."""
        if len(self.instance.query) > _LONGEST:
            raise ValidationError(_("There are too many words in this view to keep it."))
        return super().clean() or self.cleaned_data
