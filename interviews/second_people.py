"""Whom to write to next where a first ask stays silent."""

from collections.abc import Iterable
from dataclasses import dataclass

from contacts.models import Account, Organisation
from interviews.models import FollowUp, FollowUpKind
from interviews.picking import Picked, first_at, in_words, seeker_for


@dataclass(frozen=True)
class Second:
    """Who comes next at an organisation; `picked` is None where nobody else is known there."""

    place: Organisation | None
    picked: Picked | None


def second_people(account: Account, follow_ups: Iterable[FollowUp]) -> dict[int, Second]:
    """Return, by step, whom to write to next there; the same few queries for any number of steps.

    Steps come with their ask, its organisation and search; others than of that kind are passed over.
    """
    steps = [one for one in follow_ups if one.kind == FollowUpKind.SECOND_PERSON]
    if not steps:
        return {}
    places = {one.pk: _place(one) for one in steps}
    seekers = {
        place.pk: seeker_for(account, one.outreach.search if one.outreach else None)
        for one in steps
        if (place := places[one.pk])
    }
    picks = first_at(account, seekers, but_not=[one.person_id for one in steps])
    people = {picked.person.pk: picked for picked in in_words(account, picks.values())}
    return {
        key: Second(place, people[pick.candidate.key] if (pick := _at(picks, place)) else None)
        for key, place in places.items()
    }


def _place(step: FollowUp) -> Organisation | None:
    """Return where the person worked when they were asked, else where they work now."""
    asked = step.outreach.organisation if step.outreach else None
    return asked or step.person.organisation


def _at[T](found: dict[int, T], place: Organisation | None) -> T | None:
    return found.get(place.pk) if place else None
