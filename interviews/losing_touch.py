"""With whom I talked and am losing touch: nothing is planned, and the last contact is long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from config.kit import clock
from contacts.models import Account, Message, Person, Shelf
from contacts.rules.cadence import numbers, preset_of
from contacts.rules.cadence.relations import months_after
from interviews.models import FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.rules.stages import TOOK_PLACE


@dataclass(frozen=True)
class Interval:
    """After how many months without contact somebody is asked about, and why so many."""

    months: int
    is_searching: bool
    why: str


def interval_of(account: Account) -> Interval:
    """Return the interval of the account's pace: shorter while a search is open."""
    is_searching = account.searches.filter(ended_at=None).exists()
    return interval(account, is_searching=is_searching)


def interval(account: Account, *, is_searching: bool) -> Interval:
    """Return the interval of the account's pace, with or without an open search."""
    preset = preset_of(account.preset, account.numbers)
    key = "keep_in_touch" if is_searching else "keep_in_touch_calm"
    return Interval(preset[key], is_searching, numbers()[key].why)


def losing_touch(account: Account, interval: Interval, *, at: datetime) -> QuerySet[Person]:
    """Return those on my list whom I talked to, last long ago, with nothing open about them.

    Who was let rest since then is left out, until there is contact again.
    """
    before = silent_before(account, interval, at=at)
    return out_of_touch().filter(account=account, last_contact_at__lt=before)


def silent_before(account: Account, interval: Interval, *, at: datetime) -> datetime:
    """Return before which moment the last contact was too long ago."""
    today = clock.day_of(at, account.zone)
    return clock.end_of_day(months_after(today, -interval.months), account.zone)


def out_of_touch() -> QuerySet[Person]:
    """Return those whom somebody talked to and has nothing open about, whenever that was."""
    mine = FollowUp.objects.filter(person=OuterRef("pk"))
    rested = mine.filter(
        kind=FollowUpKind.KEEP_IN_TOUCH,
        key="",
        state=FollowUpState.DROPPED,
        settled_at__gt=OuterRef("last_contact_at"),
    )
    return Person.objects.filter(
        Exists(Interview.objects.filter(people=OuterRef("pk"), stage__in=TOOK_PLACE)),
        ~Exists(mine.filter(state=FollowUpState.OPEN).order_by()),
        ~Exists(rested.order_by()),
        shelf=Shelf.LIST,
        is_do_not_contact=False,
    )


@dataclass(frozen=True)
class Row:
    """One of them, with what was last said."""

    person: Person
    message: Message | None
    talk: Interview | None

    @property
    def is_talk(self) -> bool:
        """Return whether the last contact was a talk rather than a message."""
        if not (self.talk and self.message):
            return self.message is None
        ended_at = self.talk.ended_at or self.talk.starts_at
        return bool(ended_at and self.message.sent_at and ended_at > self.message.sent_at)


def rows_of(people: Sequence[Person]) -> list[Row]:
    """Return people with the last message and talk with each; two queries for any number."""
    keys = [person.pk for person in people]
    sent = Message.objects.filter(person__in=keys, sent_at__isnull=False)
    last = sent.order_by("person_id", "-sent_at", "-pk").distinct("person_id")
    messages = {one.person_id: one for one in last}
    through = Interview.people.through.objects.filter(
        person__in=keys, interview__stage__in=TOOK_PLACE
    ).select_related("interview")
    met = through.order_by("person_id", "-interview__ended_at", "-interview_id")
    talks = {link.person_id: link.interview for link in met.distinct("person_id")}
    return [Row(one, messages.get(one.pk), talks.get(one.pk)) for one in people]
