"""What somebody types on the page behind their link, each word of it in the language of that page."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.fields import zones
from contacts.validators import is_zone
from interviews.calendars.entry import clean
from interviews.forms.unclear import Asked, meant
from interviews.models import Medium

# Nobody settles a talk of minutes further ahead.
AHEAD = timedelta(days=180)
LONGEST_WORD = 2000
SELECTED = mark_safe(" selected")
# No quoted names, no machine without a domain, no bare IP address.
_WORLDLY = re.compile(r"[^\s\"@]+@[^\s@]+\.[^\s@.\]]*[^\W\d][^\s@.\]]*")
_PHONE = re.compile(r"\+?[\d\s().\-/]{5,40}")
# What the field is called, by how I said we meet.
_PLACES = {
    Medium.VIDEO: _("Your video link, or a phone number to call you on"),
    Medium.PHONE: _("The phone number to call you on"),
    Medium.IN_PERSON: _("Where you would like to meet"),
    Medium.WECHAT: _("Your WeChat ID"),
}
_IS_LINK = URLValidator(schemes=["https", "http"])


class MomentField(forms.CharField):
    """A moment as a slot sends it (`Slot.value`)."""

    def to_python(self, value: Any) -> Any:
        """Return it in UTC, or None."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            moment = datetime.strptime(typed, "%Y-%m-%dT%H:%MZ")  # noqa: DTZ007 (UTC by its Z)
        except ValueError as error:
            raise ValidationError(gettext("Choose one of the times.")) from error
        return moment.replace(tzinfo=UTC)


def _word(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MoveForm(forms.Form):
    """One of the times, and a word with it."""

    starts_at = MomentField(
        label=_("Time"), error_messages={"required": _("Choose one of the times.")}
    )
    word = _word(_("A word to go with it"))


class PickForm(MoveForm):
    """One of the times, and what helps to meet: none of it is asked for."""

    place = forms.CharField(required=False, max_length=500)
    email = forms.EmailField(
        label=_("Your e-mail, for the invitation"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write an address such as name@example.com.")},
    )
    field_order = ("starts_at", "email", "place", "word")

    def __init__(self, *args: Any, medium: str, has_email: bool, **kwargs: Any) -> None:
        """Ask for what is still unknown."""
        super().__init__(*args, **kwargs)
        self.medium = medium
        self.fields["place"].label = _PLACES[Medium(medium)]
        if has_email:
            del self.fields["email"]

    def clean_email(self) -> str:
        """Accept an address out in the world: a letter to one of our own machines is nobody's."""
        email: str = self.cleaned_data["email"]
        if email and not _WORLDLY.fullmatch(email):
            raise ValidationError(gettext("Write an address such as name@example.com."))
        return email

    def clean_place(self) -> str:
        """Accept what the way of meeting needs: a link that is safe to press, or a number."""
        place = clean(self.cleaned_data["place"])
        if not place or self.medium in (Medium.IN_PERSON, Medium.WECHAT):
            return place
        if _PHONE.fullmatch(place):
            self.medium = Medium.PHONE
            return place
        link = place if "://" in place else f"https://{place}"
        try:
            _IS_LINK(link)
        except ValidationError as error:
            raise ValidationError(
                gettext("Write a link such as https://meet.example.com/abc, or a phone number.")
            ) from error
        self.medium = Medium.VIDEO
        return link


class WordForm(forms.Form):
    """A word, if they like."""

    word = _word(_("A word, if you like"))


class ProposeForm(forms.Form):
    """Another time on their clock; `instant` is the result."""

    on_date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    at_time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    zone = forms.ChoiceField(label=_("Time zone"))
    word = _word(_("A word to go with it"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        """Stand on the clock of `zone` until another is chosen."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("zone", zone)
        self.instant: datetime | None = None
        self.asked: list[Asked] = []
        own: Any = self.fields["zone"]
        own.choices = zone_choices(zone)

    def clean(self) -> dict[str, Any]:
        """Find the one moment that is meant, or ask; refuse one that is past or far away."""
        cleaned = super().clean() or {}
        if all(cleaned.get(name) is not None for name in ("on_date", "at_time", "zone")):
            self._find(cleaned["on_date"], cleaned["at_time"], cleaned["zone"])
        now = clock.now()
        if self.instant and self.instant <= now:
            self.add_error("on_date", gettext("This time has passed. Choose one still to come."))
        elif self.instant and self.instant > now + AHEAD:
            self.add_error("on_date", gettext("That is far away. Choose a day in the next months."))
        return cleaned

    def _find(self, day: date, at: time, zone: str) -> None:
        """Take the moment that is meant, or ask which one."""
        try:
            found = meant(day, at, zone, self.data)
        except OverflowError:
            self.add_error("on_date", gettext("Choose a day in the next months."))
            return
        self.instant, self.asked = found.instant, found.asked
        if found.instant is None:
            said = (
                gettext("The clocks go forward that day, so %(time)s does not exist.")
                if found.is_gap
                else gettext("The clocks go back that day, so %(time)s happens twice.")
            )
            self.add_error("at_time", said % {"time": at.strftime("%H:%M")})


@lru_cache(maxsize=100)
def zone_options(zone: str) -> SafeString:
    """Return the options of a list of zones with one chosen.

    There are hundreds, and a template takes as long over them as over the rest of the page.
    """
    areas = _by_area() if zone in zones() else (("", ((zone, zone),)), *_by_area())
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        ((area, _options(choices, zone)) for area, choices in areas),
    )


def _options(choices: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((zone, SELECTED if zone == chosen else "", city) for zone, city in choices),
    )


@cache
def _by_area() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the zones as a list to choose from, by continent."""

    def area(zone: str) -> str:
        return zone.partition("/")[0]

    return tuple(
        (name, tuple((zone, zone.partition("/")[2].replace("_", " ") or zone) for zone in group))
        for name, group in groupby(zones(), key=area)
    )


def zone_choices(zone: str) -> list[Any]:
    """Return all zones by continent; one under a name of old stands first."""
    known = zone in zones()
    return [*([] if known else [(zone, zone)]), *_by_area()]


def is_known_zone(zone: str) -> bool:
    """Return whether it is an IANA time zone."""
    try:
        is_zone(zone)
    except ValidationError:
        return False
    return True
