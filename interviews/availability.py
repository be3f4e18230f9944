"""When a talk could be: what both sides' rules, my talks and my calendars leave free."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from contacts.models import Account, Person
from contacts.rules.cadence import Preset
from contacts.rules.calendar import TwoCalendars
from interviews.models import BusyTime, Interview, OfferedTime
from interviews.pace import pace_for
from interviews.rules.clocks import KIND_FROM, KIND_UNTIL
from interviews.rules.slots import (
    Busy,
    Diary,
    Limits,
    Objection,
    free_starts,
    judge,
    obstacles,
    propose,
)
from interviews.rules.stages import TOOK_PLACE, Stage

# No talk and no buffer is longer: what is on at a moment began within it.
_LONGEST = timedelta(hours=12)
# So many minutes a day may grow at either end, where hours do not meet; our own rule.
_MOST_STRETCH = 240


@dataclass(frozen=True)
class Openings:
    """What is known about one talk's time as of `now`; `people` stand in the order of `theirs`.

    `others` are times offered to somebody else that still stand: each may be picked, so they take
    nothing away, and only whoever picks first has it.
    """

    people: Sequence[Person]
    mine: Diary
    theirs: Sequence[Diary]
    busy: Sequence[Busy]
    others: Sequence[OfferedTime]
    limits: Limits
    now: datetime

    @cached_property
    def free(self) -> list[datetime]:
        """Return every start (UTC, in order) against which nothing speaks."""
        return free_starts(self.mine, self.theirs, self.busy, self.limits, now=self.now)

    def proposed(
        self, count: int | None = None, without: Collection[datetime] = ()
    ) -> list[datetime]:
        """Return good starts to offer, in order: as many as asked for, where there are so many.

        Those offered to nobody else come first.
        """
        count = self.limits.offered if count is None else count
        free = [start for start in self.free if start not in without]
        apart = [start for start in free if not self.offered_to(start)]
        found = self._choose(apart, count)
        return sorted([*found, *self._choose(set(free) - set(apart), count - len(found))])

    def nearest(self, count: int) -> list[datetime]:
        """Return good starts a little outside the hours, where nothing is free within them.

        Everybody's day grows by half hours, on both sides, as far as most people are up; the first
        that holds enough is taken.
        """
        for minutes in range(30, _MOST_STRETCH + 1, 30):
            wider = replace(
                self,
                mine=_stretched(self.mine, minutes),
                theirs=[_stretched(one, minutes) for one in self.theirs],
            )
            if len({self.mine.day_of(start) for start in wider.free}) >= count:
                return wider.proposed(count)
        return []

    @cached_property
    def _judge(self) -> Callable[[datetime], tuple[Objection, ...]]:
        return judge(self.mine, self.theirs, self.busy, self.limits, now=self.now)

    def objections(self, start: datetime) -> tuple[Objection, ...]:
        """Return everything that speaks against a start, what makes it impossible first."""
        return self._judge(start)

    def is_free(self, start: datetime) -> bool:
        """Return whether nothing speaks against a start."""
        return not self.objections(start)

    def stands(self, offered: OfferedTime) -> bool:
        """Return whether a time that I offered can still be picked.

        What I offered against the rules can be, as long as it lies ahead and clashes with nothing.
        Whether it suits their own day is for them to say, who have it in writing.
        """
        found = self.objections(offered.starts_at)
        if offered.is_exception:
            return not any(one.is_clash for one in found)
        return not any(one.who is None for one in found)

    def is_easy(self, start: datetime) -> bool:
        """Return whether nothing speaks against a start, their own hours included."""
        return not self.objections(start)

    def offered_to(self, start: datetime) -> list[Person]:
        """Return to whom else a time is offered that overlaps a talk from this start."""
        ends_at = start + self.limits.length
        return [
            one.person
            for one in self.others
            if one.starts_at < ends_at
            and start < one.starts_at + timedelta(minutes=one.interview.minutes)
        ]

    def obstacles(self) -> list[Objection]:
        """Return what keeps the search from finding anything, the commonest first."""
        return obstacles(self.mine, self.theirs, self.busy, self.limits, now=self.now)

    def _choose(self, free: Iterable[datetime], count: int) -> list[datetime]:
        return propose(list(free), self.mine, self.theirs, self.limits, count=count)


def _stretched(diary: Diary, minutes: int) -> Diary:
    """Return a diary whose day begins earlier and ends later, though never at an unkind hour."""
    first = _minute(diary.day_from) - minutes
    last = _minute(diary.day_until) + minutes
    first = min(_minute(diary.day_from), max(first, _minute(KIND_FROM)))
    last = max(_minute(diary.day_until), min(last, _minute(KIND_UNTIL)))
    return replace(
        diary,
        day_from=time(first // 60, first % 60),
        day_until=time(last // 60, last % 60),
    )


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def openings(
    interview: Interview,
    person: Person,
    *,
    at: datetime,
    zone: str = "",
    until: datetime | None = None,
) -> Openings:
    """Return when a talk could be, as of a moment; the hours of everybody in it count.

    `person` is whom it is offered to: their clock leads, and where their zone is not known `zone`
    stands in for it, else mine. `until` looks further ahead than the rules say. 7 queries or fewer,
    however much there is.
    """
    account = interview.account
    pace = pace_for(account, person=person)
    people = [person, *(one for one in interview.people.all() if one.pk != person.pk)]
    limits = _limits(pace, interview.minutes)
    last = max(limits.window(at)[1], until or at) + _LONGEST
    theirs = [_theirs(one, account, pace, zone if one is person else "") for one in people]
    mine = _mine(account, at, last)
    first = datetime.combine(mine.day_of(at), time(), ZoneInfo(mine.zone)) - _LONGEST
    return Openings(
        people=people,
        mine=mine,
        theirs=theirs,
        busy=[*_talks(interview, first, last), *_elsewhere(account, first, last)],
        others=_others(interview, at, last),
        limits=limits,
        now=at,
    )


def _limits(pace: Preset, minutes: int) -> Limits:
    return Limits(
        minutes=minutes,
        before=pace["buffer_before"],
        after=pace["buffer_after"],
        notice=pace["offer_notice"],
        most_per_day=pace["talks_a_day"],
        days_ahead=pace["offer_days"],
        offered=pace["offered_times"],
    )


def _mine(account: Account, first: datetime, last: datetime) -> Diary:
    zone = ZoneInfo(account.zone)
    away = account.pauses.touching(first.astimezone(zone).date(), last.astimezone(zone).date())
    return Diary(
        zone=account.zone,
        calendar=TwoCalendars.of(account.working_days, account.country, "").mine,
        day_from=account.day_starts_at,
        day_until=account.day_ends_at,
        away=tuple(away.values_list("from_on", "until_on")),
    )


def _theirs(person: Person, account: Account, pace: Preset, zone: str) -> Diary:
    return Diary(
        zone=person.zone or zone or account.zone,
        calendar=TwoCalendars.of((), "", person.country).theirs,
        day_from=time(pace["their_day_from"]),
        day_until=time(pace["their_day_until"]),
    )


def _talks(interview: Interview, first: datetime, last: datetime) -> list[Busy]:
    """Return my other talks in a stretch of time, those of today that are over too: they count."""
    talks = interview.account.interviews.filter(
        stage__in=(Stage.SCHEDULED, *TOOK_PLACE), starts_at__range=(first, last)
    )
    rows = talks.exclude(pk=interview.pk).prefetch_related("people")
    return [
        Busy(one.starts_at, one.ends_at, is_talk=True, name=one.names)
        for one in rows
        if one.starts_at and one.ends_at
    ]


def _elsewhere(account: Account, first: datetime, last: datetime) -> list[Busy]:
    times = BusyTime.objects.filter(account=account, starts_at__lt=last, ends_at__gt=first)
    return [Busy(*pair) for pair in times.values_list("starts_at", "ends_at")]


def _others(interview: Interview, at: datetime, last: datetime) -> list[OfferedTime]:
    """Return what is offered for other talks and still stands."""
    times = OfferedTime.objects.filter(
        account=interview.account,
        is_theirs=False,
        starts_at__range=(at, last),
        offer__withdrawn_at=None,
        offer__declined_at=None,
        offer__picked_at=None,
        offer__expires_at__gt=at,
    ).exclude(interview=interview)
    return list(times.select_related("person", "interview"))
