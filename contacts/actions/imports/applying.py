"""What an import writes: organisations, people and their addresses, changes, and pairs to review."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from contacts.actions.duplicates import propose_organisations, propose_people
from contacts.actions.imports import matching
from contacts.actions.imports.differing import (
    FILLED,
    GROWN,
    NO_NEWS,
    compare,
    compare_again,
    gather,
    judge,
    reasons,
)
from contacts.actions.imports.working import BATCH, Progress, at_work, or_say_so
from contacts.models import ImportRun, ImportState, Move, Organisation, Person, Reach, Tie

# Pairs handed over at a time.
PAIRS = 2_000
# New people and then their addresses are gone through.
STEPS = 2
# What an import may change of somebody known.
CHANGED = (
    *("title", "organisation_id", "told", "connected_on", "is_do_not_contact", "may_use_name"),
    *("referred_by_id", "named_on", *FILLED, *GROWN),
)

# Organisations that come along: those named by the row that a person's position is taken from,
# where it tells something new.
NEW_ORGANISATIONS = f"""
FROM (
    SELECT DISTINCT ON (t.place_key) r.facts ->> 'organisation' AS name
    FROM (
        SELECT DISTINCT ON (t.lead) t.lead, t.id, t.position ->> 1 AS place_key
        FROM told t JOIN entity e USING (lead) LEFT JOIN contacts_person p ON p.id = e.person_id
        WHERE NOT {NO_NEWS}
        ORDER BY t.lead, t.rank
    ) t JOIN contacts_importrow r ON r.id = t.id
    WHERE t.place_key <> '' AND t.place_key NOT IN (SELECT key FROM place)
    ORDER BY t.place_key, t.lead
) o
-- Somebody may have typed the same one a moment ago.
ON CONFLICT DO NOTHING
"""

NEW_PEOPLE = """
FROM entity e LEFT JOIN place o ON o.key = e.place_key
WHERE e.person_id IS NULL AND e.lead BETWEEN %(first)s AND %(last)s
ORDER BY e.lead
"""
NEW_REACHES = """
FROM reach r JOIN entity e USING (lead)
WHERE r.lead BETWEEN %(first)s AND %(last)s
ORDER BY r.lead, r.turn
"""
NEW_REFERRALS = """
WITH named AS (
    UPDATE contacts_person p
    SET referred_by_id = b.person_id, named_on = (e.facts ->> 'named_on')::date
    FROM referral b JOIN entity e USING (lead) WHERE p.id = e.new_id
    RETURNING e.row_id, p.referred_by_id
)
UPDATE contacts_importrow r SET wrote = wrote || jsonb_build_object('referrer', n.referred_by_id)
FROM named n WHERE r.id = n.row_id
"""

# Nobody known is deleted while it lasts, and everybody can be changed but at its very end.
HELD = """
SELECT count(*) FROM (
    SELECT FROM contacts_person WHERE id IN (SELECT person_id FROM entity)
    ORDER BY id FOR KEY SHARE
) known
"""
# Nobody types into those about to change until it is done.
LOCKED = """
SELECT count(*) FROM (
    SELECT FROM contacts_person WHERE id IN (SELECT person_id FROM change)
    ORDER BY id FOR NO KEY UPDATE
) known
"""
CHANGES = f"""
UPDATE contacts_person p SET {", ".join(f"{name} = n.{name}" for name in CHANGED)}
FROM change c JOIN contacts_person o ON o.id = c.person_id,
     LATERAL jsonb_populate_record(o, c.wrote) n
WHERE p.id = c.person_id
"""
# What a plan hangs on; who is in the pool has none.
REPLANNED = """
UPDATE contacts_person p SET needs_planning = true
FROM {table} c
WHERE p.id = c.person_id AND NOT p.is_in_pool AND NOT p.needs_planning
  AND c.{facts} ?| ARRAY['organisation_id', 'country', 'is_do_not_contact', 'referred_by_id']
