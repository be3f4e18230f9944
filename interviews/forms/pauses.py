"""The way in for an absence."""

from datetime import timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import OwnedForm
from contacts.models import Pause
from interviews.forms.follow_ups import DayInput

LONGEST = timedelta(days=366)


class PauseForm(OwnedForm):
    """From one day to another, of which the last is not over."""

    class Meta:
        """Both days."""

        model = Pause
        fields = ("from_on", "until_on")
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
        error_messages = {
            "from_on": {"required": _("Choose the first day.")},
            "until_on": {"required": _("Choose the last day.")},
        }

    def clean(self) -> dict[str, Any] | None:
        """Refuse what is over, what is too long, and days that are away already."""
        super().clean()
        first, last = (self.cleaned_data.get(name) for name in ("from_on", "until_on"))
        if not first or not last:
            return self.cleaned_data
        if last < first:
            self.add_error("until_on", _("The last day lies before the first."))
        elif last < clock.today(self.account.zone):
            self.add_error("until_on", _("These days are over; nothing would move."))
        elif last - first > LONGEST:
            self.add_error("until_on", _("At most a year; after that, plan anew."))
        elif other := self.account.pauses.touching(first, last).first():
            days = [date_format(day, "j M Y") for day in (other.from_on, other.until_on)]
            told = _("You are away from %(from)s to %(until)s already. Delete that first.")
            self.add_error("from_on", told % {"from": days[0], "until": days[1]})
        return self.cleaned_data
