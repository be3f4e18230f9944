"""Which days are working days: of one person, of a country, of two people together."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Self

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

    def working_or_before(self, day: date) -> date:
        """Return the day itself where it is a working day, else the last one before it."""
        days = (day - timedelta(days=n) for n in range(_LONGEST_REST))
        return next((one for one in days if self.is_working(one)), day)

    def add_working(self, day: date, count: int) -> date:
        """Return the working day that comes `count` working days after a day; itself for 0."""
        for _ in range(count):
            day = self.next_working(day)
        return day

    def working_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start`, up to and with `end`."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working(one) for one in days)

    def holidays(self, start: date, end: date) -> dict[str, date]:
        """Return the public holidays after `start` and before `end` that fall into the week, by name."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days))
        week = (day for day in days if day.isoweekday() in self.working_days)
        return {name: day for day in week if (name := self.holiday(day))}

    def and_also(self, other: "WorkCalendar") -> "WorkCalendar":
        """Return the days on which both work; where the weeks share no day, my week decides."""
        shared = frozenset(self.working_days) & frozenset(other.working_days)
        countries = tuple(dict.fromkeys((*self.countries, *other.countries)))
        return WorkCalendar(shared or self.working_days, countries)

    def _from(self, day: date) -> date:
        days = (day + timedelta(days=n) for n in range(_LONGEST_REST))
        return next((one for one in days if self.is_working(one)), day)


@dataclass(frozen=True)
class TwoCalendars:
    """The working days of two people: mine as the account has them, theirs as their country has."""

    mine: WorkCalendar
    theirs: WorkCalendar

    @classmethod
    def of(cls, working_days: Collection[int], country: str, their_country: str) -> Self:
        """Return them for an account's week and country, and the country of somebody else.

        An unknown country has no days off of its own.
        """
        mine = WorkCalendar(frozenset(working_days), (country,) if country else ())
        theirs = (their_country,) if their_country else ()
        return cls(mine, WorkCalendar(week_of(their_country), theirs))

    @cached_property
    def both(self) -> WorkCalendar:
        """Return the days on which neither of us is off: business days between us."""
        return self.mine.and_also(self.theirs)


@cache
def week_of(country: str) -> frozenset[int]:
    """Return the ISO weekdays worked in a country; all seven where the country is not known."""
    import holidays

    week = range(1, 8)
    try:
        weekend = holidays.country_holidays(country).weekend if country else ()
    except NotImplementedError:
        weekend = ()
    return frozenset(day for day in week if day - 1 not in weekend)


def in_turn(week: Collection[int]) -> list[int]:
    """Return ISO weekdays in the order in which they are worked: the first one after days off first."""
    first = next((day for day in sorted(week) if (day - 2) % 7 + 1 not in week), 1)
    return sorted(week, key=lambda day: (day - first) % 7)


@cache
def _year(country: str, year: int) -> dict[date, str]:
    """Return a country's public holidays by their English names; none where they are not known."""
    import holidays  # takes half a second to load, which only who asks for it should wait

    try:
        return dict(holidays.country_holidays(country, years=year, language="en_US"))
    except NotImplementedError:
        return {}


def _name(country: str, day: date) -> str:
    return _year(country, day.year).get(day, "") if country else ""
