"""What happened between an account and people, gathered from the rows that say so."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from contacts.models import (
    Account,
    Introduction,
    IntroductionState,
    Meaning,
    Message,
    Outreach,
    Person,
    Purpose,
    Search,
)
from contacts.rules.cadence.events import NOON, Event, Kind
from interviews.models import FollowUp, FollowUpState, Interview
from interviews.models import Kind as InterviewKind
from interviews.rules.stages import TOOK_PLACE, Stage

_CAME = {
    Meaning.REPLY: Kind.REPLIED,
    Meaning.DECLINE: Kind.DECLINED,
    Meaning.OUT_OF_OFFICE: Kind.OUT_OF_OFFICE,
    Meaning.BOUNCE: Kind.BOUNCED,
}
# What is noted by its day.
_BY_DAY = (Kind.NAMED, Kind.PROMISED, Kind.INTRODUCED, Kind.INTRODUCED_TO)
# What notes of a talk follow from.
_NOTED = (Kind.SCHEDULED, Kind.HELD)
_FELL_THROUGH = {Stage.CANCELLED: Kind.CANCELLED, Stage.MISSED: Kind.MISSED}


@dataclass
class Histories:
    """The events of each person by key, and what organisations heard from me and answered.

    `places` holds the organisation where a person was asked last, else where they are; `heard`
    (day, person) of every first ask there, and of every answer to one, by the organisation.
    With them rows they were read from: the `asks` of these people, oldest first, the stored `steps`
    of their plans, and the account's `searches` by key.
    """

    events: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))
    places: dict[int, int] = field(default_factory=dict)
    heard: dict[int, set[tuple[date, int]]] = field(default_factory=lambda: defaultdict(set))
    asks: list[Outreach] = field(default_factory=list)
    steps: list[FollowUp] = field(default_factory=list)
    searches: dict[int, Search] = field(default_factory=dict)


def histories_of(account: Account, people: Collection[Person], *, now: datetime) -> Histories:
    """Return what happened with people, in no order, with the same number of queries for any.

    Moments are in the account's zone; what is known by its day only is noon of that day.
    """
    found, zone = Histories(), ZoneInfo(account.zone)
    keys = [person.pk for person in people]
    pauses = list(_pauses(account, zone))
    for person in people:
        found.events[person.pk] += pauses
        if person.is_do_not_contact:
            found.events[person.pk].append(Event(Kind.DO_NOT_CONTACT, now.astimezone(zone)))
        if person.archived_at:
            found.events[person.pk].append(Event(Kind.ARCHIVED, now.astimezone(zone)))
    asks = Outreach.objects.filter(account=account, person__in=keys)
    found.asks = list(asks.order_by("created_at", "pk"))
    steps = FollowUp.with_withdrawn.filter(account=account, person__in=keys).exclude(key="")
    found.steps = list(steps.order_by())
    found.searches = account.searches.in_bulk()
    links = _links(account, keys)
    for source in (
        _asks(found.asks, zone),
        _messages(account, keys, zone),
        _talks(links, keys, zone),
        _rounds(account, links, zone),
        _led(account, keys, zone),
        _settled(found.steps, zone),
        _endings(found, links, keys, zone),
    ):
        for person_id, event in source:
            found.events[person_id].append(_by_now(event, now.astimezone(zone)))
    _find_heard(found, account, people, zone)
    return found


def _by_now(event: Event, now: datetime) -> Event:
    """Return a fact of today as one, though it was noted where it was tomorrow already."""
    is_tomorrow = event.day == now.date() + timedelta(days=1)
    return replace(event, at=now) if is_tomorrow and event.kind in _BY_DAY else event


type _Events = Iterator[tuple[int, Event]]


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, NOON, zone)


def _pauses(account: Account, zone: ZoneInfo) -> Iterator[Event]:
    for pause in account.pauses.all():
        begins = datetime.combine(pause.from_on, time(0), zone)
        yield Event(Kind.PAUSED, begins, fact=pause.pk, until=pause.until_on)


def _asks(asks: Collection[Outreach], zone: ZoneInfo) -> _Events:
    for ask in asks:
        kind = Kind.ASKED_UNKNOWN if ask.is_asked_unknown else Kind.DRAFTED
        yield ask.person_id, Event(kind, ask.created_at.astimezone(zone), outreach=ask.pk)


def _messages(account: Account, keys: Collection[int], zone: ZoneInfo) -> _Events:
    sent = Message.objects.filter(account=account, person__in=keys, sent_at__isnull=False)
    for (
        pk,
        person_id,
        at,
        is_received,
        meaning,
        purpose,
        outreach,
        talk,
        about,
        until,
    ) in sent.order_by().values_list(
        *("pk", "person_id", "sent_at", "is_received", "meaning", "purpose"),
        *("outreach_id", "follow_up__interview_id", "about_id", "until"),
    ):
        assert at
        kind = Kind.SENT
        if is_received:
            kind = _CAME[Meaning(meaning)]
        elif purpose == Purpose.THANK_YOU:
            kind = Kind.THANKED
        yield (
            person_id,
            Event(
                kind,
                at.astimezone(zone),
                outreach=outreach or 0,
                talk=talk or 0,
                fact=pk,
                other=about or 0,
                purpose=purpose,
                until=until,
            ),
        )


def _links(account: Account, keys: Collection[int]) -> list[Any]:
    """Return who took part in the talks of these people, each with the talk and its debrief."""
    members = Interview.people.through.objects.filter(interview__account=account)
    theirs = members.filter(person__in=keys).values("interview")
    return list(members.filter(interview__in=theirs).select_related("interview__debrief"))


def _first_of(links: Collection[Any]) -> dict[int, int]:
    """Return who of each talk it falls to, where a thing is done once, by the talk's key."""
    first: dict[int, int] = {}
    for link in links:
        first[link.interview_id] = min(link.person_id, first.get(link.interview_id, link.person_id))
    return first


