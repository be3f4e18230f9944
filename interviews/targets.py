"""The organisations of a search in order, with who is known there and which talks are ahead."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from contacts.models import Account, Person, Target, acquaintances
from contacts.rules.targets import State, Why, explained
from interviews.models import Interview
from interviews.rules.stages import Stage

# Names that stand beside an organisation before “and more”.
NAMED = 3
# Talks that say somebody there helps, or may soon.
_TALKS = (Stage.PLANNED, Stage.INVITED, Stage.SCHEDULED, Stage.HELD, Stage.THANKED, Stage.CLOSED)


@dataclass(frozen=True)
class Known:
    """People I know at an organisation: the first few names, and whether there are more."""

    names: tuple[str, ...] = ()
    is_more: bool = False


@dataclass(frozen=True)
class Talk:
    """A talk that says somebody at an organisation helps, or may soon."""

    person: str
    interview: Interview


@dataclass(frozen=True)
class Row:
    """A target with what its page and the list say about it; `why` puts it above `below`."""

    target: Target
    place: int
    why: Why | None
    below: Target | None
    known: Known
    talk: Talk | None = None


@dataclass(frozen=True)
class Standings:
    """All targets of a search by state, each state in order."""

    by_state: dict[State, list[Target]]
    whys: dict[int, Why | None]

    def count(self, *states: State) -> int:
        """Return how many stand so; all without an argument."""
        return sum(len(self.by_state[state]) for state in states or State)

    @property
    def is_begun(self) -> bool:
        """Return whether any is or was worked on."""
        return any(target.entered_at for them in self.by_state.values() for target in them)

    def rows(
        self, account: Account, state: State, *, start: int = 0, most: int | None = None
    ) -> list[Row]:
        """Return the targets of a state from `start` on, with people and talks; three queries."""
        targets = self.by_state[state]
        shown = targets[start : None if most is None else start + most]
        keys = [target.organisation_id for target in shown]
        known, talks = known_at(account, keys), talks_at(account, keys)
        below = dict(pairwise(targets))
        return [
            Row(
                target=target,
                place=place,
                why=self.whys[target.pk],
                below=below.get(target),
                known=known.get(target.organisation_id, Known()),
                talk=talks.get(target.organisation_id),
            )
            for place, target in enumerate(shown, start=start + 1)
        ]


def standings_of(targets: Iterable[Target]) -> Standings:
    """Return targets (with `scored()`) in their order; no query."""
    by_key = {target.pk: target for target in targets}
    by_state: dict[State, list[Target]] = {}
    whys: dict[int, Why | None] = {}
    for state in State:
        ordered = explained(one.standing for one in by_key.values() if one.state is state)
        by_state[state] = [by_key[standing.key] for standing, _why in ordered]
        whys |= {standing.key: why for standing, why in ordered}
    return Standings(by_state, whys)


def known_at(account: Account, organisations: Collection[int]) -> dict[int, Known]:
    """Return whom I know at each organisation; a thousand people there cost no thousand rows."""
    people = acquaintances().filter(account=account, organisation__in=organisations)
    place = Window(
        RowNumber(), partition_by=F("organisation"), order_by=[F("is_in_pool"), F("sort_key")]
    )
    named = people.annotate(place=place).filter(place__lte=NAMED + 1)
    names: dict[int, list[str]] = defaultdict(list)
    for organisation, name in named.order_by("place").values_list("organisation", "name"):
        names[organisation].append(name)
    return {key: Known(tuple(them[:NAMED]), len(them) > NAMED) for key, them in names.items()}


def talks_at(account: Account, organisations: Collection[int]) -> dict[int, Talk]:
    """Return the latest talk with somebody who is at each organisation now; two queries."""
    people = Person.objects.filter(
        account=account, organisation__in=organisations, interviews__stage__in=_TALKS
    )
    latest = people.order_by("interviews__pk").values_list("organisation", "name", "interviews")
    found = {organisation: (name, talk) for organisation, name, talk in latest}
    talks = account.interviews.in_bulk([talk for _name, talk in found.values()])
    return {place: Talk(name, talks[talk]) for place, (name, talk) in found.items()}
