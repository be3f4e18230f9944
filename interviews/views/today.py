"""Today: what to do next, in order, a handful at a time."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, show
from contacts.models import Account, Message
from contacts.rules.cadence import preset_of
from contacts.rules.calendar import WorkCalendar
from interviews.actions.planning import catch_up
from interviews.due import COUNTED, chasers_due, first_due, next_up, seen_to
from interviews.mail_health import server_name
from interviews.mail_today import unsent
from interviews.models import FollowUp, FollowUpKind, FollowUpState, Interview, Sheet
from interviews.proposals import waiting as waiting_proposals
from interviews.quotas import quotas_of
from interviews.rules.agenda import BOUND, CHASERS, DAYS_AHEAD, HANDFUL, MOST_BOUND, TALK, place
from interviews.rules.stages import Stage
from interviews.sentences import title_of
from interviews.shifts import shifts_of
from interviews.telling import outdated
from interviews.views.agenda import entries, own_follow_ups
from interviews.views.letters import without_keys
from interviews.views.next_step import next_step

_DAY = timedelta(days=1)
# A talk nobody reported on is asked about for a month; then its notes would be guesses.
_ASKED_ABOUT = timedelta(days=30)
TALKS_SHOWN = 10
WAITING_SHOWN = 5
COMING_SHOWN = 5


@require_safe
def today(request: Request) -> HttpResponse:
    """Show what is due, the talks near enough to prepare, and what others owe."""
    catch_up(request.user, at=clock.now())
    context = today_context(request.user)
    return show(request, "interviews/today.html", context, parts=("agenda",))


def today_context(account: Account) -> dict[str, Any]:
    """Return all that Today shows, with the same few queries however much there is."""
    day = clock.today(account.zone)
    begins = clock.end_of_day(day - _DAY, account.zone)
    pause = account.pauses.filter(from_on__lte=day, until_on__gte=day).order_by("-until_on").first()
    seen = seen_to(account, begins)
    talks = _talks(account, day)
    near = [talk for talk in talks if talk.day <= day]
    week = WorkCalendar(tuple(account.working_days), (account.country,))
    is_off = pause is None and not week.is_working(day)
    done = sum(one.kind in CHASERS for one in seen)
    room = 0 if pause or is_off else max(0, HANDFUL - done)
    due = first_due(own_follow_ups(account), [account], day, chasers=room, theirs=WAITING_SHOWN + 1)
    bound, chasers, theirs = due[account.pk]
    waiting = 0 if pause else chasers_due(account, day) - len(chasers)
    shown = entries(account, [*bound[:MOST_BOUND], *chasers, *theirs], is_away=pause is not None)
    first = sorted(
        [*(entry for entry in shown if entry.follow_up.kind in BOUND), *near], key=_place
    )
    proposals = waiting_proposals(account, at=clock.now())
    answered = {one.time.person_id for one in proposals}
    first = [one for one in first if not _is_answer_to(one, answered)]
    is_done = not (first or proposals or chasers)
    away_until = pause.until_on if pause else None
    coming = next_up(account, day, COMING_SHOWN + 1, away_until=away_until)
    others = [entry for entry in shown if entry.follow_up.is_theirs]
    return {
        "today": day,
        "now": clock.now(),
        "zone": account.zone,
        "pause": pause,
        "proposals": proposals,
        "first": first,
        "first_more": len(bound) > MOST_BOUND,
        "chasers": [entry for entry in shown if entry.is_chaser],
        "waiting_chasers": min(waiting, COUNTED),
        "waiting_is_more": waiting > COUNTED,
        "handful": HANDFUL,
        "back_on": week.next_working(day) if is_off else None,
        "tomorrow": [talk for talk in talks if talk.day > day],
        "coming": _coming(coming, day),
        "others": others[:WAITING_SHOWN],
        "others_more": len(others) > WAITING_SHOWN,
        "did": _did(account, seen, begins),
        "is_done": is_done,
        "is_empty": is_done and not (talks or coming or others or seen or waiting),
        "shifts": shifts_of(account, at=clock.now()),
        "outdated": outdated(account, at=clock.now()),
        "unsent": [
            replace(one, text=without_keys(one.text))
            for one in unsent(account, day, at=clock.now())
        ],
        "lands_in_folder": not server_name(),
        "quotas": quotas_of(account, preset_of(account.preset, account.numbers), day),
        "step": next_step(account, is_done=is_done, has_next=_is_near(coming, day)),
    }


def _is_answer_to(item: Any, people: set[int]) -> bool:
    """Return whether it is the answer owed to somebody whose proposal asks for it already."""
    step = None if isinstance(item, Talk) else item.follow_up
    return step is not None and step.kind == FollowUpKind.ANSWER and step.person_id in people


def _place(item: Any) -> tuple[Any, ...]:
    if isinstance(item, Talk):
        return (*place(TALK, item.starts_at), item.interview.pk)
    one = item.follow_up
    return (*place(one.kind, one.due_at), one.pk)


def _is_near(coming: list[FollowUp], today: date) -> bool:
    return bool(coming) and coming[0].due_on <= today + timedelta(days=DAYS_AHEAD)


def _coming(rows: list[FollowUp], today: date) -> dict[str, Any] | None:
    """Return the next day on which something comes up, and what."""
    if not rows:
        return None
    day = rows[0].due_on
    there = sorted(
        (one for one in rows if one.due_on == day),
        key=lambda one: (*place(one.kind, one.due_at), one.pk),
    )
    return {
        "day": day,
        "is_tomorrow": day == today + _DAY,
        "rows": [(one, title_of(one)) for one in there[:COMING_SHOWN]],
        "is_more": len(there) > COMING_SHOWN,
    }


def _did(account: Account, seen: list[FollowUp], since: Any) -> list[tuple[str, str]]:
    """Return what was done today as (title, address): steps, and messages that were none."""
    done = [one for one in seen if one.state == FollowUpState.DONE]
    mine = Message.objects.filter(
        account=account, is_received=False, sent_at__gte=since, follow_up=None
    )
    sent = mine.select_related("person").order_by("-sent_at")[:COUNTED]
    return [
        *((title_of(one), one.person.get_absolute_url()) for one in done),
        *(
            (f"{one.get_purpose_display()}: {one.person.name}", one.person.get_absolute_url())
            for one in sent
        ),
    ]


@dataclass(frozen=True)
class Talk:
    """A talk near enough to prepare: today's and tomorrow's, and past ones nobody reported on."""

    interview: Interview
    day: date
    is_ahead: bool
    has_sheet: bool

    @property
    def starts_at(self) -> Any:
        """Return when it begins."""
        return self.interview.starts_at


def _talks(account: Account, today: date) -> list[Talk]:
    until = clock.end_of_day(today + _DAY, account.zone)
    near = (
        account.interviews.filter(
            stage=Stage.SCHEDULED, starts_at__gte=clock.now() - _ASKED_ABOUT, starts_at__lt=until
        )
        .annotate(has_sheet=Exists(Sheet.objects.filter(interview=OuterRef("pk"))))
        .order_by("starts_at", "pk")
        .prefetch_related("people__organisation")
    )
    zone, now = ZoneInfo(account.zone), clock.now()
    talks = []
    for interview in near[:TALKS_SHOWN]:
        interview.account = account
        assert interview.starts_at and interview.ends_at
        day = interview.starts_at.astimezone(zone).date()
        talks.append(Talk(interview, day, interview.ends_at > now, interview.has_sheet))
    return talks
