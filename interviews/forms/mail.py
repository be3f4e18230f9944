"""Which letters an account wants, and when they come."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from contacts.models import Account, Weekday
from interviews.mail.kinds import WANTED, Wanted


def _hours(first: int) -> list[tuple[int, str]]:
    return [(hour, f"{hour:02}:00") for hour in range(first, 24)]


@dataclass(frozen=True)
class Choice:
    """A kind of letter with its switch and what else is chosen about it."""

    wanted: Wanted
    switch: BoundField
    settings: list[BoundField]


class MailForm(forms.ModelForm):
    """A switch for each kind of letter, and the hours and the day they come."""

    digest_hour = forms.TypedChoiceField(
        label=_("Sent at"), coerce=int, choices=_hours(0), help_text=_("On your own clock.")
    )
    evening_hour = forms.TypedChoiceField(
        label=_("Evenings at"),
        coerce=int,
        choices=_hours(12),
        help_text=_("For the debrief and the weekly review as well."),
    )
    review_day = forms.TypedChoiceField(
        label=_("On the evening of"), coerce=int, choices=Weekday.choices
    )

    class Meta:
        """The fields in the order of the kinds."""

        model = Account
        fields = (
            "wants_digest",
            "digest_hour",
            "attaches_sheets",
            "wants_thanks",
            "evening_hour",
            "wants_debrief",
            "wants_talk_note",
            "wants_review",
            "review_day",
        )
        labels: ClassVar[dict[str, Any]] = {"attaches_sheets": _("Attach my question sheets")}
        help_texts: ClassVar[dict[str, Any]] = {
            "attaches_sheets": _(
                "As PDF, with the last digest and the note before a talk: to print without signing in."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Call the switches what the kinds are called."""
        super().__init__(*args, **kwargs)
        for wanted in WANTED.values():
            switch = self.fields[wanted.field]
            switch.label, switch.help_text = wanted.label, wanted.line

    def choices(self) -> Iterator[Choice]:
        """Yield the kinds as the page shows them."""
        for wanted in WANTED.values():
            yield Choice(wanted, self[wanted.field], [self[name] for name in wanted.settings])
