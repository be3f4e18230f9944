"""The people at an organisation in picking order, with the reasons in words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import (
    Account,
    Level,
    Message,
    Move,
    Organisation,
    Person,
    Reach,
    ReachKind,
    Search,
    Tie,
)
from contacts.rules import titles
from contacts.rules.picking import Candidate, Criterion, Pick, Reason, Seeker, ranked
from contacts.rules.switch import Switch

# At one organisation; those out of the pool are read first. Beyond it nobody reads a ranking.
MOST = 2000
# Where only the first one is wanted, and for several organisations at once.
MOST_FIRST = 200


@dataclass(frozen=True)
class Picked:
    """A person with the reasons for their place, as sentences."""

    person: Person
    reasons: list[str]


def seeker_for(account: Account, search: Search | None) -> Seeker:
    """Return who asks, as far as the search and the settings say.

    The kind of work looked for is read out of the role explored; where that says nothing, it is
    the account's own.
    """
    wanted = titles.read(search.to_role).function if search else ""
    return Seeker(
        function=wanted or account.function,
        level=account.level,
        groups=tuple(account.groups),
        past=tuple(_past(account, search)) if search else (),
        levels=tuple(Level.values),
    )


def _past(account: Account, search: Search) -> Iterator[str]:
    """Yield what somebody who made this switch comes from; nothing where there is no switch."""
    if search.switch in (Switch.ROLE, Switch.BOTH):
        yield search.from_role
    if search.switch in (Switch.INDUSTRY, Switch.BOTH):
        yield search.from_industry
    if search.switch is not Switch.NEITHER:
        yield from account.earlier


def picks_at(account: Account, organisation: Organisation, seeker: Seeker) -> list[Pick]:
    """Return the people there now in picking order, the pool included; three slim queries."""
    people = account.people.current().filter(organisation=organisation)
    found = _candidates(
        account, people.order_by("is_in_pool", "sort_key")[:MOST], [organisation.pk]
    )
    return ranked(found[organisation.pk], seeker)


def first_at(
    account: Account, seekers: Mapping[int, Seeker], *, but_not: Collection[int] = ()
) -> dict[int, Pick]:
    """Return, by organisation, whom to write to there first; those written to before are left out.

    `seekers` are by organisation, `but_not` people. Three slim queries for any number of them; who
    does not want to be contacted is never named.
    """
    written = Message.objects.filter(person=OuterRef("pk"), sent_at__isnull=False)
    there = Window(
        RowNumber(), partition_by="organisation", order_by=["is_in_pool", "sort_key", "pk"]
    )
    people = (
        account.people.current()
        .filter(organisation__in=seekers, is_do_not_contact=False)
        .exclude(pk__in=but_not)
        .exclude(Exists(written))
        .annotate(place=there)
        .filter(place__lte=MOST_FIRST)
    )
    found = _candidates(account, people, seekers)
    return {
        place: ranked(candidates, seekers[place])[0]
        for place, candidates in found.items()
        if candidates
    }


def _candidates(
    account: Account, people: QuerySet[Person], places: Collection[int]
) -> dict[int, list[Candidate]]:
    """Return people as candidates by organisation, each with ways to reach them and earlier roles."""
    rows = people.values_list(
        *("pk", "sort_key", "title", "function", "level", "groups", "earlier", "tie"),
        *("is_do_not_contact", "organisation"),
    )
    there = {"person__account": account, "person__organisation__in": places}
    reaches = _by_person(Reach.objects.filter(**there).values_list("person", "kind"))
    before = _by_person(Move.objects.filter(**there).values_list("person", "from_title"))
    found: dict[int, list[Candidate]] = defaultdict(list)
    for key, name, title, function, level, groups, earlier, tie, is_dnc, place in rows:
        found[place].append(
            Candidate(
                key=key,
                name=name,
                title=title,
                function=function,
                level=level,
                groups=groups,
                earlier=[*earlier, *filter(None, before.get(key, ()))],
                reaches=reaches.get(key, ()),
                is_known=tie != Tie.COLD,
                is_do_not_contact=is_dnc,
            )
        )
    return found


def _by_person(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for person, value in pairs:
        found[person].append(value)
    return found


def in_words(account: Account, picks: Iterable[Pick]) -> list[Picked]:
    """Return picks with their people and their reasons as sentences; one query."""
    picks = list(picks)
    people = account.people.in_bulk([pick.candidate.key for pick in picks])
    return [
        Picked(people[pick.candidate.key], [_sentence(reason) for reason in pick.reasons])
        for pick in picks
    ]


def _sentence(reason: Reason) -> str:
    match reason.criterion:
        case Criterion.FUNCTION:
            told = _("same kind of work")
        case Criterion.GROUP:
            told = _("you share %(group)s") % {"group": reason.what}
        case Criterion.LEVEL:
            steps = {"n": reason.steps}
            told = ngettext("one level above you", "%(n)s levels above you", reason.steps) % steps
        case Criterion.SWITCH:
            told = _("was “%(what)s” before") % {"what": reason.what}
        case Criterion.FINDABLE:
            told = _("%(kind)s known") % {"kind": ReachKind(reason.what).label}
    return _("%(reason)s, going by the title") % {"reason": told} if reason.is_by_title else told
