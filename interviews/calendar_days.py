"""What stands in my calendar over some days: talks, debriefs, times on offer, follow-ups, days off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from config.kit import clock
from contacts.models import Account
from contacts.rules.cadence import preset_of
from contacts.rules.calendar import WorkCalendar
from interviews.models import (
    BusyTime,
    Debrief,
    FollowUp,
    FollowUpKind,
    Interview,
    OfferedTime,
)
from interviews.models.interviews import LONGEST
from interviews.rules.calendar_page import Frame, Span, joined
from interviews.rules.clocks import Reading, readings
from interviews.rules.stages import TOOK_PLACE, Stage
from interviews.sentences import title_of

_DAY = timedelta(days=1)
# The debrief's own time where nothing is kept free after a talk; our rule.
_DEBRIEF_MINUTES = 10


class ItemKind(StrEnum):
    """What an entry with hours is."""

    TALK = "talk"
    DEBRIEF = "debrief"
    OFFERED = "offered"
    PROPOSED = "proposed"


@dataclass(frozen=True)
class Item:
    """An entry with hours; `zone` is that of the page, `others` are the clocks of everybody else."""

    kind: ItemKind
    interview: Interview
    title: str
    url: str
    span: Span
    zone: str
    others: Sequence[Reading] = ()
    is_movable: bool = False
    # A talk that is over, and nobody said whether it took place.
    is_due: bool = False

    @property
    def begins(self) -> datetime:
        """Return when it begins on the clock of the page, naive on purpose."""
        return _wall(self.span[0], self.zone)

    @property
    def ends(self) -> datetime:
        """Return when it ends on the clock of the page, naive on purpose."""
        return _wall(self.span[1], self.zone)

    @property
    def word(self) -> str:
        """Return what it is, or how far a talk got."""
        return {
            ItemKind.TALK: self.interview.get_stage_display(),
            ItemKind.DEBRIEF: _("Debrief"),
            ItemKind.OFFERED: _("Offered"),
            ItemKind.PROPOSED: _("They propose"),
        }[self.kind]


@dataclass(frozen=True)
class Task:
    """A follow-up on its day."""

    follow_up: FollowUp
    title: str

    @property
    def url(self) -> str:
        """Return where it is done."""
        one = self.follow_up
        if one.kind == FollowUpKind.THANK:
            return reverse("follow-up-write", args=[one.pk])
        if one.key:
            return str(one.person.get_absolute_url())
        return reverse("follow-up-edit", args=[one.pk])


@dataclass(frozen=True)
class Day:
    """One day of the calendar and all that stands in it, each in its order."""

    frame: Frame
    items: Sequence[Item] = ()
    tasks: Sequence[Task] = ()
    busy: Sequence[Span] = ()
    holiday: str = ""
    is_away: bool = False
    is_working: bool = True
    is_today: bool = False

    @property
    def date(self) -> date:
        """Return the day."""
        return self.frame.day

    @property
    def talks(self) -> list[Item]:
        """Return the talks alone."""
        return [one for one in self.items if one.kind is ItemKind.TALK]

    @property
    def count(self) -> int:
        """Return how many entries stand in it."""
        return len(self.items) + len(self.tasks)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to say of it."""
        return not (self.count or self.busy or self.holiday or self.is_away)

    @property
    def busy_walls(self) -> list[tuple[datetime, datetime]]:
        """Return the busy stretches on the clock of the page, cut to the day, naive on purpose."""
        frame = self.frame
        cut = ((max(a, frame.begins), min(b, frame.ends)) for a, b in self.busy)
        return [(_wall(a, frame.zone), _wall(b, frame.zone)) for a, b in cut]

    @property
    def changes_to(self) -> datetime | None:
        """Return the local time to which its clocks jump, naive on purpose; None without a change."""
        moment = self.frame.changes_at
        return _wall(moment, self.frame.zone) if moment else None

    @property
    def hours(self) -> str:
        """Return how many hours it has: 24, 23, 24.5."""
        return f"{(self.frame.ends - self.frame.begins) / timedelta(hours=1):g}"


def days_of(account: Account, days: Sequence[date], zone: str, *, at: datetime) -> list[Day]:
    """Return days that follow each other, as they stand on the clock of a zone.

    7 queries, however much there is. What has a day and no hours (follow-ups, days off) stands on that
    day whatever the zone.
    """
    frames = [Frame(day, zone) for day in days]
    span = frames[0].begins, frames[-1].ends
    talks = _talks(account, span)
    items = sorted(
        [*_talk_items(talks, account, zone, at), *_offers(account, span, zone, at)],
        key=lambda item: (item.span, item.kind, item.interview.pk),
    )
    tasks = _tasks(account, days, talks, at)
    busy = joined(_busy(account, span))
    away = list(account.pauses.touching(days[0], days[-1]).values_list("from_on", "until_on"))
    week = WorkCalendar(
        frozenset(account.working_days), (account.country,) if account.country else ()
    )
    today = clock.day_of(at, zone)
    return [
        Day(
            frame=frame,
            items=[item for item in items if frame.holds(item.span)],
            tasks=tasks.get(frame.day, ()),
            busy=[one for one in busy if frame.holds(one)],
            holiday=week.holiday(frame.day),
            is_away=any(first <= frame.day <= last for first, last in away),
            is_working=week.is_working(frame.day),
            is_today=frame.day == today,
        )
        for frame in frames
    ]


