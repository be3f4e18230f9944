"""What is done to an offer of times: made, made anew, withdrawn, said to be sent."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from contacts.actions.pool import promote
from contacts.models import Account, Message, Person, Purpose
from interviews.actions.correspondence import log_sent
from interviews.actions.interviews import save_interview
from interviews.actions.messages import usual_channel
from interviews.actions.planning import hold, replan
from interviews.availability import Openings, openings
from interviews.facts import search_for
from interviews.models import Interview, Offer, OfferedTime
from interviews.pace import pace_for
from interviews.rules.clocks import agreed_at
from interviews.rules.slots import Objection
from interviews.rules.stages import Stage

WAITING = (Stage.PLANNED, Stage.INVITED, Stage.MISSED)
# A talk that has its time keeps it until another one is picked.
OFFERABLE = (*WAITING, Stage.SCHEDULED)


class OfferRefused(ValueError):
    """Nothing was offered: the talk is over, or nobody may be asked."""


@dataclass
class TimesRefused(OfferRefused):
    """Some of the times cannot be: each with what is in the way."""

    clashes: dict[datetime, Objection]


@transaction.atomic
def offer_times(
    interview: Interview,
    person: Person,
    starts: Iterable[datetime],
    *,
    at: datetime,
    expires_at: datetime,
    language: str,
    minutes: int | None = None,
    words: str = "",
    shows_questions: bool = False,
) -> Offer:
    """Return a new offer with its link; the one that stood for this person and talk is withdrawn.

    One that was picked stays: its link is in their invitation, and leads to the same talk. `minutes`
    is how long the talk is to take from now on, where that changes. Times that something speaks
    against are kept as exceptions. Raises TimesRefused for those that clash, and OfferRefused for a
    talk that is over, a person not to be contacted, or no time at all.
    """
    account = Account.objects.select_for_update(no_key=True).get(pk=interview.account_id)
    hold(interview.people.all())
    # As it is now that no pick of theirs can come between.
    interview.refresh_from_db(fields=["stage", "minutes", "starts_at"])
    times = sorted(set(starts))
    _check(interview, person, times)
    if minutes and minutes != interview.minutes:
        interview.minutes = minutes
        save_interview(interview, people=interview.people.all(), changed=("minutes",))
    known = openings(interview, person, at=at, until=times[-1])
    if clashes := _clashes(known, times):
        raise TimesRefused(clashes)
    for standing in interview.offers.filter(person=person).standing(at):
        withdraw_offer(standing, at=at)
    offer = Offer.objects.create(
        account=account,
        interview=interview,
        person=person,
        token=secrets.token_urlsafe(32),
        language=language,
        words=words,
        shows_questions=shows_questions,
        created_at=at,
        expires_at=expires_at,
    )
    OfferedTime.objects.bulk_create(_time(offer, start, known, at) for start in times)
    promote(people=Person.objects.filter(pk=person.pk))
    return offer


@transaction.atomic
def withdraw_offer(offer: Offer, *, at: datetime) -> bool:
    """Close an offer: its link then says so; False for one that was answered or closed before."""
    changed = Offer.objects.filter(
        pk=offer.pk, withdrawn_at=None, declined_at=None, picked_at=None
    ).update(withdrawn_at=at)
    offer.refresh_from_db(fields=["withdrawn_at", "declined_at", "picked_at"])
    return bool(changed)


@transaction.atomic
def restore_offer(offer: Offer, *, at: datetime) -> bool:
    """Open an offer again that was withdrawn by mistake; False where another one stands by now."""
    Account.objects.select_for_update(no_key=True).get(pk=offer.account_id)
    others = Offer.objects.filter(interview=offer.interview_id, person=offer.person_id)
    if offer.withdrawn_at is None or others.standing(at).exists():
        return False
    offer.withdrawn_at = None
    offer.save(update_fields=["withdrawn_at"])
    return True


@transaction.atomic
def offer_sent(offer: Offer, text: str, *, sent_at: datetime, at: datetime) -> Message:
    """Return what I sent as a message that offers times; the talk counts as asked for.

    Raises CannotBe.
    """
    person = offer.person
    return log_sent(
        person,
        purpose=Purpose.ACCEPT,
        channel=usual_channel(person, Purpose.ACCEPT),
        sent_at=sent_at,
        at=at,
        body=text,
    )


@transaction.atomic
def begin_talk(person: Person, *, at: datetime) -> Interview:
    """Return the talk with somebody that waits for a time, else one agreed and ahead, else a new one.

    For a second talk beside one that is agreed there is "Plan a talk".
    """
    hold([person])
    waiting = person.interviews.filter(stage__in=WAITING).order_by("-created_at")
    if talk := waiting.first() or person.interviews.ahead(at).first():
        return talk
    search = search_for(person)
    talk = Interview(
        account=person.account,
        search=search,
        minutes=pace_for(person.account, person=person, search=search)["talk_minutes"],
    )
    return save_interview(talk, people=[person], changed=())


@transaction.atomic
def set_their_zone(person: Person, zone: str, *, at: datetime) -> None:
    """Note somebody's time zone; their plan may hang on it."""
    hold([person])
    person.zone = zone
    person.save(update_fields=["zone"])
    replan([person], at=at)


def _check(interview: Interview, person: Person, times: list[datetime]) -> None:
    if interview.stage not in OFFERABLE:
        raise OfferRefused(interview.stage)
    if person.is_do_not_contact or not times:
        raise OfferRefused
    if not interview.people.filter(pk=person.pk).exists():
        raise OfferRefused


def _clashes(known: Openings, times: list[datetime]) -> dict[datetime, Objection]:
    found = {start: next(iter(known.objections(start)), None) for start in times}
    return {start: one for start, one in found.items() if one and one.is_clash}


def _time(offer: Offer, start: datetime, known: Openings, at: datetime) -> OfferedTime:
    """Return a time as I offer it: on my clock, for it is my day that it has to fit into."""
    return OfferedTime(
        account=offer.account,
        interview=offer.interview,
        person=offer.person,
        offer=offer,
        **agreed_at(start, known.mine.zone),
        starts_at=start,
        is_exception=not known.is_free(start),
        created_at=at,
    )
