"""A talk that happened without a plan, stored as if it had been planned."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from contacts.actions.people import add_person
from contacts.models import Account, Person, Tie
from interviews.actions.interviews import hold_interview, save_interview
from interviews.actions.notes import save_answer
from interviews.actions.planning import hold
from interviews.models import Interview
from interviews.rules.notes import Part, clean, joined
from interviews.rules.stages import Stage


def newcomer(*, account: Account, called: str, at: datetime) -> Person:
    """Return a new person for “name” or “name, organisation”: one I know, for we have talked."""
    name, _, organisation = called.partition(",")
    return add_person(
        account=account,
        name=name.strip() or called,
        organisation_name=organisation.strip(),
        tie=Tie.NETWORK,
        at=at,
    )


@transaction.atomic
def log_talk(
    *, person: Person, medium: str, ended_at: datetime, notes: str, at: datetime
) -> Interview:
    """Return the talk as held, with what was noted of it; the plan follows.

    What was planned with them for that day, or for no day yet, is this talk. The same one logged
    twice is one.
    """
    # One at a time, so that a form sent twice makes one talk.
    hold([person])
    if known := _logged(person, ended_at, clean(notes)):
        return known
    talk = _planned(person, ended_at)
    if talk is None:
        searches = list(person.account.searches.open()[:2])
        talk = Interview(account=person.account, medium=medium)
        talk.search = searches[0] if len(searches) == 1 else None
        save_interview(talk, people=[person], changed=())
    talk = hold_interview(talk, ended_at=ended_at, at=at)
    if notes.strip():
        free = talk.answers.filter(part=Part.FREE).first()
        text = joined(free.text, clean(notes)) if free and free.text else notes
        version = free.version if free else 0
        save_answer(interview=talk, part=Part.FREE, text=text, seen_version=version, at=at)
    return talk


def _logged(person: Person, ended_at: datetime, notes: str) -> Interview | None:
    for talk in _alone_with(person, Stage.HELD):
        free = talk.answers.filter(part=Part.FREE).first()
        is_same_text = (free.text if free else "") == notes
        if is_same_text and _is_one_day(talk.ended_at, ended_at, person.account.zone):
            return talk
    return None


def _planned(person: Person, ended_at: datetime) -> Interview | None:
    """Return what was meant to be this talk: agreed for that day, else planned for no day."""
    ahead = _alone_with(person, Stage.SCHEDULED, Stage.INVITED, Stage.PLANNED)
    agreed = [one for one in ahead if _is_one_day(one.starts_at, ended_at, person.account.zone)]
    return next(iter(agreed or [one for one in ahead if one.starts_at is None]), None)


def _alone_with(person: Person, *stages: Stage) -> list[Interview]:
    talks = person.interviews.filter(stage__in=stages).prefetch_related("people")
    return [talk for talk in talks if len(talk.people.all()) == 1]


def _is_one_day(one: datetime | None, other: datetime, zone: str) -> bool:
    local = ZoneInfo(zone)
    return one is not None and one.astimezone(local).date() == other.astimezone(local).date()
