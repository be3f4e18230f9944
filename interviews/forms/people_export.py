"""What somebody chooses when they take their people with them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

CARDS, SHEET = "vcard", "csv"


class ExportForm(forms.Form):
    """Which people, and in which kind of file; every choice has a default."""

    kind = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[
            (CARDS, _("vCard 4.0, for address books: phones, mail programs, Google Contacts")),
            (SHEET, _("CSV, for spreadsheets: one row a person")),
        ],
        initial=CARDS,
        required=False,
        widget=forms.RadioSelect,
    )
    archived = forms.BooleanField(label=_("Also the people I archived"), required=False)
    bom = forms.BooleanField(
        label=_("For Excel"),
        required=False,
        help_text=_(
            "CSV only: begins the file with a mark (BOM). Without it Excel shows ü and 王 as"
            " nonsense; other programs do not need it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the defaults when nothing is chosen yet."""
        super().__init__(*args, **{"auto_id": "export-%s", **kwargs})

    def clean_kind(self) -> str:
        """Return the kind of file, cards unless said."""
        return self.cleaned_data["kind"] or CARDS
