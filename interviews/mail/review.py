"""The weekly review: asked, answered, met, learned; and what the next week begins with."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from config.kit import clock
from contacts.models import Account, Meaning, Message, Outreach
from interviews.due import first_due
from interviews.mail.encouraging import Encouragement, encouragements_for
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

    @classmethod
    def of(cls, people: Mapping[int, str]) -> "Names":
        """Return those of people whose names stand in order."""
        return cls(len(people), [*people.values()][:NAMES_SHOWN])

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
    """Return the review of the seven days that end with a local day, or None (see `reviews_for`)."""
    return reviews_for([account], day=day, at=at).get(account.pk)


def reviews_for(accounts: Collection[Account], *, day: date, at: datetime) -> dict[int, Review]:
    """Return, by account, the reviews of the seven days that end with a local day, at a moment of it.

    Who had a week in which nothing happened, with nothing coming up in the next, has none. Eight
    queries for any number of accounts.
    """
    week = {one.pk: clock.end_of_day(day - timedelta(days=DAYS), one.zone) for one in accounts}
    answers = Message.objects.filter(is_received=True, meaning__in=(Meaning.REPLY, Meaning.DECLINE))
    held = Interview.objects.filter(stage__in=TOOK_PLACE)
    held = held.annotate(was_at=Coalesce("ended_at", "starts_at"))
    asked = _people(Outreach.objects.all(), "asked_at", week, at)
    answered = _people(answers, "sent_at", week, at)
    met = _people(held, "was_at", week, at, whom="people")
    learned = _learned(week, at)
    steps = _steps(accounts, day)
    reviews = {
        one.pk: Review(
            account=one,
            day=day,
            at=at,
            asked=Names.of(asked[one.pk]),
            answered=Names.of(answered[one.pk]),
            met=Names.of(met[one.pk]),
            learned_count=len(learned[one.pk]),
            learned=learned[one.pk][:LEARNED_SHOWN],
            steps=steps[one.pk],
        )
        for one in accounts
        if any(found[one.pk] for found in (asked, answered, met, learned, steps))
    }
    told = [review.account for review in reviews.values()]
    for key, said in encouragements_for(told, day + _OTHER_TURN, at=at).items():
        # Who answered stands above already, counted by whole days.
        said = replace(said, facts={**said.facts, "week": 0})
        reviews[key] = replace(reviews[key], encouragement=said)
    return reviews


def _people(
    rows: QuerySet[Any],
    moment: str,
    week: Mapping[int, datetime],
    at: datetime,
    whom: str = "person",
) -> dict[int, dict[int, str]]:
    """Return, by account, of whom there is a row in its week: their names by number, as lists sort them.

    Each week begins by its account's own clock.
    """
    found: dict[int, dict[int, str]] = defaultdict(dict)
    lately = {f"{moment}__gt": min(week.values(), default=at), f"{moment}__lte": at}
    rows = rows.filter(account__in=week, **{f"{whom}__isnull": False}, **lately)
    by_name = rows.order_by(f"{whom}__sort_key", whom)
    for account, person, name, then in by_name.values_list(
        "account", whom, f"{whom}__name", moment
    ):
        if then > week[account]:
            found[account][person] = name
    return found


def _learned(week: Mapping[int, datetime], at: datetime) -> dict[int, list[Insight]]:
    """Return, by account, what was written down in its week, the surest first."""
    found: dict[int, list[Insight]] = defaultdict(list)
    since = min(week.values(), default=at)
    rows = Insight.objects.filter(account__in=week, created_at__gt=since, created_at__lte=at)
    for one in rows.filter(dropped_at=None).order_by("-confidence", "-created_at", "-pk"):
        if one.created_at > week[one.account_id]:
            found[one.account_id].append(one)
    return found


def _steps(accounts: Collection[Account], day: date) -> dict[int, list[FollowUp]]:
    """Return, by account, the first steps up to a week from now, in the order of Today."""
    rows = FollowUp.objects.select_related("person", "about", "interview")
    until = day + timedelta(days=DAYS)
    first = first_due(rows, accounts, until, chasers=STEPS_SHOWN, theirs=0)
    # Today has these as talks.
    unsaid = rows.open().filter(reason__key=WAS_HELD, interview__stage=Stage.SCHEDULED)
    for step in unsaid.filter(account__in=accounts):
        first[step.account_id][0].append(step)
    return {
        account: [*sorted(bound, key=lambda one: place(one.kind, one.due_at)), *chasers][
            :STEPS_SHOWN
        ]
        for account, (bound, chasers, _theirs) in first.items()
    }
