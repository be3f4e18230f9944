"""What others answered by their booking link, as I see it: what waits for me, and their words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contacts.models import Account, Message, Person
from interviews.models import Interview, Offer, OfferedTime
from interviews.models.interviews import LONGEST
from interviews.rules.clocks import Reading, readings
from interviews.rules.stages import TOOK_PLACE, Stage

# More proposals than these nobody answers in a day.
SHOWN = 10


@dataclass(frozen=True)
class Proposal:
    """A time that somebody proposes; `clash` is a talk of mine that is on then."""

    time: OfferedTime
    clash: Interview | None
    word: str

    @property
    def readings(self) -> list[Reading]:
        """Return it on the clock they named, then on mine."""
        zones = self.time.zone, self.time.interview.account.zone
        return readings(self.time.starts_at, [("", zone) for zone in zones])

    @property
    def mine(self) -> Reading:
        """Return it on my clock."""
        return self.readings[-1]


@dataclass(frozen=True)
class Refusal:
    """That somebody said no, or called the talk off, and what they wrote with it."""

    person: Person
    at: datetime
    is_cancellation: bool
    word: str


def waiting(account: Account, *, at: datetime) -> list[Proposal]:
    """Return what others proposed and I have not answered, soonest first; 3 queries at most."""
    return _with_words(account, _unanswered(account, at)[:SHOWN])


def waiting_for(interview: Interview, *, at: datetime) -> list[Proposal]:
    """Return what is proposed for one talk and waits for me, soonest first."""
    times = _unanswered(interview.account, at).filter(interview=interview)
    return _with_words(interview.account, times)


def refusals_of(interview: Interview) -> list[Refusal]:
    """Return who said no by their link or called the talk off there, last first.

    A no is over once I offered them other times, or a time was agreed on since.
    """
    offers = list(interview.offers.select_related("person"))
    said = {
        (one.person, one.declined_at): False
        for one in offers
        if one.declined_at and not _is_over(one, offers)
    }
    if interview.stage == Stage.CANCELLED and interview.moved_at:
        picked = {one.person for one in offers if one.picked_at and not one.declined_at}
        said |= {(person, interview.moved_at): True for person in picked}
    words = _words((person.pk, at) for person, at in said)
    found = [
        Refusal(person, at, is_cancellation, words[person.pk, at])
        for (person, at), is_cancellation in said.items()
        if (person.pk, at) in words
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _is_over(declined: Offer, offers: Iterable[Offer]) -> bool:
    """Return whether something came of a talk after somebody said no."""
    agreed_at, at = declined.interview.agreed_at, declined.declined_at
    assert at is not None
    newer = (one for one in offers if one.person_id == declined.person_id)
    is_agreed = declined.interview.stage == Stage.SCHEDULED and agreed_at and agreed_at > at
    return bool(is_agreed) or any(one.created_at > at for one in newer)


def words_with(interview: Interview) -> list[tuple[Person, str]]:
    """Return what those wrote by whose link the agreed time was picked or moved, and their wishes."""
    if interview.stage != Stage.SCHEDULED:
        return []
    offers = interview.offers.filter(declined_at=None, picked_at__isnull=False)
    last: dict[Person, datetime] = {}
    for one in offers.select_related("person"):
        if one.picked_at:
            last[one.person] = max(one.picked_at, last.get(one.person, one.picked_at))
    words = _words((person.pk, at) for person, at in last.items())
    found = [(person, words.get((person.pk, at), "")) for person, at in last.items()]
    return [(person, word) for person, word in found if word]


def _unanswered(account: Account, at: datetime) -> QuerySet[OfferedTime]:
    """Return the times proposed that neither I nor what came since has answered.

    I answer by agreeing or saying no, and also by offering other times or agreeing on another.
    """
    newer = Offer.objects.filter(
        interview=OuterRef("interview"),
        person=OuterRef("person"),
        created_at__gt=OuterRef("created_at"),
    )
    agreed = Q(interview__stage=Stage.SCHEDULED, interview__agreed_at__gte=F("created_at"))
    times = account.offered_times.filter(is_theirs=True, settled_at=None, starts_at__gt=at)
    times = times.exclude(agreed).exclude(interview__stage__in=[Stage.CANCELLED, *TOOK_PLACE])
    rows = times.exclude(Exists(newer)).select_related("person", "interview")
    return rows.order_by("starts_at", "pk")


def _with_words(account: Account, times: Iterable[OfferedTime]) -> list[Proposal]:
    times = list(times)
    if not times:
        return []
    for one in times:
        one.interview.account = account
    words = _words((one.person_id, one.created_at) for one in times)
    talks = _talks_around(account, times)
    return [
        Proposal(one, _clash(one, talks), words.get((one.person_id, one.created_at), ""))
        for one in times
    ]


def _talks_around(account: Account, times: Collection[OfferedTime]) -> list[Interview]:
    longest = timedelta(minutes=LONGEST)
    starts = [one.starts_at for one in times]
    talks = account.interviews.filter(
        stage=Stage.SCHEDULED, starts_at__range=(min(starts) - longest, max(starts) + longest)
    )
    return list(talks.prefetch_related("people"))


def _clash(time: OfferedTime, talks: Iterable[Interview]) -> Interview | None:
    ends_at = time.starts_at + timedelta(minutes=time.interview.minutes)
    others = (one for one in talks if one.pk != time.interview_id)
    return next((one for one in others if _is_on(one, time.starts_at, ends_at)), None)


def _is_on(talk: Interview, starts_at: datetime, ends_at: datetime) -> bool:
    """Return whether a talk shares a moment with a stretch of time."""
    return bool(
        talk.starts_at and talk.ends_at and talk.starts_at < ends_at and starts_at < talk.ends_at
    )


def _words(asked: Iterable[tuple[int, datetime]]) -> dict[tuple[int, datetime], str]:
    """Return what people wrote at these moments, less the line that says what they did."""
    asked = set(asked)
    if not asked:
        return {}
    letters = Message.objects.filter(
        person__in={person for person, _at in asked},
        is_received=True,
        sent_at__in={at for _person, at in asked},
    )
    found = {(one.person_id, one.sent_at): one.body.partition("\n\n")[2] for one in letters}
    return {key: word for key, word in found.items() if key in asked}
