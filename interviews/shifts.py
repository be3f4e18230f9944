"""Agreed times that new time zone rules moved on somebody's clock, until their owner has looked."""

from dataclasses import dataclass
from datetime import datetime

from config.kit import clock
from contacts.models import Account
from interviews.models import Interview
from interviews.rules.clocks import Reading, readings
from interviews.rules.stages import Stage


@dataclass(frozen=True)
class Shift:
    """One talk: what was agreed stays, so it is on the other clocks that it moved."""

    interview: Interview

    @property
    def agreed(self) -> datetime:
        """Return the local time that was agreed, naive on purpose."""
        assert self.interview.on_date and self.interview.at_time, "interview_time_whole"
        return datetime.combine(self.interview.on_date, self.interview.at_time)

    @property
    def city(self) -> str:
        """Return where it was agreed."""
        return self.interview.zone.rsplit("/", 1)[-1].replace("_", " ")

    @property
    def is_gone(self) -> bool:
        """Return whether the clocks now jump over the time that was agreed."""
        talk = self.interview
        assert talk.on_date and talk.at_time, "interview_time_whole"
        try:
            clock.instant(talk.on_date, talk.at_time, talk.zone, talk.fold)
        except clock.NoSuchTime:
            return True
        return False

    @property
    def changes(self) -> list[tuple[Reading, Reading]]:
        """Return (before, now) on every clock but the one it was agreed on."""
        talk = self.interview
        assert talk.shifted_from and talk.starts_at, "only talks that were shifted"
        clocks = [pair for pair in talk.clocks if pair[1] != talk.zone]
        before, now = readings(talk.shifted_from, clocks), readings(talk.starts_at, clocks)
        return [pair for pair in zip(before, now, strict=True) if pair[0].wall != pair[1].wall]


def shift_of(interview: Interview, *, at: datetime) -> Shift | None:
    """Return what happened to a talk that is still to come, where that was not looked at yet."""
    is_ahead = (
        interview.stage == Stage.SCHEDULED and interview.starts_at and interview.starts_at > at
    )
    return Shift(interview) if interview.shifted_from and is_ahead else None


def shifts_of(account: Account, *, at: datetime) -> list[Shift]:
    """Return them all, soonest first: 2 queries."""
    rows = account.interviews.ahead(at).exclude(shifted_from=None).prefetch_related("people")
    found = []
    for interview in rows:
        interview.account = account
        found.append(Shift(interview))
    return found
