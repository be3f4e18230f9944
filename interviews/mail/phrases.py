"""What letters say in the same way: days, clocks, people, talks and things to do."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from unicodedata import bidirectional
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.text import Truncator
from django.utils.translation import gettext, pgettext

from config.kit import clock
from config.kit.labels import N_
from contacts.models import Account, Person
from interviews.mail.links import Action, action_url, offered
from interviews.models import FollowUp, FollowUpKind, Interview, Medium
from interviews.rules.clocks import Reading, readings
from interviews.rules.drafts import city_of
from interviews.sentences import is_unsaid, reason_of, title_of

# A letter of the fullest day stays below the size that mail programs cut off (our rule).
TITLE_LENGTH, CALLED_LENGTH, PLACE_LENGTH, REASON_LENGTH = 160, 60, 80, 300
SHORTEST = 16
# Where even that is too much, notes are left out; then half of the rest.
BARE, TIGHT = 0.28, 0.2
# What is said of these once their time is over: the reason in time would only scold then.
_LATE = {
    FollowUpKind.ANSWER: N_("They wrote on %(day)s. A short answer is welcome later too."),
    FollowUpKind.THANK: N_("You talked on %(day)s. Thanks are welcome later too."),
}
# So long what somebody offered for a day is said to be offered for about now.
_ABOUT_NOW = timedelta(days=7)
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{4,}")
# What is written from right to left, set apart so that numbers beside it stay where they are.
_ISOLATE, _END = "\u2068", "\u2069"


def apart(text: str) -> str:
    """Return a text that keeps its own direction in whatever line it stands."""
    is_leftward = any(bidirectional(sign) in ("R", "AL") for sign in text)
    return f"{_ISOLATE}{text}{_END}" if is_leftward else text


@dataclass(frozen=True)
class Pen:
    """How a letter is written: whose links it holds (`uid`), and how much room there is (1: enough)."""

    uid: UUID
    room: float = 1

    def short(self, text: str, length: int) -> str:
        """Return a text in one line, cut where it is long, in a direction of its own."""
        most = max(SHORTEST, int(length * self.room))
        return apart(Truncator(" ".join(text.split())).chars(most))

    def most(self, count: int) -> int:
        """Return how many of so many things there is room for."""
        return count if self.room > TIGHT else count // 2


def url(name: str, *args: int) -> str:
    """Return the whole address of a page."""
    return settings.SITE_URL + reverse(name, args=args)


def joined(parts: Iterable[str]) -> str:
    """Return parts of a list in one line, the empty ones left out."""
    return pgettext("between two parts of a list", ", ").join(filter(None, parts))


def day_in_words(day: date) -> str:
    """Return a day as a letter names it: Thursday 12 March."""
    return date_format(day, pgettext("format of a day in a letter", "l j F"))


def hour(moment: datetime, zone: str) -> str:
    """Return what a clock in a zone shows."""
    return time_format(moment.astimezone(ZoneInfo(zone)).time(), "H:i")


def near_day(day: date, today: date) -> str:
    """Return a day as it is called from another: Today, Tomorrow, or its name."""
    names = {0: gettext("Today"), 1: gettext("Tomorrow")}
    return names.get((day - today).days) or day_in_words(day)


def who(person: Person, pen: Pen) -> str:
    """Return somebody with what they do and where."""
    about = [person.title, person.organisation.name if person.organisation else ""]
    return joined(pen.short(part, PLACE_LENGTH) for part in (person.name, *about) if part)


def clocks_of(talk: Interview, own: str, people: Sequence[Person]) -> list[str]:
    """Return the start on every clock that reads differently, mine first."""
    assert talk.starts_at is not None
    zones = [own, talk.zone, *(person.zone for person in people)]
    found = readings(talk.starts_at, [("", zone) for zone in zones if zone])
    different = {clock.wall: clock for clock in reversed(found)}
    return [_clock(different[wall], found[0]) for wall in reversed(different)]


def _clock(clock: Reading, own: Reading) -> str:
    """Return a time and its place, with the day where it is another one there."""
    words = {
        "time": time_format(clock.wall.time(), "H:i"),
        "place": city_of(translation.get_language() or "", clock.zone),
        "day": day_in_words(clock.wall.date()),
    }
    if clock.wall.date() == own.wall.date():
        return pgettext("time and place", "%(time)s in %(place)s") % words
    return pgettext("day, time and place", "%(day)s, %(time)s in %(place)s") % words


def talk_words(talk: Interview, account: Account, today: date, pen: Pen) -> dict[str, Any]:
    """Return what a letter says of a talk ahead; its people are read already."""
    people = list(talk.people.all())
    assert talk.starts_at is not None
    place = " ".join(talk.place.split())
    return {
        "day": near_day(clock.day_of(talk.starts_at, account.zone), today),
        "times": clocks_of(talk, account.zone, people),
        "minutes": talk.minutes,
        "medium": talk.get_medium_display(),
        "place": apart(place),
        "place_shown": pen.short(place, PLACE_LENGTH),
        "link": _link(talk, place),
        "people": [who(person, pen) for person in people],
        "url": url("interview-detail", talk.pk),
        "sheet_url": url("sheet-edit", talk.pk),
    }


def _link(talk: Interview, place: str) -> str:
    """Return what opens the place of a talk: the call's page, or the phone; nothing for a room."""
    if place.startswith(("https://", "http://")):
        return place
    if talk.medium == Medium.PHONE and _NUMBER.fullmatch(place):
        return f"tel:{re.sub(r'[^+0-9]', '', place)}"
    return ""


