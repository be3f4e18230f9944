"""What an import changes about somebody known, told before it happens and after."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from contacts.models import ImportRow, Person


@dataclass(frozen=True)
class Change:
    """One fact that an import sets: its name, what stood there ("" for nothing) and what comes."""

    label: str
    old: str
    new: str


def changes_in(row: ImportRow) -> list[Change]:
    """Return what a row changes about its person, who must not be changed yet."""
    if row.person is None:
        return []
    return [*_position(row.person, row.facts), *_ways(row.person, row.facts)]


def _position(person: Person, facts: dict[str, str]) -> list[Change]:
    found = []
    pairs = (
        (_("Title"), person.title, facts.get("title", "")),
        (_("Organisation"), str(person.organisation or ""), facts.get("organisation", "")),
    )
    for label, old, new in pairs:
        if new and new != old:
            found.append(Change(label, old, new))
    return found


def _ways(person: Person, facts: dict[str, list[str]]) -> list[Change]:
    known = {reach.value.casefold() for reach in person.reaches.all()}
    return [
        Change(label, "", value)
        for label, key in ((_("E-mail"), "emails"), (_("Phone"), "phones"))
        for value in facts.get(key, ())
        if value.casefold() not in known
    ]
