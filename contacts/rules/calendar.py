"""Which days are working days: weekdays that someone works on, less their country's holidays."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

# Nobody's holidays last longer; without a working day in sight the plain next day is meant.
_LONGEST_REST = 60


@dataclass(frozen=True)
class WorkCalendar:
    """Working days as ISO weekdays (1 = Monday) and the two-letter codes of countries."""

    working_days: Collection[int]
    countries: Collection[str] = field(default=())

    def is_working(self, day: date) -> bool:
        """Return whether a day is neither free by the week nor a public holiday."""
        return day.isoweekday() in self.working_days and not self.holiday(day)

    def holiday(self, day: date) -> str:
        """Return the name of the public holiday on a day, or an empty text."""
        return next((name for code in self.countries if (name := _name(code, day))), "")

    def next_working(self, day: date) -> date:
        """Return the first working day after a day."""
        return self._from(day + timedelta(days=1))

    def working_or_next(self, day: date) -> date:
        """Return the day itself where it is a working day, else the next one."""
        return self._from(day)

    def _from(self, day: date) -> date:
        days = (day + timedelta(days=n) for n in range(_LONGEST_REST))
        return next((one for one in days if self.is_working(one)), day)


@cache
def _year(country: str, year: int) -> dict[date, str]:
    """Return a country's public holidays; none where they are not known."""
    import holidays  # takes half a second to load, which only who asks for it should wait

    try:
        return dict(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return {}


def _name(country: str, day: date) -> str:
    return _year(country, day.year).get(day, "") if country else ""