def task_words(
    task: FollowUp, account: Account, today: date, pen: Pen, *, at: datetime
) -> dict[str, Any]:
    """Return what a letter of a day, written at a moment, says of a thing to do and how to settle it."""
    is_thanks = task.kind == FollowUpKind.THANK
    title = title_of(task)
    return {
        "title": pen.short(title, TITLE_LENGTH),
        # What each of several equal links is about.
        "called": pen.short(title, CALLED_LENGTH),
        "who": pen.short(task.person.name, PLACE_LENGTH) if task.text else "",
        "is_thanks": is_thanks,
        "when": _when(task, account, today, at),
        "reason": pen.short(_reason(task, account, today, at), REASON_LENGTH),
        "url": page_of(task),
        "actions": actions_of(task, pen.uid, at=at),
    }


def page_of(task: FollowUp) -> str:
    """Return where it is done: a draft, the talk that it asks about, or its row on Today."""
    if task.kind == FollowUpKind.THANK:
        return url("follow-up-write", task.pk)
    if is_unsaid(task) and task.interview_id:
        return url("interview-detail", task.interview_id)
    return f"{url('today')}#follow-up-{task.pk}"


def actions_of(task: FollowUp, uid: UUID, *, at: datetime) -> list[dict[str, str]]:
    """Return the links that settle a thing from the letter, or say what became of a talk."""
    labels = {
        Action.DONE: gettext("Done"),
        Action.SNOOZE: gettext("Put off"),
        Action.DROP: gettext("Drop"),
        Action.TALKED: gettext("Yes, we talked"),
        Action.MISSED: gettext("It did not happen"),
    }
    if task.kind == FollowUpKind.THANK:
        labels[Action.DONE] = gettext("Already thanked")
    elif task.is_theirs:
        labels[Action.DONE] = gettext("They did it")
    return [
        {"label": labels[action], "url": action_url(uid, task, action)}
        for action in offered(task, at=at)
    ]


def _when(task: FollowUp, account: Account, today: date, at: datetime) -> str:
    # Nothing is late while its owner is away: that is kept in `due_at`.
    if task.due_at <= at and not task.is_chaser:
        return _since(task, account, today)
    if task.due_on < today or not task.is_bound:
        return gettext("today")
    return by_when(task, account, today)


def _since(task: FollowUp, account: Account, today: date) -> str:
    # What is due by midnight was due the day before.
    last = clock.day_of(task.due_at - timedelta(microseconds=1), account.zone)
    if (day := min(task.due_on, last)) == today:
        return gettext("since %(time)s today") % {"time": hour(task.due_at, account.zone)}
    return gettext("since %(day)s") % {"day": day_in_words(day)}


def by_when(task: FollowUp, account: Account, today: date) -> str:
    """Return by when something is due on my clock; the end of a day is called by that day."""
    due = task.due_at.astimezone(ZoneInfo(account.zone))
    if due.time() == time(0):
        return _by_day((due - timedelta(days=1)).date(), today)
    words = {"time": hour(task.due_at, account.zone), "day": day_in_words(due.date())}
    patterns = {
        0: gettext("today by %(time)s"),
        1: gettext("tomorrow by %(time)s"),
    }
    away = (due.date() - today).days
    return patterns.get(away, gettext("%(day)s by %(time)s")) % words


def _by_day(day: date, today: date) -> str:
    names = {0: gettext("today"), 1: gettext("by tomorrow")}
    return names.get((day - today).days) or gettext("by %(day)s") % {"day": day_in_words(day)}


def _reason(task: FollowUp, account: Account, today: date, at: datetime) -> str:
    late, since = _LATE.get(FollowUpKind(task.kind)), task.reason.get("day")
    if late and since and task.due_at <= at:
        return translation.gettext(late) % {"day": day_in_words(date.fromisoformat(since))}
    if task.reason:
        return reason_of(task, today, day_in_words)
    ended_at = task.interview.ended_at if task.interview else None
    day = day_in_words(clock.day_of(ended_at, account.zone)) if ended_at else ""
    if task.kind == FollowUpKind.THANK and day:
        # Within 24 hours: Yale and every other career guide.
        return gettext("You talked on %(day)s; within a day is when thanks are warmest.") % {
            "day": day
        }
    if task.kind == FollowUpKind.PROMISE:
        said = gettext("You promised this when you talked on %(day)s.") % {"day": day}
        return said if day else gettext("You promised this.")
    if task.kind == FollowUpKind.THEIR_PROMISE:
        if task.due_on < today - _ABOUT_NOW:
            return gettext("They offered this a while ago; one gentle question is fine.")
        return gettext("They offered this for about now; one gentle question is fine.")
    return gettext("You set this day yourself.")
