"""Made-up letters, for whoever has nothing yet that a real one could tell; nothing of them is stored."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from config.kit import clock
from contacts.models import Account, Organisation, Person, ResearchNote
from interviews.mail.before_talk import TalkNote
from interviews.mail.digest import Digest
from interviews.mail.encouraging import Encouragement
from interviews.mail.evening import Evening
from interviews.mail.notes import Note
from interviews.mail.review import Names, Review
from interviews.mail.wording import Content
from interviews.models import FollowUp, FollowUpKind, Insight, Interview, LetterKind, Medium
from interviews.rules.stages import Stage

# Of no row: links of these lead nowhere.
_NONE = 0
# What the made-up account did.
FACTS = {
    "talked": 4,
    "led_on": 2,
    "places": 3,
    "through": 2,
    "in_one_search": 4,
    "month": 3,
    "ahead": 1,
    "asked": 9,
    "answered": 4,
    "week": 1,
    "thanked": 4,
    "kept": 2,
    "learned": 6,
    "debriefed": 4,
}


def sample(account: Account, kind: LetterKind, *, at: datetime) -> Content:
    """Return a letter of a kind as it might be, in the active language."""
    return _SAMPLES[kind](account, at)


def _digest(account: Account, at: datetime) -> Digest:
    day = clock.day_of(at, account.zone)
    promise = _task(account, FollowUpKind.PROMISE, day, text=gettext("Send the article"))
    return Digest(
        account=account,
        day=day,
        at=at,
        talks=[_talk(account, at)],
        due=[promise],
        waiting=[],
        still_open=[],
        encouragement=Encouragement(day, FACTS),
        notes={_NONE: [_note()]},
    )


def _evening(account: Account, at: datetime) -> Evening:
    day = clock.day_of(at, account.zone)
    thank = _task(account, FollowUpKind.THANK, day + timedelta(days=1))
    return Evening(account, day, at, [thank], [], {_NONE: [_note()]})


def _debrief(account: Account, at: datetime) -> Evening:
    day = clock.day_of(at, account.zone)
    return Evening(account, day, at, [], [_task(account, FollowUpKind.DEBRIEF, day)], {})


def _before_talk(account: Account, at: datetime) -> TalkNote:
    return TalkNote(
        account=account,
        day=clock.day_of(at, account.zone),
        talk=_talk(account, at),
        questions=[
            gettext("What does a typical week look like?"),
            gettext("Which of your projects taught you most?"),
            gettext("Who should I meet next?"),
        ],
        facts=[ResearchNote(text=gettext("Moved from teaching to data three years ago."))],
        promises=[],
        notes={},
    )


def _review(account: Account, at: datetime) -> Review:
    day = clock.day_of(at, account.zone)
    ana, sam = _person().name, gettext("Sam Okafor")
    statement = gettext("Much of the work is agreeing on what a number means.")
    return Review(
        account=account,
        day=day,
        at=at,
        asked=Names(2, [ana, sam]),
        answered=Names(1, [ana]),
        met=Names(1, [ana]),
        learned_count=1,
        learned=[Insight(statement=statement)],
        steps=[_task(account, FollowUpKind.FREE, day, text=gettext("Send the article"))],
        encouragement=Encouragement(day, FACTS),
    )


_SAMPLES: dict[LetterKind, Callable[[Account, datetime], Content]] = {
    LetterKind.DIGEST: _digest,
    LetterKind.THANKS: _evening,
    LetterKind.DEBRIEF: _debrief,
    LetterKind.TALK: _before_talk,
    LetterKind.REVIEW: _review,
}


def _person() -> Person:
    place = Organisation(name=gettext("Lakeside Hospital"))
    return Person(
        pk=_NONE, name=gettext("Ana Muñoz"), title=gettext("Data analyst"), organisation=place
    )


def _talk(account: Account, at: datetime) -> Interview:
    talk = Interview(
        pk=_NONE,
        account=account,
        stage=Stage.SCHEDULED.value,
        starts_at=at.replace(minute=0, second=0) + timedelta(hours=2),
        zone=account.zone,
        medium=Medium.VIDEO,
        place="https://meet.example.org/ana",
        purpose=gettext("What the title means there."),
    )
    talk._prefetched_objects_cache = {"people": [_person()]}  # type: ignore[attr-defined]
    talk.has_questions = True  # type: ignore[attr-defined]
    return talk


def _task(account: Account, kind: FollowUpKind, day: date, *, text: str = "") -> FollowUp:
    return FollowUp(
        pk=_NONE,
        account=account,
        person=_person(),
        interview=Interview(pk=_NONE, account=account),
        kind=kind,
        text=text,
        key="" if text else f"{kind}:0",
        reason=_reason(kind, day),
        due_on=day,
        due_at=clock.end_of_day(day, account.zone) - timedelta(hours=7),
    )


def _reason(kind: FollowUpKind, day: date) -> dict[str, Any]:
    if kind == FollowUpKind.THANK:
        yesterday = (day - timedelta(days=1)).isoformat()
        return {"key": "thank", "count": 24, "day": yesterday, "number": "thank_you"}
    return {}


def _note() -> Note:
    return Note(
        gettext("What does a typical week look like?"),
        gettext("Two days of meetings, three of making."),
    )
