"""How the sample account agrees on times: its busy calendar, times on offer, invitations, a move."""

from datetime import datetime, time, timedelta
from functools import partial

from config.kit import clock
from interviews.actions.answers import take_reply
from interviews.actions.booking import propose
from interviews.actions.calendars import add_file, read_calendar
from interviews.actions.interviews import schedule_interview
from interviews.actions.invitations import mark_told
from interviews.actions.offers import begin_talk, offer_sent, offer_times
from interviews.availability import openings
from interviews.calendars.files import Method
from interviews.calendars.replies import Reply
from interviews.demo.life import SAMPLES, Facts, Life
from interviews.facts import times_of
from interviews.models import Interview, Offer
from interviews.rules.offering import text_of

# After a time was agreed on: the invitation goes, and their calendar answers the morning after.
_TOLD, _ANSWERED = timedelta(minutes=30), timedelta(hours=12)
_OPEN = timedelta(days=14)


def plan_calendar(life: Life, facts: Facts) -> None:
    """Let a calendar say when the owner is busy, from before any time is offered."""
    life.then(life.began_at, partial(_read, life, facts))


def _read(life: Life, facts: Facts, at: datetime) -> None:
    """Take its times from today on; the worker finds them worked out."""
    raw = (SAMPLES / facts["file"]).read_bytes()
    calendar = add_file(life.account, name=facts["name"], raw=raw, at=life.at)
    read_calendar(calendar.pk, at=life.at)


def plan_offer(life: Life, facts: Facts) -> None:
    """Let times be offered, which still stand today, and another one be proposed instead."""
    life.then(life.ago(facts), partial(_offer, life, facts))
    if "proposes" in facts:
        moment = life.ago({**facts["proposes"], "with": facts["with"]})
        life.then(moment, partial(_propose, life, facts))


def _offer(life: Life, facts: Facts, at: datetime) -> None:
    person, account = life.people[facts["with"]], life.account
    talk = begin_talk(person, at=at)
    starts = openings(talk, person, at=life.at).proposed()
    offer = offer_times(
        talk,
        person,
        starts,
        at=at,
        expires_at=clock.end_of_day(life.days.today + _OPEN, account.zone),
        language=person.language or account.language,
        words=facts["words"],
    )
    lines = times_of(offer, starts, language=offer.language, zone=account.zone)
    text = text_of(offer.language, lines, minutes=talk.minutes)
    offer_sent(offer, text, sent_at=at, at=at)


def _propose(life: Life, facts: Facts, at: datetime) -> None:
    person, told = life.people[facts["with"]], facts["proposes"]
    day = life.days.ahead(told["ahead"], country=person.country)
    starts_at = clock.instant(day, time.fromisoformat(told["hour"]), person.zone)
    offer = Offer.objects.get(person=person)
    propose(offer, starts_at=starts_at, zone=person.zone, at=at, word=told["word"])


def plan_invitation(life: Life, facts: Facts, talk: Interview, agreed_at: datetime) -> None:
    """Let whom a talk is with be told of its time, answer by calendar, and not yet know of a move."""
    told_at = agreed_at + _TOLD
    life.then(told_at, partial(_tell, talk))
    life.then(told_at + _ANSWERED, partial(_accept, talk))
    if "moved" in facts:
        whom = facts["with"][0]
        life.then(life.ago({**facts["moved"], "with": whom}), partial(_move, life, facts, talk))


def _tell(talk: Interview, at: datetime) -> None:
    mark_told(talk, talk.people.get(), at=at)


def _accept(talk: Interview, at: datetime) -> None:
    reach = talk.people.get().reaches.get(kind="email")
    reply = Reply(Method.REPLY, str(talk.uid), talk.sequence, reach.value, "accepted")
    take_reply(talk.account, reply, at=at)


def _move(life: Life, facts: Facts, talk: Interview, at: datetime) -> None:
    to = facts["moved"]
    day = life.days.ahead(to["ahead"], country=life.country_of(facts["with"][0]))
    hour = time.fromisoformat(to["hour"])
    schedule_interview(talk, on_date=day, at_time=hour, zone=talk.zone, fold=0)
