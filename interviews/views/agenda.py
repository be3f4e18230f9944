"""What Today and the list of follow-ups show: each entry with its reason, its action, its delays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.kit import clock
from contacts.models import Account
from contacts.rules.cadence import Reason, numbers
from contacts.rules.calendar import WorkCalendar
from interviews.models import FollowUp, FollowUpKind, FollowUpState, Interview, Sheet
from interviews.models.follow_ups import FollowUpQuerySet
from interviews.rules.agenda import DAYS_AHEAD, Delay, Heading, delays, heading
from interviews.rules.stages import Stage
from interviews.views.next_step import next_step

# Under one heading; whoever has more sees the rest in the list of follow-ups.
MOST_SHOWN = 25
DAY = "D j M"
TONES = {Heading.OVERDUE: "overdue", Heading.TODAY: "due"}


@dataclass(frozen=True)
class Entry:
    """A follow-up as it is shown."""

    follow_up: FollowUp
    heading: Heading
    reason: str
    source: str
    delays: Iterable[Delay]
    is_late: bool

    @property
    def tone(self) -> str:
        """Return the tone of its row."""
        return TONES.get(self.heading, "")


def own_follow_ups(account: Account) -> FollowUpQuerySet:
    """Return an account's follow-ups with all that a row shows."""
    return account.follow_ups.select_related("person__organisation", "interview", "message")


def entries(account: Account, follow_ups: Iterable[FollowUp]) -> list[Entry]:
    """Return open follow-ups as entries, in the order given."""
    now, today = clock.now(), clock.today(account.zone)
    calendar = WorkCalendar(tuple(account.working_days), (account.country,))
    offers = {
        is_bound: delays(today, calendar, is_bound_to_talk=is_bound) for is_bound in (True, False)
    }
    shown = []
    for one in follow_ups:
        one.account = account
        reason, source = _reason(one)
        under = heading(
            due_at=one.due_at, due_on=one.due_on, is_theirs=one.is_theirs, now=now, today=today
        )
        choice = offers[one.kind == FollowUpKind.THANK]
        shown.append(Entry(one, under, reason, source, choice, one.due_at <= now))
    return shown


def _reason(one: FollowUp) -> tuple[str, str]:
    """Return why something is to be done, and who says that it should be."""
    if one.reason:
        number = numbers().get(one.reason.get("number", ""))
        told = Reason.of(one.reason).text(ngettext, lambda day: date_format(day, DAY))
        return told, _(number.source) if number and number.source else ""
    if one.kind == FollowUpKind.PROMISE:
        return _("You promised it."), ""
    if one.kind == FollowUpKind.REPORT_BACK:
        return _("You agreed to tell them how it went."), ""
    if one.is_theirs:
        return _("They promised it; nothing for you to do but wait, or ask kindly."), ""
    return _("You chose this day."), ""


def today_context(account: Account) -> dict[str, Any]:
    """Return all that Today shows, with the same few queries however much there is."""
    today, now = clock.today(account.zone), clock.now()
    horizon = clock.end_of_day(today + timedelta(days=DAYS_AHEAD), account.zone)
    theirs = own_follow_ups(account).open().filter(kind=FollowUpKind.THEIR_PROMISE)
    mine = own_follow_ups(account).open().exclude(kind=FollowUpKind.THEIR_PROMISE)
    rows = list(mine.filter(due_at__lte=horizon)[: 3 * MOST_SHOWN + 1])
    groups: dict[str, list[Entry]] = {word.value: [] for word in Heading}
    for entry in entries(account, [*rows, *theirs[: MOST_SHOWN + 1]]):
        groups[entry.heading].append(entry)
    talks = _talks(account, today)
    settled = account.follow_ups.filter(
        state=FollowUpState.DONE, settled_at__gte=clock.end_of_day(today - _DAY, account.zone)
    ).count()
    asks = any(talk.day == today or not talk.is_ahead for talk in talks)
    is_done = not (groups["overdue"] or groups["today"] or asks)
    return {
        "today": today,
        "now": now,
        "zone": account.zone,
        "sections": [
            (word, groups[word.value][:MOST_SHOWN], len(groups[word.value]) > MOST_SHOWN)
            for word in (Heading.OVERDUE, Heading.TODAY, Heading.NEXT)
            if groups[word.value]
        ],
        "waiting": groups["waiting"][:MOST_SHOWN],
        "talks": talks,
        "settled": settled,
        "is_done": is_done,
        "is_empty": is_done and not talks and not groups["next"] and not groups["waiting"],
        "step": next_step(account, is_done=is_done, has_next=bool(groups["next"])),
    }


_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Talk:
    """A talk near enough to prepare: today's and tomorrow's, and past ones nobody reported on."""

    interview: Interview
    day: date
    is_ahead: bool
    has_sheet: bool


def _talks(account: Account, today: date) -> list[Talk]:
    until = clock.end_of_day(today + _DAY, account.zone)
    since = clock.end_of_day(today - timedelta(days=DAYS_AHEAD + 1), account.zone)
    near = (
        account.interviews.filter(stage=Stage.SCHEDULED, starts_at__gte=since, starts_at__lt=until)
        .annotate(has_sheet=Exists(Sheet.objects.filter(interview=OuterRef("pk"))))
        .order_by("starts_at", "pk")
        .prefetch_related("people__organisation")
    )
    zone, now = ZoneInfo(account.zone), clock.now()
    talks = []
    for interview in near[:MOST_SHOWN]:
        interview.account = account
        assert interview.starts_at and interview.ends_at
        day = interview.starts_at.astimezone(zone).date()
        talks.append(Talk(interview, day, interview.ends_at > now, interview.has_sheet))
    return talks
