"""The day, and if known the time, at which something happened, on the clock of the account."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from contacts.models import Account
from interviews.forms.follow_ups import DayInput


class TimeInput(forms.TimeInput):
    """A time, with the browser's own picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write times as browsers expect them, to the minute."""
        super().__init__(attrs, format="%H:%M")


class MomentFields(forms.Form):
    """When it happened: now while both fields are empty; noon of a day of which no time is known."""

    day = forms.DateField(label=_("On"), required=False, widget=DayInput())
    hour = forms.TimeField(label=_("At"), required=False, widget=TimeInput())

    def moment(self, account: Account) -> datetime | None:
        """Return when it happened; None after saying at the field why that cannot be."""
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get("hour")
        now, today = clock.now(), clock.today(account.zone)
        if "day" in self.errors or "hour" in self.errors:
            return None
        if hour is None and day in (None, today):
            return now
        moment = self._instant(day or today, hour, account.zone)
        if moment and moment > now:
            self.add_error(
                "hour" if (day or today) == today else "day", _("That is still to come.")
            )
            return None
        if moment and moment.year < 1950:
            self.add_error("day", _("Check the year: that day is too far away."))
            return None
        return moment

    def _instant(self, day: date, hour: time | None, zone: str) -> datetime | None:
        try:
            return clock.instant(day, hour or time(12), zone, fold=0)
        except clock.NoSuchTime as gap:
            told = _("The clocks jumped over that time; it was either %(before)s or %(after)s.")
            self.add_error(
                "hour", told % {"before": f"{gap.before:%H:%M}", "after": f"{gap.after:%H:%M}"}
            )
        except OverflowError:
            self.add_error("day", _("Check the year: that day is too far away."))
        return None
