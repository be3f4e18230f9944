"""The way in for an offer: which times, how long, what stands above them, until when."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.fields import ZoneField
from contacts.models import Language
from contacts.validators import is_zone
from interviews.forms.interviews import LENGTHS
from interviews.models import Interview
from interviews.models.interviews import LONGEST, SHORTEST

# Nobody reads more times than this; a form that sends more is none of ours.
MOST_TIMES = 30
_FARTHEST = timedelta(days=366)


class TimesField(forms.MultipleChoiceField):
    """Moments in ISO 8601, as the boxes of the grid send them."""

    def to_python(self, value: Any) -> list[datetime]:  # type: ignore[override]
        """Return them in order, each once, in UTC."""
        try:
            moments = {datetime.fromisoformat(one).astimezone(UTC) for one in value or ()}
        except (ValueError, OverflowError) as error:
            raise ValidationError(_("Choose times from the grid.")) from error
        return sorted(moments)

    def validate(self, value: Any) -> None:
        """Refuse more than anybody reads, and what can only be a slip."""
        now = clock.now()
        if len(value) > MOST_TIMES or any(abs(one - now) > _FARTHEST for one in value):
            raise ValidationError(_("Choose fewer times, within a year."))


class OfferForm(forms.Form):
    """All that an offer holds; buttons beside the last one only look."""

    at = TimesField(required=False)
    minutes = forms.TypedChoiceField(label=_("Length"), coerce=int)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    their_zone = ZoneField(
        label=_("Their time zone"),
        required=False,
        help_text=_("Such as Asia/Tokyo. It is kept with what you know about them."),
    )
    words = forms.CharField(
        label=_("Who asks and why"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two lines that stand above the times on the page behind the link."),
    )
    shows_questions = forms.BooleanField(
        label=_("Show my questions there, as a courtesy"), required=False
    )
    open_until = forms.DateField(
        label=_("The link works until"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, interview: Interview, **kwargs: Any) -> None:
        """Offer the usual lengths and the one that the talk has."""
        self.interview = interview
        self.account = interview.account
        super().__init__(*args, **kwargs)
        chosen = self.data.get("language") or self.initial.get("language")
        if chosen in Language.values:
            self.fields["words"].widget.attrs["lang"] = chosen
        lengths = sorted({*LENGTHS, interview.minutes})
        minutes: Any = self.fields["minutes"]
        minutes.choices = [(n, _("%(count)s minutes") % {"count": n}) for n in lengths]

    def clean_minutes(self) -> int:
        """Return a length that a talk can have."""
        return int(min(LONGEST, max(SHORTEST, self.cleaned_data["minutes"])))

    def clean_their_zone(self) -> str:
        """Refuse what is no time zone."""
        zone: str = self.cleaned_data["their_zone"]
        if zone:
            is_zone(zone)
        return zone

    def clean_open_until(self) -> date:
        """Refuse a day that is over, and one that can only be a slip."""
        day: date = self.cleaned_data["open_until"]
        today = clock.today(self.account.zone)
        if not today <= day <= today + _FARTHEST:
            raise ValidationError(_("Choose a day from today on, within a year."))
        return day

    @property
    def expires_at(self) -> datetime:
        """Return the end of the last day, on my clock."""
        return clock.end_of_day(self.cleaned_data["open_until"], self.account.zone)


def last_day(moment: datetime, zone: str) -> date:
    """Return the last day on which a link that ends at a moment still works."""
    return clock.day_of(moment - timedelta(seconds=1), zone)


def day_begins(day: date, zone: str) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
