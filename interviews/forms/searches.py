"""The way in for the end of a search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models.searches import Ending


class EndingForm(forms.Form):
    """Why a search ends."""

    ending = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=Ending.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one; it only shapes what you write to people.")},
    )
