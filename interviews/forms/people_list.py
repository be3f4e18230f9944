"""What the list of people can be narrowed to and sorted by, read from the address."""

from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.fields import Suggestions
from config.kit.pages import BY_NAME, Key, Order
from contacts.models import Account, Person, Shelf, Target, Tie
from contacts.models.people import PersonQuerySet
from interviews.models import Interview
from interviews.rules.stages import Stage

# The tags on offer are read off the people tagged last; any other can still be typed.
TAGGED = 500
TAGS_OFFERED = 100
ANY = ("", _("any"))
NO_TALK = "none"
# A talk that did not come about counts as none.
TALKS = (Stage.PLANNED, Stage.INVITED, Stage.SCHEDULED, Stage.HELD, Stage.THANKED, Stage.CLOSED)
NEVER = "never"
# In days; below zero: longer ago than that.
CONTACTS = [
    ANY,
    (NEVER, _("never")),
    ("30", _("in the last 30 days")),
    ("90", _("in the last 3 months")),
    ("-90", _("over 3 months ago")),
    ("-365", _("over a year ago")),
]
POOL, ARCHIVED, ALL = "pool", "archived", "all"
STATES = [("", _("My list")), (POOL, _("Pool")), (ARCHIVED, _("Archived")), (ALL, _("All"))]
SHELVES = {"": Shelf.LIST, POOL: Shelf.POOL, ARCHIVED: Shelf.ARCHIVE}
SORTS = [
    ("", _("name")),
    ("contact", _("last contact")),
    ("newest", _("newest first")),
    ("organisation", _("organisation")),
]


def order_by(sort: str, account: Account) -> Order:
    """Return the order that a word of SORTS means; each has an index of its own (see Person)."""
    match sort:
        case "contact":
            return (Key("last_contact_at", is_descending=True, absent="last_contact_at"), *BY_NAME)
        case "newest":
            return (Key("created_at", is_descending=True), Key("pk", is_descending=True))
        case "organisation":
            known = Q(organisation__account=account)
            place = Key("organisation__sort_key", absent="organisation", known=known)
            return (place, *BY_NAME)
        case _:
            return BY_NAME


class PeopleFilter(forms.Form):
    """Narrows people; anything unreadable in the address narrows nothing."""

    q = forms.CharField(
        label=_("Search people"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=SORTS)
    stage = forms.ChoiceField(
        label=_("A talk is"),
        required=False,
        choices=[ANY, (NO_TALK, _("not planned yet")), *choices(TALKS)],
    )
    contact = forms.ChoiceField(label=_("Last contact"), required=False, choices=CONTACTS)
    tie = forms.ChoiceField(label=_("How I know them"), required=False, choices=[ANY, *Tie.choices])
    tag = forms.CharField(label=_("Tag"), required=False, max_length=60)
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=200)
    search = forms.ChoiceField(label=_("For the search"), required=False)
    state = forms.ChoiceField(required=False, choices=STATES, widget=forms.HiddenInput())

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Offer the account's own tags and searches, read once and only where they are needed."""
        super().__init__(*args, **{"auto_id": "filter-%s", **kwargs})
        self.account = account
        self.fields["tag"].widget = Suggestions(cache(lambda: tags_of(account)))
        searches = cache(lambda: [(str(one.pk), str(one)) for one in account.searches.all()])
        search: Any = self.fields["search"]
        search.choices = lambda: [ANY, *searches()]
        self.is_valid()
        self.wanted: dict[str, str] = {
            name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)
        }

    def narrow(self, *, state: str | None = None) -> QuerySet[Person]:
        """Return the account's people that fit; `state` in place of the one asked for."""
        wanted = self.wanted
        people = self.account.people.matching(wanted.get("q", ""))
        people = on_shelf(people, wanted.get("state", "") if state is None else state)
        if tie := wanted.get("tie"):
            people = people.filter(tie=tie)
        if tag := wanted.get("tag"):
            people = people.filter(tags__contains=[tag])
        if organisation := wanted.get("organisation"):
            known = self.account.organisations.all().matching(organisation)
            people = people.filter(organisation__in=known)
        if search := wanted.get("search"):
            people = people.filter(pk__in=_of_search(self.account, int(search)))
        if stage := wanted.get("stage"):
            people = _at_stage(people, self.account, stage)
        if contact := wanted.get("contact"):
            people = _in_contact(people, contact)
        return people

    @property
    def order(self) -> Order:
        """Return the order asked for."""
        return order_by(self.wanted.get("sort", ""), self.account)

    def query(self, **other: str) -> str:
        """Return the shortest query string that shows this list, or it with something changed."""
        wanted = {**self.wanted, **other}
        return urlencode([(name, wanted[name]) for name in self.fields if wanted.get(name)])

    @property
    def narrowing(self) -> set[str]:
        """Return the names of what narrows the list; neither its order nor where it looks does."""
        return set(self.wanted) - {"sort", "state"}

    @property
    def has_more(self) -> bool:
        """Return whether more than words is asked for, so that a fold must be open."""
        return bool(self.narrowing - {"q"})


def on_shelf(people: PersonQuerySet, state: str) -> PersonQuerySet:
    """Return those of my list, the pool or the archive; all of them for `all`."""
    if state == ALL:
        return people
    people = people.filter(shelf=SHELVES[state])
    # What the shelf implies, said aloud for the index that words are looked up in.
    return people if state == ARCHIVED else people.filter(is_in_pool=state == POOL)


def tags_of(account: Account) -> list[str]:
    """Return tags in use, in order: those of the people tagged last."""
    tagged = account.people.order_by("-pk").exclude(tags=[]).values_list("tags", flat=True)
    # Unnested here: asking Postgres for distinct words took five times as long.
    return sorted({tag for tags in tagged[:TAGGED] for tag in tags})[:TAGS_OFFERED]


def _of_search(account: Account, search: int) -> QuerySet[Any]:
    """Return the keys of whom I talk to in a search, and of those at one of its targets."""
    talked = Interview.people.through.objects.filter(
        interview__account=account, interview__search=search
    )
    targets = Target.objects.filter(account=account, search=search).values("organisation")
    there = Person.objects.filter(account=account, organisation__in=targets).order_by()
    return talked.values_list("person").union(there.values_list("pk"))


def _at_stage(people: PersonQuerySet, account: Account, stage: str) -> PersonQuerySet:
    stages = TALKS if stage == NO_TALK else (stage,)
    talks = Interview.people.through.objects.filter(
        interview__account=account, interview__stage__in=stages
    ).values("person")
    return people.exclude(pk__in=talks) if stage == NO_TALK else people.filter(pk__in=talks)


def _in_contact(people: PersonQuerySet, contact: str) -> PersonQuerySet:
    if contact == NEVER:
        return people.filter(last_contact_at=None)
    since = clock.now() - timedelta(days=abs(int(contact)))
    return people.filter(
        **{"last_contact_at__lt" if contact.startswith("-") else "last_contact_at__gte": since}
    )
