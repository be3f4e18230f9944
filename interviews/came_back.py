"""Whose addresses take no mail, of those that concern somebody."""

from collections.abc import Collection
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from contacts.models import Account, Person, Reach, ReachKind
from interviews.actions.bounces import people_at
from interviews.actions.stopping import stopped_among
from interviews.models import StoppedAddress
from interviews.rules.addresses import one_spelling


@dataclass(frozen=True)
class CameBack:
    """An address of somebody from which mail came back."""

    person: Person
    stopped: StoppedAddress


def came_back_from(people: Collection[Person]) -> list[CameBack]:
    """Return the addresses of people that take no mail; two queries, one where none has any."""
    known = {person.pk: person for person in people}
    reaches = Reach.objects.filter(person__in=known, kind=ReachKind.EMAIL)
    values = list(reaches.values_list("person", "value"))
    stopped = stopped_among({value for _person, value in values}) if values else {}
    return [CameBack(known[pk], stopped[value]) for pk, value in values if value in stopped]


def concerning(account: Account, stopped_id: int) -> StoppedAddress | None:
    """Return an address that takes no mail if it is the account's, or somebody's it writes to.

    Who runs this Askwell is concerned by all.
    """
    stopped = StoppedAddress.objects.filter(pk=stopped_id).first()
    if stopped is None or account.is_operator:
        return stopped
    is_concerned = (
        is_own(account, stopped)
        or account.letters.filter(to__iexact=stopped.address).exists()
        or people_at(account, [stopped.address])
    )
    return stopped if is_concerned else None


def is_own(account: Account, stopped: StoppedAddress) -> bool:
    """Return whether it is an address of the account itself."""
    mine = EmailAddress.objects.filter(user=account).values_list("email", flat=True)
    return stopped.address in {one_spelling(one) for one in mine}