def _talks(links: Collection[Any], keys: Collection[int], zone: ZoneInfo) -> _Events:
    """Yield what is known of the talks of each; they are gone over once, whoever took part."""
    writes, own = _first_of(links), set(keys)
    for link in links:
        if link.person_id not in own:
            continue
        debrief = getattr(link.interview, "debrief", None)
        for event in _of_talk(link.interview, zone, debrief and debrief.settled_at):
            yield link.person_id, event
            if event.kind in _NOTED and writes[link.interview_id] != link.person_id:
                yield link.person_id, Event(Kind.DEBRIEFED, event.at, talk=event.talk)


def _of_talk(talk: Interview, zone: ZoneInfo, debriefed_at: datetime | None) -> Iterator[Event]:
    """Yield what a talk says: agreed on, and how it went; it was gone over at `debriefed_at`."""
    stage = Stage(talk.stage)
    moved_at = (talk.moved_at or talk.created_at).astimezone(zone)
    starts_at = talk.starts_at.astimezone(zone) if talk.starts_at else None
    ended_at = talk.ended_at or talk.ends_at
    held_at = ended_at.astimezone(zone) if ended_at else moved_at
    agreed_at = _agreed_at(talk, stage, moved_at, zone)
    if stage is Stage.SCHEDULED:
        yield Event(Kind.SCHEDULED, agreed_at or moved_at, talk=talk.pk, starts_at=starts_at)
    elif agreed_at and (stage not in TOOK_PLACE or agreed_at <= held_at):
        # The time stands no more, but that they agreed on one remains a sign of life.
        yield Event(Kind.SCHEDULED, agreed_at, talk=talk.pk)
    if stage in _FELL_THROUGH:
        yield Event(_FELL_THROUGH[stage], moved_at, talk=talk.pk)
    if stage in TOOK_PLACE:
        is_round = talk.is_round
        yield Event(Kind.HELD, held_at, talk=talk.pk, is_round=is_round)
        if debriefed_at:
            moment = max(debriefed_at.astimezone(zone), held_at)
            yield Event(Kind.DEBRIEFED, moment, talk=talk.pk)


