"""What somebody chooses when they take their people with them."""

from functools import cache
from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Person
from interviews.forms.people_list import PeopleFilter

CARDS, SHEET = "vcard", "csv"
LISTED, CURRENT, EVERYONE = "listed", "current", "everyone"


_OneALine = forms.RadioSelect(attrs={"class": "stack"})


class ExportForm(forms.Form):
    """Which people, and in which kind of file; whatever is not said has a default."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Whom"), required=False, widget=_OneALine, choices=()
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of file"),
        required=False,
        widget=_OneALine,
        choices=[
            (CARDS, gettext_lazy("vCard 4.0, for address books: phones, mail programs")),
            (SHEET, gettext_lazy("CSV, for spreadsheets: one row a person")),
        ],
        initial=CARDS,
    )
    bom = forms.BooleanField(
        label=gettext_lazy("For Excel"),
        required=False,
        help_text=gettext_lazy(
            "Only for CSV: puts a mark (BOM) first. Without it Excel shows ü and 王 as nonsense;"
            " other programs do not need it."
        ),
    )

    def __init__(self, *args: Any, listed: PeopleFilter, **kwargs: Any) -> None:
        """Offer those in the list they come from, first when it is more than the plain list."""
        super().__init__(*args, **{"auto_id": "export-%s", **kwargs})
        self.listed = listed
        account = listed.account
        self.people: dict[str, QuerySet[Person]] = {
            LISTED: listed.narrow(),
            CURRENT: account.people.current(),
            EVERYONE: account.people.all(),
        }
        self.default = LISTED if listed.query() else CURRENT
        self.fields["whom"].initial = self.default
        whom: Any = self.fields["whom"]
        whom.choices = [(key, key) for key in self.people]
        whom.widget.choices = cache(self._choices)

    def _choices(self) -> list[tuple[str, str]]:
        """Return what is offered with how many people each one is."""
        labels = {
            LISTED: _("Those in the list you came from") if self.listed.query() else _("My list"),
            CURRENT: _("Everyone, the pool included"),
            EVERYONE: _("Everyone, and the people I archived"),
        }
        counts = {whom: people.order_by().count() for whom, people in self.people.items()}
        if counts[EVERYONE] == counts[CURRENT]:
            # Nobody is archived: there is nothing more to offer.
            del labels[EVERYONE]
        return [(whom, f"{label} ({intcomma(counts[whom])})") for whom, label in labels.items()]

    def clean_whom(self) -> str:
        """Return which people, as offered first unless said."""
        return self.cleaned_data["whom"] or self.default

    def clean_kind(self) -> str:
        """Return the kind of file, cards unless said."""
        return self.cleaned_data["kind"] or CARDS

    def chosen(self) -> QuerySet[Person]:
        """Return the people of a valid form, by name."""
        return self.people[self.cleaned_data["whom"]]