def zones_in(days: Iterable[Day]) -> list[tuple[str, str]]:
    """Return (name, zone) of everybody whose talks are shown, each zone once."""
    found: dict[str, str] = {}
    for day in days:
        for item in day.items:
            for person in item.interview.people.all():
                if person.zone:
                    found.setdefault(person.zone, person.name)
    return [(name, zone) for zone, name in found.items()]


def _talks(account: Account, span: Span) -> list[Interview]:
    """Return those that are on in a stretch of time; cancelled ones are on no more."""
    longest = timedelta(minutes=LONGEST)
    rows = account.interviews.filter(starts_at__gt=span[0] - longest, starts_at__lt=span[1])
    settled = Debrief.objects.settled().filter(interview=OuterRef("pk"))
    rows = rows.exclude(stage=Stage.CANCELLED).annotate(is_debriefed=Exists(settled))
    return _owned(rows.prefetch_related("people"), account)


def _owned(rows: Iterable[Interview], account: Account) -> list[Interview]:
    talks = list(rows)
    for talk in talks:
        # Every row belongs to who asks; spares a query a row.
        talk.account = account
    return talks


def _talk_items(
    talks: Iterable[Interview], account: Account, zone: str, at: datetime
) -> Iterable[Item]:
    kept_free = preset_of(account.preset, account.numbers)["buffer_after"]
    length = timedelta(minutes=kept_free or _DEBRIEF_MINUTES)
    for talk in talks:
        assert talk.starts_at and talk.ends_at
        is_agreed = talk.stage == Stage.SCHEDULED
        yield Item(
            ItemKind.TALK,
            talk,
            talk.names,
            talk.get_absolute_url(),
            (talk.starts_at, talk.ends_at),
            zone,
            others=_others(talk, talk.starts_at, zone),
            is_movable=is_agreed and talk.starts_at > at,
            is_due=is_agreed and talk.ends_at < at,
        )
        if (is_agreed or talk.stage in TOOK_PLACE) and not talk.is_debriefed:  # type: ignore[attr-defined]
            ended = max(talk.ended_at or talk.ends_at, talk.starts_at)
            url = reverse("debrief", args=[talk.pk])
            yield Item(ItemKind.DEBRIEF, talk, talk.names, url, (ended, ended + length), zone)


def _offers(account: Account, span: Span, zone: str, at: datetime) -> Iterable[Item]:
    """Yield the times that can still be picked, and those that others proposed."""
    mine = Q(
        is_theirs=False,
        offer__withdrawn_at=None,
        offer__declined_at=None,
        offer__picked_at=None,
        offer__expires_at__gt=at,
    )
    theirs = Q(is_theirs=True, settled_at=None)
    rows = OfferedTime.objects.filter(
        mine | theirs, account=account, starts_at__gte=max(at, span[0]), starts_at__lt=span[1]
    )
    rows = rows.exclude(interview__stage__in=(Stage.CANCELLED, *TOOK_PLACE))
    for one in rows.select_related("person", "interview").prefetch_related("interview__people"):
        one.interview.account = account
        proposed = one.interview.get_absolute_url()
        yield Item(
            ItemKind.PROPOSED if one.is_theirs else ItemKind.OFFERED,
            one.interview,
            one.person.name,
            proposed if one.is_theirs else reverse("offer-edit", args=[one.interview_id]),
            (one.starts_at, one.starts_at + timedelta(minutes=one.interview.minutes)),
            zone,
            others=_others(one.interview, one.starts_at, zone),
        )


def _others(talk: Interview, moment: datetime, zone: str) -> list[Reading]:
    """Return every clock of a talk but that of the page."""
    return [one for one in readings(moment, talk.clocks) if one.zone != zone]


def _tasks(
    account: Account, days: Sequence[date], talks: Iterable[Interview], at: datetime
) -> dict[date, list[Task]]:
    """Return the open follow-ups of each day; a debrief that stands there with its hours is none."""
    shown = {
        (talk.pk, clock.day_of(talk.starts_at, account.zone)) for talk in talks if talk.starts_at
    }
    rows = account.follow_ups.open().timely(at).filter(due_on__range=(days[0], days[-1]))
    found: dict[date, list[Task]] = {}
    for one in rows.select_related("person", "about"):
        is_shown = (one.interview_id, one.due_on) in shown
        if not (one.kind == FollowUpKind.DEBRIEF and is_shown):
            found.setdefault(one.due_on, []).append(Task(one, title_of(one)))
    return found


def _busy(account: Account, span: Span) -> list[Span]:
    rows = BusyTime.objects.filter(account=account, starts_at__lt=span[1], ends_at__gt=span[0])
    return list(rows.values_list("starts_at", "ends_at"))


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
