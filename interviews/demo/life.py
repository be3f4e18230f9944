"""One made-up account: where it began, whom it holds, and what happens when."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from config.kit import clock
from contacts.actions.organisations import add_organisation
from contacts.actions.people import add_person
from contacts.actions.research import Subject, keep_note, note_about
from contacts.actions.searches import add_belief
from contacts.actions.targets import fill_places, list_names, rule_out
from contacts.models import Account, Person, Search
from interviews.actions.planning import catch_up, replan
from interviews.demo.days import Days

# What is told, and the files that are brought in.
SAMPLES = Path(__file__).parent.parent / "sample"
# How long before today the search began.
_BEGAN = timedelta(days=60)

type Facts = dict[str, Any]


class Life:
    """The rows of one account, around one moment; what happens is kept until it is lived."""

    def __init__(self, account: Account, at: datetime) -> None:
        """Begin with an account that holds nothing."""
        self.account, self.at, self.began_at = account, at, at - _BEGAN
        self.days = Days(account, at)
        self.people: dict[str, Person] = {}
        self._unmet: dict[str, Facts] = {}
        self._happens: list[tuple[datetime, Callable[[datetime], object]]] = []

    def then(self, moment: datetime, act: Callable[[datetime], object]) -> None:
        """Let something happen at a moment, which it is given."""
        self._happens.append((moment, act))

    def ago(self, facts: Facts, **more: Any) -> datetime:
        """Return when something happened that tells how many business or calendar days ago."""
        told = {name: facts[name] for name in ("at", "working", "days") if name in facts}
        return self.days.ago(**told, country=self.country_of(facts.get("with", "")), **more)

    def country_of(self, name: str) -> str:
        """Return where somebody lives, met or not."""
        known = self.people.get(name)
        return known.country if known else self._unmet.get(name, {}).get("country", "")

    def day_of(self, moment: datetime) -> date:
        """Return the calendar day of a moment where the account lives."""
        return moment.astimezone(self.days.zone).date()

    def live(self) -> None:
        """Do one thing after the other, each at its moment, and plan as the app does."""
        for moment, act in sorted(self._happens, key=lambda one: one[0]):
            with clock.moved_to(moment):
                act(moment)
                catch_up(self.account, at=moment)
        resting = self.account.outreach.filter(rests_on__lte=self.days.today)
        replan(Person.objects.filter(outreach__in=resting).distinct(), at=self.at)

    def begin(self, sample: Facts) -> None:
        """Write what stands from the first day: the search, organisations, people, targets."""
        self.search = self._add_search(**sample["search"])
        for facts in sample["organisations"]:
            self._add_organisation(**facts)
        named = {
            name
            for table in ("interviews", "messages")
            for one in sample[table]
            for name in one.get("named", ())
        }
        for facts in sample["people"]:
            if facts["name"] in named:
                self._unmet[facts["name"]] = facts
            else:
                self._add_person(facts, at=self.began_at)
        for facts in sample["targets"]:
            self._add_target(**facts)
        fill_places(search=self.search, at=self.began_at)

    def _add_search(self, *, beliefs: list[str], **facts: Any) -> Search:
        search = Search.objects.create(account=self.account, created_at=self.began_at, **facts)
        for text in beliefs:
            add_belief(search=search, text=text, at=self.began_at)
        return search

    def _add_organisation(self, *, research: Iterable[Facts] = (), **facts: Any) -> None:
        organisation = add_organisation(account=self.account, at=self.began_at, **facts)
        self._add_research(organisation, research)

    def _add_target(self, *, name: str, lane: str = "", ruled_out: str = "", **scores: int) -> None:
        [listed] = list_names(search=self.search, names=[name], at=self.began_at, lane=lane)
        target = listed.target
        assert target is not None
        for field, score in scores.items():
            setattr(target, field, score)
        target.save(update_fields=scores)
        if ruled_out:
            rule_out(target=target, reason=ruled_out, at=self.at)

    def _add_person(self, facts: Facts, *, at: datetime, **more: Any) -> Person:
        told = {name: value for name, value in facts.items() if name != "research"}
        organisation = told.pop("organisation", "")
        person = add_person(
            account=self.account, at=at, organisation_name=organisation, **told, **more
        )
        self.people[person.name] = person
        self._add_research(person, facts.get("research", ()))
        return person

    def _add_research(self, about: Subject, notes: Iterable[Facts]) -> None:
        for facts in notes:
            note = note_about(about)
            note.dated_on = self.days.today + timedelta(days=facts["days"])
            for name, value in facts.items():
                if name != "days":
                    setattr(note, name, value)
            keep_note(note=note, at=self.at + timedelta(days=max(facts["days"], -10)))

    def name(self, by: Person, names: Iterable[str], at: datetime) -> None:
        """Add those whom somebody named, as they were named."""
        for name in names:
            facts = {"referred_by": by, "named_on": self.day_of(at)}
            person = self._add_person(self._unmet[name], at=at, **facts)
            replan([by, person], at=at)
