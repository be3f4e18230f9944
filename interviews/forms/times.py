"""The way in for an agreed time: on somebody's clock, asking where a clock change makes it unclear."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.fields import ZoneField
from contacts.validators import is_zone
from interviews.forms.unclear import Asked, meant
from interviews.models import Interview
from interviews.rules.clocks import Agreed, Reading, agreed_at, readings

# A typing slip such as 2062 is caught here; nobody agrees on a talk years ahead.
EARLIEST, AHEAD = date(2000, 1, 1), timedelta(days=3 * 366)
MINE, OTHER = "mine", "other"


class TimeForm(forms.Form):
    """A local day and time on one of the clocks; `instant` is the result."""

    on_date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    at_time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    whose = forms.ChoiceField(label=_("On whose clock?"), widget=forms.RadioSelect)
    zone = ZoneField(
        label=_("The other time zone"), required=False, help_text=_("Such as Asia/Tokyo.")
    )

    def __init__(self, *args: Any, interview: Interview, **kwargs: Any) -> None:
        """Offer the clocks of everybody in the talk, and any other."""
        self.interview = interview
        # What was agreed before stands until something else is typed.
        self.instant = interview.starts_at
        self.agreed_zone = interview.zone
        # The two moments to choose from, where a clock change makes the time unclear.
        self.asked: list[Asked] = []
        self.zones = _clocks(interview)
        super().__init__(*args, **{"initial": _initial(interview, self.zones), **kwargs})
        whose: Any = self.fields["whose"]
        whose.choices = [
            *((key, label) for key, (label, zone) in self.zones.items()),
            (OTHER, _("Another time zone")),
        ]

    def clean_on_date(self) -> date:
        """Refuse a year that can only be a slip."""
        day: date = self.cleaned_data["on_date"]
        latest = clock.today(self.interview.account.zone) + AHEAD
        if not EARLIEST <= day <= latest:
            raise ValidationError(
                _("Check the year: the day must lie between %(first)s and %(last)s."),
                params={
                    "first": date_format(EARLIEST, "j F Y"),
                    "last": date_format(latest, "j F Y"),
                },
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Find the one moment that is meant, or ask."""
        cleaned = super().clean() or {}
        self.instant = None
        zone = self._zone(cleaned)
        if zone and "on_date" in cleaned and "at_time" in cleaned:
            self._find(cleaned["on_date"], cleaned["at_time"], zone)
        return cleaned

    def agreed(self) -> Agreed:
        """Return what `schedule_interview` takes."""
        assert self.instant is not None, "only of a valid form"
        return agreed_at(self.instant, self.agreed_zone)

    def readings(self) -> list[Reading]:
        """Return the moment on every clock concerned."""
        if not self.instant:
            return []
        clocks = [pair for pair in self.interview.clocks if pair[0]]
        return readings(self.instant, [*clocks, ("", self.agreed_zone)])

    def _zone(self, cleaned: dict[str, Any]) -> str:
        whose = cleaned.get("whose", "")
        if whose in self.zones:
            return self.zones[whose][1]
        zone: str = cleaned.get("zone", "")
        if whose != OTHER or "zone" in self.errors:
            return ""
        try:
            is_zone(zone)
        except ValidationError as error:
            self.add_error("zone", error if zone else _("Name the time zone, such as Asia/Tokyo."))
            return ""
        return zone

    def _find(self, day: date, at: time, zone: str) -> None:
        """Take the moment that is meant, or ask which one."""
        self.agreed_zone, found = zone, meant(day, at, zone, self.data)
        self.instant, self.asked = found.instant, found.asked
        if found.instant is None:
            said = (
                gettext(
                    "The clocks in %(zone)s go forward over %(time)s that day, so it does not exist."
                )
                if found.is_gap
                else gettext("The clocks in %(zone)s go back that day, so %(time)s happens twice.")
            )
            city = found.asked[0].reading.city
            self.add_error(None, said % {"zone": city, "time": at.strftime("%H:%M")})


def proposed(interview: Interview, told: Mapping[str, str]) -> dict[str, str] | None:
    """Return what the form would hold for a time that an address names; None where it names none.

    Either a moment, `to=2026-11-24T14:15Z`, agreed on the clock of the talk (or of `zone`); or a day
    and a time, `on=2026-11-24&at=14:15`, on the clock of `zone` (or of the talk), without `at` the
    hour that the talk has now. A time that is unclear there is left to the form to ask about.
    """
    own, zone = interview.zone or interview.account.zone, told.get("zone", "")
    if zone and zone not in available_timezones():
        return None
    try:
        if "to" in told:
            moment = datetime.fromisoformat(told["to"])
            return _data(interview, moment.astimezone(ZoneInfo(zone or own)), zone or own)
        wall = _wall(interview, told, zone or own)
        moment = clock.instant(wall.date(), wall.time(), zone or own)
    except (clock.NoSuchTime, clock.TwoSuchTimes):
        return {**_data(interview, wall, zone), "reading": ""}
    except (KeyError, ValueError, OverflowError):
        return None
    return _data(interview, moment.astimezone(ZoneInfo(own)), own)


def _wall(interview: Interview, told: Mapping[str, str], zone: str) -> datetime:
    """Return the wall clock that `on` and `at` name; KeyError or ValueError where they do not."""
    day = date.fromisoformat(told["on"])
    if "at" in told:
        return datetime.combine(day, time.fromisoformat(told["at"]))
    if interview.starts_at is None:
        raise KeyError("at")
    return datetime.combine(day, interview.starts_at.astimezone(ZoneInfo(zone)).time())


def _data(interview: Interview, local: datetime, zone: str) -> dict[str, str]:
    """Return the fields for a local time; of two readings, the one that it is."""
    zone = zone or interview.zone or interview.account.zone
    known = {own: key for key, (_label, own) in _clocks(interview).items()}
    return {
        "on_date": local.date().isoformat(),
        "at_time": f"{local:%H:%M}",
        "whose": known.get(zone, OTHER),
        "zone": "" if zone in known else zone,
        "reading": local.astimezone(UTC).isoformat(),
    }


def _clocks(interview: Interview) -> dict[str, tuple[str, str]]:
    """Return {value: (label, zone)}: mine, then each person's that is known and differs."""
    mine = interview.account.zone
    clocks = {MINE: (gettext("Mine (%(zone)s)") % {"zone": mine}, mine)}
    for person in interview.people.all():
        if person.zone and person.zone not in [zone for _label, zone in clocks.values()]:
            label = gettext("%(name)s’s (%(zone)s)") % {"name": person.name, "zone": person.zone}
            clocks[f"person-{person.pk}"] = (label, person.zone)
    return clocks


def _initial(interview: Interview, clocks: dict[str, tuple[str, str]]) -> dict[str, Any]:
    known = {zone: key for key, (_label, zone) in clocks.items()}
    agreed = interview.zone or interview.account.zone
    return {
        "on_date": interview.on_date,
        "at_time": interview.at_time,
        "whose": known.get(agreed, OTHER),
        "zone": "" if agreed in known else agreed,
    }