def _rounds(account: Account, links: Collection[Any], zone: ZoneInfo) -> _Events:
    """Yield what is owed after each round of a job interview, to the one of its people who asks.

    Left out: where somebody else there wrote since, or a later round there is agreed on or over.
    """
    talks = {link.interview_id: link.interview for link in links}
    rounds = {
        pk: (one, _ended_at(one))
        for pk, one in talks.items()
        if one.kind == InterviewKind.JOB and one.stage in TOOK_PLACE
    }
    if not rounds:
        return
    asking = _first_of(links)
    members = Interview.people.through.objects.filter(interview__in=rounds)
    places: dict[int, set[int]] = defaultdict(set)
    for pk, place in members.values_list("interview", "person__organisation"):
        places[pk] |= {place} - {None}
    job = Interview.objects.filter(account=account, kind=InterviewKind.JOB)
    heard = _heard_at(account, set().union(*places.values()), job)
    for pk, (talk, ended_at) in rounds.items():
        since = [at for place in places[pk] for at, one in heard[place] if one != pk]
        if not any(at > ended_at for at in since):
            at = ended_at.astimezone(zone)
            yield asking[pk], Event(Kind.AWAITED, at, talk=pk, on=talk.next_step_on)


def _ended_at(talk: Interview) -> datetime:
    return talk.ended_at or talk.ends_at or talk.moved_at or talk.created_at


def _heard_at(
    account: Account, places: Collection[int], rounds: QuerySet[Interview]
) -> dict[int, list[tuple[datetime, int]]]:
    """Return of each organisation when its people wrote, and its rounds: (moment, round or 0)."""
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    came = Message.objects.filter(
        account=account, meaning__in=(Meaning.REPLY, Meaning.DECLINE), sent_at__isnull=False
    ).filter(person__organisation__in=places)
    for place, at in came.values_list("person__organisation", "sent_at"):
        if place and at:
            found[place].append((at, 0))
    standing = rounds.filter(
        stage__in=(Stage.SCHEDULED, *TOOK_PLACE), people__organisation__in=places
    )
    for place, at, pk in standing.values_list("people__organisation", "starts_at", "pk"):
        if place and at:
            found[place].append((at, pk))
    return found


def _agreed_at(
    talk: Interview, stage: Stage, moved_at: datetime, zone: ZoneInfo
) -> datetime | None:
    """Return when a time was agreed on, as far as that was noted or can be told."""
    if talk.agreed_at:
        return talk.agreed_at.astimezone(zone)
    if stage in _FELL_THROUGH and talk.starts_at:
        return min(talk.created_at.astimezone(zone), moved_at)
    return None


def _led(account: Account, keys: Collection[int], zone: ZoneInfo) -> _Events:
    """Yield whom they named, whom they were to introduce or were introduced by, and what followed."""
    named = list(
        account.people.filter(referred_by__in=keys)
        .order_by()
        .values_list("pk", "referred_by_id", "named_on", "created_at")
    )
    rows = Introduction.objects.filter(account=account)
    rows = rows.filter(Q(introducer__in=keys) | Q(person__in=keys)).select_related("person")
    introductions = list(rows.order_by())
    others = {pk for pk, *_ in named} | {one.person_id for one in introductions}
    contacts = _contacts_with(account, others)
    for pk, namer, named_on, created_at in named:
        at = _noon(named_on, zone) if named_on else created_at.astimezone(zone)
        yield namer, Event(Kind.NAMED, at, fact=pk, other=pk)
        yield from _used(namer, pk, at, contacts)
    yield from _introductions(introductions, set(keys), zone, contacts)


def _contacts_with(account: Account, people: Collection[int]) -> dict[int, list[datetime]]:
    """Return when I wrote to, or met, each of some people."""
    found: dict[int, list[datetime]] = defaultdict(list)
    if not people:
        return found
    met = Interview.people.through.objects.filter(
        interview__account=account, interview__stage__in=TOOK_PLACE, person__in=people
    ).values_list(
        *("person_id", "interview__ended_at", "interview__starts_at", "interview__created_at")
    )
    for person_id, ended_at, starts_at, created_at in met:
        found[person_id].append(ended_at or starts_at or created_at)
    sent = Message.objects.filter(
        account=account, is_received=False, sent_at__isnull=False, person__in=people
    )
    for person_id, sent_at in sent.order_by().values_list("person_id", "sent_at"):
        assert sent_at
        found[person_id].append(sent_at)
    return found


