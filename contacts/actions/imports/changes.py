"""What an import changes about people known before, fact by fact: foretold, and as it was done."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst

from contacts.actions.imports.differing import ages_of
from contacts.models import ImportRow, Organisation, Person, ReachKind
from contacts.models.imports import Verdict
from contacts.rules.plain import plain
from contacts.rules.positions import tells_nothing_new
from contacts.rules.reaching import plain_way

# Facts filled where nothing stands, and lists that grow (see differing.py).
_FILLED = ("called", "connection", "country", "language", "zone", "function", "level", "notes")
_GROWN = ("tags", "groups", "earlier")
# Of a person named in very many rows so many are compared with those shown.
OTHERS = 1000
_REACHES = {
    ReachKind.EMAIL: "emails",
    ReachKind.PHONE: "phones",
    ReachKind.LINKEDIN: "profile",
    ReachKind.WECHAT: "wechat",
    ReachKind.WEBSITE: "websites",
    ReachKind.OTHER: "others",
}


@dataclass(frozen=True)
class Change:
    """One fact that an import sets: its name, what stood there ("" for nothing) and what comes."""

    label: str
    old: str
    new: str
    # Whether other values of this name may come along with it.
    is_one_of_many: bool = False


def changes_in(rows: Iterable[ImportRow]) -> dict[int, list[Change]]:
    """Return for each row, by its key, what it changes or changed about its person.

    Of several rows about one person an import that is done knows only what the first one changed.
    """
    rows = list(rows)
    names = _organisations(rows)
    written = [row for row in rows if row.run.applied_at is not None]
    done = {row.pk: list(_done(row.before or {}, row.wrote or {}, names)) for row in written}
    return done | _foretold([row for row in rows if row.run.applied_at is None and row.person])


def _foretold(rows: list[ImportRow]) -> dict[int, list[Change]]:
    """Return what rows would change: of several about one person the first to tell of a fact does.

    The first are those with a profile, then as they stand (see matching.py).
    """
    ages = ages_of(row.file_id for row in rows)
    found: dict[int, list[Change]] = {}
    taken: dict[int, set[Any]] = defaultdict(set)
    for row in sorted(_with_others(rows), key=lambda row: ("profile" not in row.facts, row.pk)):
        assert row.person is not None
        said, known = taken[row.person.pk], found.setdefault(row.pk, [])
        position = list(_position(row, row.person, ages.get(row.file_id)))
        if position and "position" not in said:
            said.add("position")
            known += position
        for change in (*_facts(row.person, row.facts), *_ways(row.person, row.facts)):
            fact = (change.label, change.new) if change.is_one_of_many else change.label
            if fact not in said:
                said.add(fact)
                known.append(change)
    return found


def _with_others(rows: list[ImportRow]) -> list[ImportRow]:
    """Return the rows with others of their imports about the same people."""
    others = (
        ImportRow.objects.filter(
            run__in={row.run_id for row in rows},
            person__in={row.person_id for row in rows},
            verdict=Verdict.UPDATE,
        )
        .select_related("run", "file", "person__organisation")
        .prefetch_related("person__reaches")
        .order_by("pk")[:OTHERS]
    )
    return list(({row.pk: row for row in others} | {row.pk: row for row in rows}).values())


def _organisations(rows: list[ImportRow]) -> dict[int, str]:
    """Return the names of the organisations that people left or came to, by key."""
    keys: set[int] = set()
    for row in rows:
        for facts in (row.before or {}, (row.wrote or {}).get("facts", {})):
            keys.add(facts.get("organisation_id") or 0)
    found = Organisation.objects.filter(pk__in=keys - {0})
    return dict(found.values_list("pk", "name")) if keys - {0} else {}


def _done(before: dict[str, Any], wrote: dict[str, Any], names: dict[int, str]) -> Iterator[Change]:
    facts = wrote.get("facts", {})
    for key in ("title", "organisation_id", *_FILLED, *_GROWN, "connected_on"):
        value, old = facts.get(key), before.get(key)
        if value is None or value == old:
            continue
        if key == "organisation_id":
            yield _change("organisation", names.get(old or 0, ""), names.get(value, ""))
        elif isinstance(value, list):
            yield _change(key, "", ", ".join(word for word in value if word not in (old or [])))
        else:
            yield _change(key, _text(key, old or ""), _text(key, value))
    for kind, value in wrote.get("reaches", []):
        yield Change(str(ReachKind(kind).label), "", value)


def _position(row: ImportRow, person: Person, age: str | None) -> Iterator[Change]:
    """Yield a new title or organisation, but for what files of this format have said before."""
    title, place = row.facts.get("title", ""), row.facts.get("organisation", "")
    position = [plain(title), plain(place), *([age] if age else [])]
    if tells_nothing_new(position, person.told.get(row.file.format)):
        return
    if plain(title) not in ("", plain(person.title)):
        yield _change("title", person.title, title)
    known = person.organisation
    names = [plain(name) for name in (known.name, *known.aliases)] if known else []
    if place and plain(place) not in names:
        yield _change("organisation", str(known or ""), place)


def _facts(person: Person, facts: dict[str, Any]) -> Iterator[Change]:
    for key in _FILLED:
        if facts.get(key) and not getattr(person, key):
            yield _change(key, "", _text(key, facts[key]))
    for key in _GROWN:
        if added := [word for word in facts.get(key, ()) if word not in getattr(person, key)]:
            yield replace(_change(key, "", ", ".join(added)), is_one_of_many=True)
    if facts.get("connected_on") and not person.connected_on:
        yield _change("connected_on", "", _text("connected_on", facts["connected_on"]))


def _ways(person: Person, facts: dict[str, Any]) -> Iterator[Change]:
    known = {(reach.kind, _same(reach.kind, reach.value)) for reach in person.reaches.all()}
    for kind, key in _REACHES.items():
        told = facts.get(key, ())
        for value in [told] if isinstance(told, str) else told:
            is_unwanted = plain_way(kind, value) in person.unwanted
            if not is_unwanted and (kind.value, _same(kind, value)) not in known:
                is_one_of_many = kind != ReachKind.LINKEDIN
                yield Change(str(kind.label), "", value, is_one_of_many)


def _same(kind: str, value: str) -> str:
    """Return what makes two addresses one: a person has one profile, a number its digits."""
    return "" if kind == ReachKind.LINKEDIN else plain_way(kind, value)


def _text(key: str, value: str) -> str:
    """Return a fact as people read it."""
    if key == "connected_on":
        return date_format(date.fromisoformat(value), "j M Y") if value else ""
    choices = dict(Person._meta.get_field(key).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value))


def _change(name: str, old: str, new: str) -> Change:
    field = Person._meta.get_field(name)
    assert isinstance(field, models.Field)
    return Change(capfirst(str(field.verbose_name)), old, new)
