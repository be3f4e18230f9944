"""Who helped with a search that has ended, how, and whether they have heard of its end."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.kit import clock
from contacts.models import Introduction, Meaning, Message, Person, Purpose, Search
from contacts.rules.introductions import IntroductionState
from interviews.models import FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.rules.stages import TOOK_PLACE

_OFF = (IntroductionState.DECLINED, IntroductionState.DROPPED)


@dataclass(frozen=True)
class Helper:
    """Somebody who helped, in what way, and the step that tells them (None: told without one)."""

    person: Person
    ways: list[str]
    step: FollowUp | None
    told_at: datetime | None

    @property
    def is_to_tell(self) -> bool:
        """Return whether they still wait to hear of it."""
        return self.step is not None and self.step.state == FollowUpState.OPEN


def helpers_of(search: Search) -> list[Helper]:
    """Return who is to be told of the end of a search or was, those to tell first."""
    if search.ended_at is None:
        return []
    own_key = Q(key=f"{FollowUpKind.TELL_ENDED}:{search.pk}")
    steps = search.account.follow_ups.filter(own_key)
    by_person = {step.person_id: step for step in steps.select_related("message")}
    told = dict(
        search.account.messages.filter(
            purpose=Purpose.END_OF_SEARCH, is_received=False, sent_at__gte=search.ended_at
        ).values_list("person_id", "sent_at")
    )
    people = search.account.people.filter(pk__in={*by_person, *told})
    ways = _ways(search, {*by_person, *told})
    found = [
        Helper(person, ways[person.pk], by_person.get(person.pk), told.get(person.pk))
        for person in people.select_related("organisation").order_by("sort_key", "pk")
    ]
    return sorted(found, key=lambda one: not one.is_to_tell)


def _ways(search: Search, keys: set[int]) -> dict[int, list[str]]:
    """Return how people helped, each in a few words, with the same few queries for any number."""
    ways: dict[int, list[str]] = defaultdict(list)
    for source in (_talked, _named, _introduced, _answered):
        for key, words in source(search, keys):
            if words not in ways[key]:
                ways[key].append(words)
    return ways


type _Words = Iterator[tuple[int, str]]


def _day(moment: datetime | date | None, zone: str) -> str:
    if isinstance(moment, datetime):
        moment = clock.day_of(moment, zone)
    return date_format(moment, "j M Y") if moment else ""


def _talked(search: Search, keys: set[int]) -> _Words:
    links = Interview.people.through.objects.filter(
        person__in=keys, interview__stage__in=TOOK_PLACE
    ).select_related("interview")
    for link in links.order_by("interview__ended_at"):
        talk = link.interview
        day = _day(talk.ended_at or talk.starts_at, search.account.zone)
        yield link.person_id, _("talked with you on %(day)s") % {"day": day} if day else _("talked")


def _named(search: Search, keys: set[int]) -> _Words:
    named = search.account.people.filter(referred_by__in=keys).order_by("pk")
    for name, key in named.values_list("name", "referred_by"):
        if key:
            yield key, _("named %(name)s") % {"name": name}


def _introduced(search: Search, keys: set[int]) -> _Words:
    made = Introduction.objects.filter(introducer__in=keys).exclude(state__in=_OFF)
    for one in made.select_related("person").order_by("pk"):
        words = (
            _("introduced you to %(name)s")
            if one.settled_on
            else _("offered to introduce %(name)s")
        )
        yield one.introducer_id, words % {"name": one.person.name}


def _answered(search: Search, keys: set[int]) -> _Words:
    came = Message.objects.filter(person__in=keys, is_received=True, meaning=Meaning.REPLY)
    for key, sent_at in came.order_by("sent_at").values_list("person_id", "sent_at"):
        yield key, _("answered on %(day)s") % {"day": _day(sent_at, search.account.zone)}
