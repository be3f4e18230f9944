"""What the offer page shows: times chosen and what speaks against each, the grid, a standing offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from config.kit import clock
from contacts.models import Language, Person, Purpose
from interviews.actions.offers import OFFERABLE, WAITING
from interviews.availability import Openings, openings
from interviews.facts import link_of, search_for, times_of
from interviews.forms.offers import OfferForm, day_begins, last_day
from interviews.models import Interview, Offer, OfferState
from interviews.objecting import sentence
from interviews.pace import pace_for
from interviews.proposals import waiting_for
from interviews.rules.clocks import Reading, readings
from interviews.rules.offering import Clocks, line_of, text_of, who_and_why
from interviews.rules.slots import Reason
from interviews.rules.stages import Stage
from interviews.views.offer_grid import monday_of, stamp, week_of

# Where what a reason is made of can be changed.
_SETTINGS = {
    Reason.AWAY: "settings-pauses",
    Reason.HOLIDAY: "settings-clock",
    Reason.DAY_OFF: "settings-clock",
    Reason.CLASH: "settings-calendars",
}


@dataclass(frozen=True)
class Chosen:
    """A time about to be offered: both clocks, what speaks against it, whether it is impossible."""

    start: datetime
    readings: Sequence[Reading]
    said: Sequence[str]
    is_impossible: bool
    also: Sequence[Person]

    @property
    def value(self) -> str:
        """Return the moment as the form sends it."""
        return stamp(self.start)


def initial_for(interview: Interview, person: Person, before: Offer | None) -> dict[str, Any]:
    """Return what an offer begins with: as the one before was, else as it usually is."""
    account, pace = interview.account, pace_for(interview.account, person=person)
    language = before.language if before else person.language or account.language
    return {
        "minutes": interview.minutes,
        "language": language,
        "their_zone": person.zone,
        "words": before.words if before else default_words(interview, person, language),
        "shows_questions": before.shows_questions if before else False,
        "open_until": clock.today(account.zone) + timedelta(days=pace["offer_open_days"]),
    }


def default_words(
    interview: Interview, person: Person, language: str, minutes: int | None = None
) -> str:
    """Return the two lines to begin with, of my pitch and my search; never what is noted for me.

    A pitch in another language than theirs is left out.
    """
    account = interview.account
    search = interview.search or search_for(person)
    return who_and_why(
        language,
        name=account.name,
        minutes=minutes or interview.minutes,
        pitch=account.pitch if language == account.language else "",
        role=search.to_role if search else "",
        industry=search.to_industry if search else "",
    )


def begun_words(interview: Interview, person: Person, typed: str, lengths: Sequence[int]) -> bool:
    """Return whether the two lines still are as they began, in any language, for any length."""
    plain = " ".join(typed.split())
    begun = (
        default_words(interview, person, language, minutes)
        for language in Language.values
        for minutes in lengths
    )
    return not plain or any(plain == " ".join(one.split()) for one in begun)


def picker_context(
    form: OfferForm,
    interview: Interview,
    person: Person,
    *,
    chosen: Sequence[datetime],
    monday: date | None,
    now: datetime,
) -> dict[str, Any]:
    """Return the times chosen, the grid of one week, and what takes all free time away."""
    monday = monday or _first_week(interview, person, chosen, now)
    known = look(interview, person, chosen, monday, now)
    week = week_of(known, monday, set(chosen))
    return {
        "interview": interview,
        "person": person,
        "people": offerable(interview),
        "form": form,
        "known": known,
        "chosen": [_chosen(known, start) for start in chosen],
        "elsewhere": [stamp(one) for one in chosen if one not in week.starts],
        "week": week,
        "obstacles": [] if known.free else _obstacles(known),
        "assumed": [one for one in known.people if not one.zone],
        "mine": readings(now, [("", known.mine.zone)])[0],
        "theirs": readings(now, [("", known.theirs[0].zone)])[0],
        "numbers_url": reverse("settings-pace"),
    }


def _first_week(
    interview: Interview, person: Person, chosen: Sequence[datetime], now: datetime
) -> date:
    """Return the week of the first time chosen; without one, of my first working day that may be."""
    if ahead := [one for one in chosen if one >= now]:
        return monday_of(clock.day_of(ahead[0], interview.account.zone))
    known = openings(interview, person, at=now)
    first = known.mine.day_of(known.limits.window(now)[0])
    return monday_of(known.mine.calendar.working_or_next(first))


def look(
    interview: Interview,
    person: Person,
    chosen: Sequence[datetime],
    monday: date | None,
    now: datetime,
) -> Openings:
    """Return the openings as far ahead as what is chosen and shown reaches."""
    until = max([now, *chosen])
    if monday:
        until = max(until, day_begins(monday + timedelta(days=8), interview.account.zone))
    return openings(interview, person, at=now, until=until)


def offerable(interview: Interview) -> list[Person]:
    """Return whom of a talk times may be offered to."""
    return [person for person in interview.people.all() if not person.is_do_not_contact]


def standing_context(offer: Offer, now: datetime) -> dict[str, Any]:
    """Return what there is to send of an offer, and how its times stand now."""
    interview, person = offer.interview, offer.person
    account = interview.account
    mine = [one for one in offer.times.all() if not one.is_theirs]
    known = look(interview, person, [one.starts_at for one in mine], None, now)
    left = [one.starts_at for one in mine if known.stands(one)]
    lines = times_of(offer, left, language=offer.language, zone=account.zone)
    agreed = _agreed_line(offer)
    link = link_of(offer)
    minutes = interview.minutes
    return {
        "interview": interview,
        "person": person,
        "people": offerable(interview),
        "offer": offer,
        "open_until": last_day(offer.expires_at, account.zone),
        "link": link,
        "is_local": settings.IS_LOCAL,
        "has_left": bool(left),
        "proposals": waiting_for(interview, at=now),
        "text": text_of(offer.language, lines, minutes=minutes, link=link, agreed=agreed),
        "text_alone": text_of(offer.language, lines, minutes=minutes, agreed=agreed),
        "times": [(_chosen(known, one.starts_at), known.stands(one)) for one in mine],
    }


def _agreed_line(offer: Offer) -> str:
    """Return the time that stands while others are offered in its place."""
    interview = offer.interview
    if interview.stage != Stage.SCHEDULED or interview.starts_at is None:
        return ""
    mine = interview.account.zone
    clocks = Clocks(theirs=offer.person.zone or mine, mine=mine)
    return line_of(offer.language, interview.starts_at, clocks)


def agreed_context(interview: Interview, person: Person, offer: Offer | None) -> dict[str, Any]:
    """Return what there is to say of a talk that has its time: when, and by which link it moves."""
    has_link = offer and not (offer.withdrawn_at or offer.declined_at)
    return {
        "interview": interview,
        "person": person,
        "offer": offer if has_link else None,
        "link": link_of(offer) if offer and has_link else "",
    }


def last_offer(interview: Interview, person: Person) -> Offer | None:
    """Return the newest offer of a talk to somebody."""
    offers: QuerySet[Offer] = interview.offers.filter(person=person)
    offer = offers.prefetch_related("times").first()
    if offer:
        offer.interview, offer.person = interview, person
    return offer


def is_asked(interview: Interview, offer: Offer, now: datetime) -> bool:
    """Return whether an offer waits for their answer; one made before the agreed time does not."""
    if offer.state(now) is not OfferState.OPEN:
        return False
    agreed_at = interview.agreed_at if interview.stage == Stage.SCHEDULED else None
    return agreed_at is None or offer.created_at > agreed_at


@dataclass(frozen=True)
class Pending:
    """An offer that nobody has answered: open until a day, or closed by it; said to be sent or not."""

    offer: Offer
    open_until: date
    is_open: bool
    is_sent: bool


def pending_offers(interview: Interview, now: datetime) -> list[Pending]:
    """Return the last offer to each in a talk, where it waits for an answer or ran out; 2 queries."""
    last: dict[int, Offer] = {}
    for offer in interview.offers.select_related("person"):
        last.setdefault(offer.person_id, offer)
    waiting = [one for one in last.values() if _is_pending(interview, one, now)]
    return [_pending(interview, one, now) for one in waiting]


def _is_pending(interview: Interview, offer: Offer, now: datetime) -> bool:
    if interview.stage not in OFFERABLE:
        return False
    is_over = offer.state(now) is OfferState.EXPIRED and interview.stage in WAITING
    return is_over or is_asked(interview, offer, now)


def _pending(interview: Interview, offer: Offer, now: datetime) -> Pending:
    sent = offer.person.messages.filter(
        purpose=Purpose.ACCEPT, is_received=False, sent_at__gte=offer.created_at
    )
    return Pending(
        offer=offer,
        open_until=last_day(offer.expires_at, interview.account.zone),
        is_open=offer.state(now) is OfferState.OPEN,
        # Who answered has it.
        is_sent=sent.exists() or offer.times.filter(is_theirs=True).exists(),
    )


def _chosen(known: Openings, start: datetime) -> Chosen:
    found = known.objections(start)
    clocks = [(gettext("you"), known.mine.zone)]
    clocks += [
        (one.address, diary.zone) for one, diary in zip(known.people, known.theirs, strict=True)
    ]
    return Chosen(
        start=start,
        readings=readings(start, clocks),
        said=[sentence(one, start, known) for one in found],
        is_impossible=any(one.is_clash for one in found),
        also=known.offered_to(start),
    )


def _obstacles(known: Openings) -> list[tuple[str, str]]:
    """Return the two commonest reasons why nothing is free, each with where to change it."""
    return [
        (sentence(one, None, known), reverse(_setting(one.reason, one.who)))
        for one in known.obstacles()[:2]
    ]


def _setting(reason: Reason, who: int | None) -> str:
    if reason is Reason.HOURS:
        return "settings-clock" if who is None else "settings-pace"
    return _SETTINGS.get(reason, "settings-pace")