"""
# Where nothing stood before, what is filled in is no move.
NEW_MOVES = """
FROM change c JOIN contacts_person p ON p.id = c.person_id
WHERE coalesce(c.before ->> 'organisation_id' <> coalesce(c.wrote ->> 'organisation_id', ''), false)
   OR coalesce(nullif(c.before ->> 'title', '') <> c.wrote ->> 'title', false)
"""

# A print of what the user can change about somebody, to see later whether they did; organisation,
# referrer and addresses are looked at apart.
SEAL = """
md5(ROW(
    p.name, p.is_family_first, p.called, p.title, p.tie, p.connection, p.may_use_name, p.function,
    p.level, p.groups, p.earlier, p.tags, p.language, p.zone, p.country, p.notes,
    p.is_do_not_contact
)::text)
"""
# The rows of new people, led to them in the statement that makes these: a third of the time it
# takes to find them again.
LINKED = f"""
WITH made AS (
    {{insert}} RETURNING p.id, p.organisation_id, {SEAL} AS seal
)
UPDATE contacts_importrow r
SET person_id = m.id,
    wrote = jsonb_build_object('person', m.id, 'organisation', m.organisation_id, 'seal', m.seal)
FROM made m JOIN entity e ON e.new_id = m.id
WHERE r.id = e.row_id AND e.lead BETWEEN %(first)s AND %(last)s
"""
# What was written for somebody known, and what stood there, on the first of their rows.
RECORDED = """
UPDATE contacts_importrow r
SET before = coalesce(c.before, '{}'),
    wrote = jsonb_build_object('person', e.person_id, 'facts', coalesce(c.wrote, '{}'),
                               'reaches', coalesce(w.reaches, '[]'))
FROM entity e LEFT JOIN change c USING (lead)
LEFT JOIN (
    SELECT lead, jsonb_agg(jsonb_build_array(kind, value)) AS reaches FROM reach GROUP BY lead
) w USING (lead)
WHERE r.id = e.row_id AND e.person_id IS NOT NULL AND (c.lead IS NOT NULL OR w.lead IS NOT NULL)
"""
PAIRS_FOUND = """
SELECT coalesce(e.person_id, e.new_id), coalesce(p.other_id, o.person_id, o.new_id), p.why
FROM pair p JOIN entity e USING (lead) LEFT JOIN entity o ON o.lead = p.other_lead
ORDER BY p.lead
"""


def apply_rows(run_id: int, *, at: datetime) -> None:
    """Write what an import tells, all of it or nothing.

    What the rows are is found out once more: the account may have changed since they were read.
    Nothing happens unless the import is to be applied, so that twice is once.
    """
    nothing = _("Importing stopped because of a fault of ours. Nothing was changed.")
    with (
        or_say_so(run_id, back_to=ImportState.READY, message=nothing),
        at_work(run_id, ImportState.IMPORTING) as work,
    ):
        if work:
            _apply(*work, at=at)


def _apply(run: ImportRun, progress: Progress, *, at: datetime) -> None:
    rows = run.rows.count()
    progress.expect(rows, steps=STEPS)
    facts: dict[str, Any] = {"account": run.account_id, "run": run.pk, "at": at}
    matching.match(run)
    gather(is_real=True)
    with connection.cursor() as cursor:
        _bring_organisations(cursor, facts)
        cursor.execute(HELD)
        for part in _parts(rows, progress):
            insert, values = _insert(Person, _PERSON, NEW_PEOPLE, facts | part)
            cursor.execute(LINKED.format(insert=insert), values)
        compare(run, is_real=True)
        cursor.execute("CREATE INDEX ON reach (lead)")
        for part in _parts(rows, progress):
            cursor.execute(*_insert(Reach, _REACH, NEW_REACHES, facts | part))
        cursor.execute(NEW_REFERRALS)
    run.counts = judge(run)
    _propose(run, at)
    _change(facts)
    run.state, run.applied_at = ImportState.DONE, at
    run.progress = run.total = rows
    run.save(update_fields=["state", "applied_at", "counts", "progress", "total"])


def _change(facts: dict[str, Any]) -> None:
    """Write what is new about people known before: last, since whoever edits them waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(LOCKED)
        compare_again()
        for step in (CHANGES, REPLANNED.format(table="change", facts="wrote"), RECORDED):
            cursor.execute(step)
        cursor.execute(*_insert(Move, _MOVE, NEW_MOVES, facts))


