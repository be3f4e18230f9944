"""The weekly review: asked, answered, met, learned; and what the next week begins with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from config.kit import clock
from contacts.models import Account, Meaning, Person
from interviews.due import first_due
from interviews.mail.encouraging import Encouragement, encouragement_for
from interviews.mail.phrases import Pen, day_in_words, joined, task_words, url
from interviews.models import FollowUp, Insight, Interview, LetterKind
from interviews.rules.agenda import place
from interviews.rules.stages import TOOK_PLACE, Stage
from interviews.sentences import WAS_HELD

DAYS = 7
# The morning's digest had the sentence of the day; this one is of another.
_OTHER_TURN = timedelta(days=2)
STEPS_SHOWN = 3
# So many names and statements say enough; the number tells how many there are.
NAMES_SHOWN, LEARNED_SHOWN = 8, 5
STATEMENT_LENGTH, NAME_LENGTH = 240, 60


@dataclass(frozen=True)
class Names:
    """How many people, and the first of them by name."""

    count: int
    first: Sequence[str]

    def words(self, pen: Pen) -> dict[str, Any]:
        """Return what a template says of them."""
        return {
            "count": self.count,
            "names": joined(pen.short(name, NAME_LENGTH) for name in self.first),
            "more": self.count - len(self.first),
        }


@dataclass(frozen=True)
class Review:
    """One week looked back on, and the steps ahead."""

    kind: ClassVar = LetterKind.REVIEW
    template: ClassVar = "review"
    told: ClassVar[Sequence[int]] = ()
    sheets_of: ClassVar[Sequence[int]] = ()
    account: Account
    day: date
    at: datetime
    asked: Names
    answered: Names
    met: Names
    learned_count: int
    learned: Sequence[Insight]
    steps: Sequence[FollowUp]
    encouragement: Encouragement | None = None

    def subject(self) -> str:
        """Return which week it is about."""
        return gettext("Your week up to %(day)s") % {"day": day_in_words(self.day)}

    def words(self, pen: Pen) -> dict[str, Any]:
        """Return what its templates say."""
        return {
            "title": self.subject(),
            "asked": self.asked.words(pen),
            "answered": self.answered.words(pen),
            "met": self.met.words(pen),
            "learned_count": self.learned_count,
            "learned": [pen.short(one.statement, STATEMENT_LENGTH) for one in self.learned],
            "learned_more": self.learned_count - len(self.learned),
            "steps": [self._step(step, pen) for step in self.steps],
            "encouragement": str(self.encouragement or ""),
            "today_url": url("today"),
        }

    def _step(self, step: FollowUp, pen: Pen) -> dict[str, Any]:
        later = step.due_on > self.day
        words = task_words(step, self.account, max(self.day, step.due_on), pen, at=self.at)
        return {**words, "when": day_in_words(step.due_on) if later else words["when"]}


def review_for(account: Account, *, day: date, at: datetime) -> Review | None:
    """Return the review of the seven days that end with a local day, written at a moment of it.

    None when nothing happened in them and nothing comes up in the next seven. Eight queries.
    """
    since = clock.end_of_day(day - timedelta(days=DAYS), account.zone)
    learned = account.insights.filter(created_at__gt=since, created_at__lte=at, dropped_at=None)
    shown = list(learned.order_by("-confidence", "-created_at", "-pk")[:LEARNED_SHOWN])
    review = Review(
        account=account,
        day=day,
        at=at,
        asked=_asked(account, since, at),
        answered=_answered(account, since, at),
        met=_met(account, since, at),
        learned_count=learned.count() if len(shown) == LEARNED_SHOWN else len(shown),
        learned=shown,
        steps=_steps(account, day),
    )
    happened = review.asked.count or review.answered.count or review.met.count or shown
    if not (happened or review.steps):
        return None
    said = encouragement_for(account, day + _OTHER_TURN, at=at)
    # Who answered stands above already, counted by whole days.
    return replace(review, encouragement=replace(said, facts={**said.facts, "week": 0}))


def _asked(account: Account, since: datetime, until: datetime) -> Names:
    asks = account.outreach.filter(asked_at__gt=since, asked_at__lte=until)
    return _names(account.people.filter(pk__in=asks.order_by().values("person")))


def _answered(account: Account, since: datetime, until: datetime) -> Names:
    came = account.messages.filter(
        is_received=True,
        meaning__in=(Meaning.REPLY, Meaning.DECLINE),
        sent_at__gt=since,
        sent_at__lte=until,
    )
    return _names(account.people.filter(pk__in=came.order_by().values("person")))


def _met(account: Account, since: datetime, until: datetime) -> Names:
    held = Interview.objects.filter(account=account, stage__in=TOOK_PLACE)
    ended = Coalesce("ended_at", "starts_at")
    held = held.annotate(was_at=ended).filter(was_at__gt=since, was_at__lte=until)
    with_whom = Interview.people.through.objects.filter(interview__in=held.order_by().values("pk"))
    return _names(account.people.filter(pk__in=with_whom.values("person")))


def _names(people: QuerySet[Person]) -> Names:
    first = list(
        people.order_by("sort_key", "pk").values_list("name", flat=True)[: NAMES_SHOWN + 1]
    )
    if len(first) <= NAMES_SHOWN:
        return Names(len(first), first)
    return Names(people.count(), first[:NAMES_SHOWN])


def _steps(account: Account, day: date) -> list[FollowUp]:
    """Return the first steps up to a week from now, in the order of Today."""
    rows = account.follow_ups.select_related("person", "about", "interview")
    until = day + timedelta(days=DAYS)
    bound, chasers, _ = first_due(rows, account, until, chasers=STEPS_SHOWN, theirs=0)
    # Today has these as talks.
    asked = rows.open().filter(reason__key=WAS_HELD, interview__stage=Stage.SCHEDULED)
    bound = sorted([*bound, *asked[:STEPS_SHOWN]], key=lambda one: place(one.kind, one.due_at))
    return [*bound, *chasers][:STEPS_SHOWN]
