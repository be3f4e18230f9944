"""The day, and if known the time, at which something happened, on the clock of the account."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from contacts.models import Account
from interviews.forms.follow_ups import DayInput

# Which of two equal hours it was.
FOLDS = [("", "—"), ("0", _("The first, before the change")), ("1", _("The second"))]


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
    # Hidden, but where the clocks were set back over the hour given.
    fold = forms.ChoiceField(
        label=_("The clocks were set back in that hour. Which one was it?"),
        choices=FOLDS,
        required=False,
        widget=forms.HiddenInput(),
    )

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
        fold = self.cleaned_data.get("fold")
        try:
            # A day of which no hour is known is its noon, which no clock repeats.
            return clock.instant(day, hour or time(12), zone, int(fold) if fold else None)
        except clock.TwoSuchTimes:
            self.fields["fold"].widget = forms.Select(choices=FOLDS)
            self.add_error("fold", _("That time came twice. Say which one it was."))
        except clock.NoSuchTime as gap:
            told = _("The clocks jumped over that time; it was either %(before)s or %(after)s.")
            self.add_error(
                "hour", told % {"before": f"{gap.before:%H:%M}", "after": f"{gap.after:%H:%M}"}
            )
        except OverflowError:
            self.add_error("day", _("Check the year: that day is too far away."))
        return None
