"""Who named whom around one person: the line up to where it began, and everybody below."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection

from contacts.models import Person

# A line longer than this is not read, and a circle ends.
UP, DOWN = 20, 6
# Of those below, so many are shown.
MOST = 60

_ABOVE = """
WITH RECURSIVE line(id, depth) AS (
    SELECT referred_by_id, 1 FROM contacts_person
    WHERE id = %(person)s AND referred_by_id IS NOT NULL
  UNION ALL
    SELECT one.referred_by_id, line.depth + 1
    FROM line JOIN contacts_person one ON one.id = line.id
    WHERE one.referred_by_id IS NOT NULL AND one.referred_by_id <> %(person)s
      AND line.depth < %(most)s
) CYCLE id SET is_circle USING path
SELECT id, depth FROM line WHERE NOT is_circle AND id <> %(person)s
"""
_BELOW = """
WITH RECURSIVE line(id, depth) AS (
    SELECT id, 1 FROM contacts_person WHERE referred_by_id = %(person)s AND id <> %(person)s
  UNION ALL
    SELECT one.id, line.depth + 1
    FROM line JOIN contacts_person one ON one.referred_by_id = line.id
    WHERE one.id <> %(person)s AND line.depth < %(most)s
) CYCLE id SET is_circle USING path
SELECT id, depth FROM line WHERE NOT is_circle LIMIT 500
"""


@dataclass(frozen=True)
class Named:
    """Somebody below a person: who, and how many steps down."""

    person: Person
    depth: int


@dataclass(frozen=True)
class Referrals:
    """The line above, from where it began; and those below, each under whoever named them."""

    above: list[Person]
    below: list[Named]


def referrals_of(person: Person) -> Referrals:
    """Return who named whom around a person; a circle is gone through once."""
    above = _depths(_ABOVE, person, UP) if person.referred_by_id else {}
    below = _depths(_BELOW, person, DOWN)
    people = person.account.people.select_related("organisation").in_bulk([*above, *below])
    line = sorted((pk for pk in above if pk in people), key=lambda pk: -above[pk])
    named = defaultdict(list)
    for one in sorted((people[pk] for pk in below if pk in people), key=lambda one: one.sort_key):
        named[one.referred_by_id].append(one)
    return Referrals([people[pk] for pk in line], list(_tree(named, person.pk, 1))[:MOST])


def _depths(query: str, person: Person, most: int) -> dict[int, int]:
    """Return keys of people and how many steps away each is."""
    with connection.cursor() as cursor:
        cursor.execute(query, {"person": person.pk, "most": most})
        found: dict[int, int] = {}
        for key, depth in cursor.fetchall():
            found[key] = min(depth, found.get(key, depth))
        return found


def _tree(named: Mapping[int | None, list[Person]], by: int, depth: int) -> Iterator[Named]:
    """Yield those named by somebody, each followed by whom they named."""
    for one in named.get(by, ()):
        yield Named(one, depth)
        yield from _tree(named, one.pk, depth + 1)