def _used(
    leader_id: int, person_id: int, led_at: datetime, contacts: Mapping[int, list[datetime]]
) -> _Events:
    """Yield when I first followed up on whom somebody led me to."""
    moments = [moment.astimezone(led_at.tzinfo) for moment in contacts.get(person_id, ())]
    after = [moment for moment in moments if moment.date() >= led_at.date()]
    if after:
        yield leader_id, Event(Kind.USED, min(after), fact=person_id, other=person_id)


def _introductions(
    rows: Collection[Introduction],
    keys: Collection[int],
    zone: ZoneInfo,
    contacts: Mapping[int, list[datetime]],
) -> _Events:
    """Yield what was promised and made, by them or to them, and what followed from it where somebody
    else had named whom they led to.

    Left out: what the other one declined or I let go, and introductions to those left in peace.
    """
    over = (IntroductionState.DECLINED, IntroductionState.DROPPED)
    for one in rows:
        is_on = one.state not in over and not one.person.is_do_not_contact
        if one.introducer_id in keys and is_on:
            at = _noon(one.promised_on, zone)
            if one.person.referred_by_id != one.introducer_id:
                yield from _used(one.introducer_id, one.person_id, at, contacts)
            yield one.introducer_id, Event(Kind.PROMISED, at, fact=one.pk, other=one.person_id)
            if one.settled_on:
                at = _noon(one.settled_on, zone)
                made = Event(Kind.INTRODUCED, at, fact=one.pk, other=one.person_id)
                yield one.introducer_id, made
        if one.person_id in keys and one.state == IntroductionState.MADE:
            assert one.settled_on
            at = _noon(one.settled_on, zone)
            to_me = Event(Kind.INTRODUCED_TO, at, fact=one.pk, other=one.introducer_id)
            yield one.person_id, to_me


def _settled(steps: Collection[FollowUp], zone: ZoneInfo) -> _Events:
    """Yield which steps of the plan were done, dropped or put off."""
    for one in steps:
        if one.state in (FollowUpState.DONE, FollowUpState.DROPPED) and one.settled_at:
            at = one.settled_at.astimezone(zone)
            yield one.person_id, Event(Kind.SETTLED, at, step=one.plan_key)
        elif one.snoozed_at:
            at = one.snoozed_at.astimezone(zone)
            yield one.person_id, Event(Kind.SNOOZED, at, step=one.plan_key, until=one.due_on)


def _endings(
    found: Histories, links: Collection[Any], keys: Sequence[int], zone: ZoneInfo
) -> _Events:
    """Yield the last end of the searches that somebody belongs to, while none of them is open.

    Who belongs to no search goes with the account's last one.
    """
    searches = found.searches
    if not any(search.ended_at for search in searches.values()):
        return
    belongs: dict[int, set[int]] = defaultdict(set)
    for person_id, search_id in [
        *((ask.person_id, ask.search_id) for ask in found.asks),
        *((link.person_id, link.interview.search_id) for link in links),
    ]:
        if search_id:
            belongs[person_id].add(search_id)
    for person_id in keys:
        own = [searches[pk] for pk in belongs.get(person_id) or searches]
        if all(search.ended_at for search in own):
            last = max(own, key=lambda search: (search.ended_at, search.pk))
            assert last.ended_at
            at = last.ended_at.astimezone(zone)
            yield person_id, Event(Kind.SEARCH_ENDED, at, fact=last.pk)


def _find_heard(
    found: Histories, account: Account, people: Collection[Person], zone: ZoneInfo
) -> None:
    """Note where people were asked, and on which days somebody there was asked first or answered."""
    found.places = {one.pk: one.organisation_id for one in people if one.organisation_id}
    found.places |= {
        ask.person_id: ask.organisation_id for ask in found.asks if ask.organisation_id
    }
    first_asks = Q(is_received=False, purpose__in=(Purpose.FIRST_ASK, Purpose.SECOND_PERSON))
    heard = Message.objects.filter(
        first_asks | Q(meaning=Meaning.REPLY),
        account=account,
        sent_at__isnull=False,
        outreach__organisation__in=set(found.places.values()),
    )
    told = heard.order_by().values_list("outreach__organisation_id", "sent_at", "person_id")
    for place, sent_at, person_id in told:
        if place and sent_at:
            found.heard[place].add((sent_at.astimezone(zone).date(), person_id))