def _bring_organisations(cursor: Any, facts: dict[str, Any]) -> None:
    cursor.execute(*_insert(Organisation, _ORGANISATION, NEW_ORGANISATIONS, facts))
    if cursor.rowcount:
        matching.drop("place")
        cursor.execute(matching.PLACE, facts)
        cursor.execute("ANALYZE place")


def _parts(rows: int, progress: Progress) -> Iterator[dict[str, int]]:
    """Yield the ranks to work on at a time, and count them as done."""
    for first in range(1, rows + 1, BATCH):
        last = min(first + BATCH - 1, rows)
        yield {"first": first, "last": last}
        progress.add(last - first + 1)


def _propose(run: ImportRun, at: datetime) -> None:
    """Put what may be one and the same on the list to review."""
    words = reasons()
    with connection.cursor() as cursor:
        cursor.execute(PAIRS_FOUND)
        found: Iterable[tuple[int, int, str]] = cursor.fetchall()
    for pairs in batched(found, PAIRS):
        propose_people(
            account=run.account,
            pairs=[(one, other, words[why]) for one, other, why in pairs],
            run=run,
            at=at,
        )
    propose_organisations(account=run.account, run=run, at=at)


_ORGANISATION = {
    "account_id": "%(account)s",
    "name": "o.name",
    "is_in_pool": "true",
    "imported_in_id": "%(run)s",
    "created_at": "%(at)s",
}


def _fact(name: str, otherwise: str = "''") -> str:
    return f"coalesce(e.facts ->> '{name}', {otherwise})"


def _list(name: str) -> str:
    some = f"ARRAY(SELECT jsonb_array_elements_text(e.facts -> '{name}'))"
    return f"CASE WHEN e.facts ? '{name}' THEN {some} ELSE '{{}}' END"


_PERSON = {
    "id": "e.new_id",
    "account_id": "%(account)s",
    **{name: _fact(name) for name in ("name", "title", "sounds", *FILLED)},
    **{name: _list(name) for name in GROWN},
    "is_family_first": f"{_fact('is_family_first', "'false'")}::boolean",
    "is_do_not_contact": f"{_fact('is_do_not_contact', "'false'")}::boolean",
    "organisation_id": "o.organisation_id",
    # Whoever stands in an address book or among one's connections is no stranger.
    "tie": _fact("tie", f"'{Tie.NETWORK}'"),
    "may_use_name": _fact("may_use_name", "'unknown'"),
    "connected_on": "(e.facts ->> 'connected_on')::date",
    "told": "e.told",
    # Our own export as well: an import never makes a list of things to do.
    "is_in_pool": "true",
    "imported_in_id": "%(run)s",
    "created_at": "%(at)s",
}
_REACH = {
    "account_id": "%(account)s",
    "person_id": "coalesce(e.person_id, e.new_id)",
    "kind": "r.kind",
    "value": "r.value",
}
_MOVE = {
    "account_id": "%(account)s",
    "person_id": "c.person_id",
    "from_title": "c.before ->> 'title'",
    "from_organisation_id": "(c.before ->> 'organisation_id')::bigint",
    "to_title": "p.title",
    "to_organisation_id": "p.organisation_id",
    "run_id": "%(run)s",
    "noticed_at": "%(at)s",
}


def _insert(
    model: type[models.Model], columns: dict[str, str], source: str, facts: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return an INSERT … SELECT and its values; columns not named get their field's default."""
    columns, values = dict(columns), dict(facts)
    for field in model._meta.concrete_fields:
        name = str(field.column)
        if not (field.primary_key or field.generated or name in columns):
            columns[name] = f"%({name})s"
            values[name] = field.get_db_prep_save(field.get_default(), connection)
    into, what = ", ".join(columns), ", ".join(columns.values())
    return f"INSERT INTO {model._meta.db_table} AS p ({into}) SELECT {what} {source}", values
