"""The way in for the calendar: on which clock, and to which day a follow-up goes."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.fields import ZoneField
from contacts.models import Account
from interviews.forms.follow_ups import DayInput, is_too_far


class DayForm(forms.Form):
    """One day from today on."""

    day = forms.DateField(
        label=_("To which day"),
        widget=DayInput(),
        error_messages={"required": _("Choose a day."), "invalid": _("That is no day.")},
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Know whose calendar it is."""
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_day(self) -> date:
        """Refuse a day that is over, and one that can only be a slip."""
        day: date = self.cleaned_data["day"]
        if day < clock.today(self.account.zone):
            raise ValidationError(_("That day is over. Choose today or a later one."))
        if is_too_far(day, self.account):
            raise ValidationError(_("Check the year: that day is too far away."))
        return day


class ZoneForm(forms.Form):
    """Any time zone to look at the calendar in."""

    other = ZoneField(label=_("Time zone"), required=False, help_text=_("Such as Asia/Tokyo."))

    def named(self) -> str:
        """Return the zone, a city alone completed; empty where none is named."""
        return str(self.cleaned_data["other"]) if self.is_valid() else ""
