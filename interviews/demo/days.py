"""When things in the sample account happen, reckoned from the moment it is filled."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contacts.models import Account
from contacts.rules.calendar import TwoCalendars, WorkCalendar

_DAY = timedelta(days=1)


class Days:
    """Days back and ahead, in the account's zone, between its owner and somebody in a country."""

    def __init__(self, account: Account, at: datetime) -> None:
        """Count from a moment."""
        self.account, self.at, self.zone = account, at, ZoneInfo(account.zone)
        self.today = at.astimezone(self.zone).date()

    def ago(
        self,
        *,
        at: str,
        working: int | None = None,
        days: int = 0,
        country: str = "",
        lasting: timedelta = timedelta(0),
    ) -> datetime:
        """Return a moment so many business or calendar days ago.

        Of calendar days, the last time it was that hour counts as none, and it is over by now when
        it lasts `lasting`. Business days count from today, or from the last one.
        """
        hour = time.fromisoformat(at)
        if working is None:
            last = self._moment(self.today, hour) + lasting
            return self._moment(self.today - _DAY * (days + (last > self.at)), hour)
        calendar = self._calendar(country)
        day = calendar.working_or_before(self.today)
        for _ in range(working):
            day = calendar.working_or_before(day - _DAY)
        return self._moment(day, hour)

    def ahead(self, working: int, *, country: str) -> date:
        """Return the day so many business days after today, or after the next one that is."""
        calendar = self._calendar(country)
        return calendar.add_working(calendar.working_or_next(self.today), working)

    def _calendar(self, country: str) -> WorkCalendar:
        account = self.account
        return TwoCalendars.of(account.working_days, account.country, country).both

    def _moment(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone)
