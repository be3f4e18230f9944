"""How an import is undone: people it made go, people it changed get back what they had.

What the user has touched since stays as it is, and the row says why (`kept`); what a later import
brought as well passes to that one (see handing_on.py). The relations of
Person and Organisation are walked, so that rows of apps we have never heard of count as well.
"""

from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from contacts.actions.imports.applying import CHANGED, REPLANNED, SEAL
from contacts.actions.imports.differing import GROWN, IN_POSITION, POSITION
from contacts.actions.imports.handing_on import HandingOn
from contacts.actions.imports.matching import drop
from contacts.actions.imports.working import BATCH, Progress, at_work, or_say_so
from contacts.models import (
    ImportRow,
    ImportRun,
    ImportState,
    Merge,
    Move,
    Organisation,
    OrganisationDuplicate,
    Person,
    PersonDuplicate,
    Reach,
)

# People this import made who are still themselves; merged ones lead to somebody else by now.
MADE = """
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT p.id, r.id AS row_id, r.wrote, row_number() OVER (ORDER BY p.id) AS turn
FROM contacts_importrow r JOIN contacts_person p ON p.id = r.person_id
WHERE r.run_id = %(run)s AND r.wrote ? 'seal' AND p.imported_in_id = %(run)s
  AND (r.wrote ->> 'person')::bigint = p.id
"""
LOCKED = """
SELECT count(*) FROM (
    SELECT FROM contacts_person
    WHERE id IN (SELECT person_id FROM contacts_importrow WHERE run_id = %(run)s)
    ORDER BY id FOR UPDATE
) known
"""
KEPT = "CREATE TEMP TABLE kept (id bigint PRIMARY KEY, why text NOT NULL) ON COMMIT DROP"
PROMOTED = """
INSERT INTO kept SELECT m.id, %(promoted)s
FROM made m JOIN contacts_person p USING (id) WHERE NOT p.is_in_pool
ON CONFLICT DO NOTHING
"""
ARCHIVED = """
INSERT INTO kept SELECT m.id, %(archived)s
FROM made m JOIN contacts_person p USING (id) WHERE p.archived_at IS NOT NULL
ON CONFLICT DO NOTHING
"""
# Those a later import told of as well are looked at one by one (see handing_on.py).
CAME_AGAIN = """
SELECT DISTINCT m.id
FROM made m JOIN contacts_importrow r ON r.person_id = m.id
JOIN contacts_importrun other ON other.id = r.run_id
JOIN contacts_importrun own ON own.id = %(run)s
WHERE other.state = 'done' AND (other.applied_at, other.id) > (own.applied_at, own.id)
  AND m.id NOT IN (SELECT id FROM kept)
ORDER BY m.id
"""
AGAIN = """
INSERT INTO kept SELECT id, CASE WHEN id = ANY (%(changed)s) THEN %(edited)s ELSE %(again)s END
FROM unnest(%(came)s::bigint[]) AS id
"""
EDITED = f"""
INSERT INTO kept SELECT m.id, %(edited)s
FROM made m JOIN contacts_person p USING (id)
WHERE m.wrote ->> 'seal' <> {SEAL}
   OR ((m.wrote ->> 'organisation')::bigint IS DISTINCT FROM p.organisation_id
       -- One that is gone was merged or deleted, which is no edit of the person.
       AND (m.wrote ->> 'organisation' IS NULL OR EXISTS (
           SELECT FROM contacts_organisation o
           WHERE o.id = (m.wrote ->> 'organisation')::bigint)))
   OR p.referred_by_id IS DISTINCT FROM (m.wrote ->> 'referrer')::bigint
   OR cardinality(p.unwanted) > 0
   -- An address that no row told of is the user's.
   OR EXISTS (
       SELECT FROM contacts_reach w WHERE w.person_id = m.id AND NOT EXISTS (
           SELECT FROM contacts_importrow r
           WHERE r.person_id = m.id AND r.run_id = %(run)s
             AND (w.value IN (r.facts ->> 'profile', r.facts ->> 'wechat')
                  OR lower(r.facts ->> 'emails')::jsonb ? lower(w.value)
                  OR w.kind = 'phone' AND EXISTS (
                      SELECT FROM jsonb_array_elements_text(r.facts -> 'phones') AS n (phone)
                      WHERE regexp_replace(n.phone, '\\D', '', 'g')
                          = regexp_replace(w.value, '\\D', '', 'g'))
                  OR r.facts -> 'websites' ? w.value OR r.facts -> 'others' ? w.value)))
ON CONFLICT DO NOTHING
"""
BELONGING = """
INSERT INTO kept SELECT DISTINCT m.id, %(belonging)s
FROM made m JOIN {table} r ON r.{column} = m.id WHERE {which}
ON CONFLICT DO NOTHING
"""
# Whoever named somebody who stays, stays; repeated until there is nobody more.
REFERRERS = """
INSERT INTO kept SELECT DISTINCT m.id, %(referrer)s
FROM made m JOIN contacts_person r ON r.referred_by_id = m.id
WHERE r.id NOT IN (SELECT id FROM made) OR r.id IN (SELECT id FROM kept)
ON CONFLICT DO NOTHING
"""
GONE = "DELETE FROM made WHERE id IN (SELECT id FROM kept)"
SAY_KEPT = """
UPDATE contacts_importrow r SET kept = k.why
FROM kept k WHERE r.person_id = k.id AND r.run_id = %(run)s AND r.wrote ? 'seal'
"""
MERGED = """
UPDATE contacts_importrow r SET kept = %(merged)s
WHERE run_id = %(run)s AND wrote IS NOT NULL AND (
    (wrote ->> 'person')::bigint <> person_id
    -- Whoever took in somebody else belongs to no import any more.
    OR wrote ? 'seal' AND EXISTS (
        SELECT FROM contacts_merge m JOIN contacts_person p ON p.id = m.person_id
        WHERE p.id = r.person_id AND p.imported_in_id IS NULL AND m.undone_at IS NULL)
)
"""

_LISTS = ", ".join(f"'{name}'" for name in GROWN)
# What an organisation is by now: itself, what it was merged into, or nothing once it is deleted.
_BECAME = """
coalesce(
    (SELECT to_jsonb(o.id) FROM contacts_organisation o WHERE o.id = ({key})::bigint),
    (SELECT to_jsonb(g.organisation_id) FROM contacts_merge g
     WHERE g.gone = ({key})::bigint AND g.organisation_id IS NOT NULL AND g.undone_at IS NULL
     ORDER BY g.id DESC LIMIT 1),
    'null')
"""
_WRITTEN = f"""
jsonb_each(r.wrote -> 'facts') AS w (key, value), LATERAL (
    SELECT CASE key WHEN 'organisation_id' THEN {_BECAME.format(key="value #>> '{}'")}
                    ELSE value END AS held,
           CASE key WHEN 'organisation_id' THEN {_BECAME.format(key="r.before ->> key")}
                    ELSE r.before -> key END AS old
) h
"""
# For each one changed, what can be put back: facts that are still as the import left them, a
# position only as a whole, and of lists whatever it added.
RESTORED = f"""
CREATE TEMP TABLE restored ON COMMIT DROP AS
SELECT r.id AS row_id, p.id AS person_id, r.wrote -> 'reaches' AS reaches,
    (SELECT coalesce(jsonb_object_agg(key, CASE WHEN key NOT IN ({_LISTS}) THEN old
        ELSE (SELECT coalesce(jsonb_agg(item ORDER BY turn), '[]')
              FROM jsonb_array_elements(now.facts -> key) WITH ORDINALITY AS i (item, turn)
              WHERE NOT (value @> item AND NOT old @> item)) END), '{{}}')
     FROM {_WRITTEN} WHERE key IN ({_LISTS}) OR now.facts -> key = held AND NOT (
         {IN_POSITION} AND EXISTS (
             SELECT FROM {_WRITTEN} WHERE {IN_POSITION} AND now.facts -> key <> held))
    ) AS facts,
    ARRAY(SELECT key FROM {_WRITTEN}
          WHERE now.facts -> key <> held AND key NOT IN ('told', {_LISTS}))
    || ARRAY(SELECT jsonb_array_elements_text(r.wrote -> 'edited')) AS edited
FROM contacts_importrow r JOIN contacts_person p ON p.id = r.person_id,
     LATERAL (SELECT to_jsonb(p) AS facts) now
WHERE r.run_id = %(run)s AND r.wrote ? 'facts' AND (r.wrote ->> 'person')::bigint = p.id
"""
RESTORE = f"""
UPDATE contacts_person p SET {", ".join(f"{name} = n.{name}" for name in CHANGED)}
FROM restored c JOIN contacts_person o ON o.id = c.person_id,
     LATERAL jsonb_populate_record(o, c.facts) n
WHERE p.id = c.person_id AND c.facts <> '{{}}'
"""
DROP_REACHES = """
DELETE FROM contacts_reach w USING restored c, jsonb_array_elements(c.reaches) a
WHERE w.person_id = c.person_id AND w.kind = a ->> 0 AND w.value = a ->> 1
"""
DROP_MOVES = """
DELETE FROM contacts_move m USING restored c
WHERE m.run_id = %(run)s AND m.person_id = c.person_id
  AND NOT c.edited && ARRAY['title', 'organisation_id']
"""
# Organisations that a later import brings as well are its own from now on, as it writes them.
ORGANISATIONS_ALSO_TOLD = """
UPDATE contacts_organisation o SET imported_in_id = later.run_id, name = later.name
FROM (
    SELECT DISTINCT ON (t.id) t.id, r.run_id, r.facts ->> 'organisation' AS name
    FROM contacts_organisation t JOIN contacts_importrun own ON own.id = %(run)s
    JOIN contacts_importrun other
      ON other.account_id = %(account)s AND other.state = 'done'
         AND (other.applied_at, other.id) > (own.applied_at, own.id)
    JOIN contacts_importrow r
      ON r.run_id = other.id AND askwell_plain(r.facts ->> 'organisation') = t.sort_key
    WHERE t.imported_in_id = %(run)s
      -- One that was renamed is the user's.
      AND t.name IN (SELECT facts ->> 'organisation' FROM contacts_importrow
                     WHERE run_id = %(run)s)
    ORDER BY t.id, other.applied_at, other.id, r.facts ? 'profile' DESC, r.id
) later
WHERE later.id = o.id
"""
# Pairs about somebody who is a later import's by now are its own as well.
HAND_ON_PAIRS = """
UPDATE contacts_personduplicate d SET run_id = p.imported_in_id
FROM contacts_person p JOIN kept k ON k.id = p.id
WHERE p.id IN (d.person_id, d.other_id) AND d.run_id = %(run)s
  AND p.imported_in_id IS NOT NULL AND p.imported_in_id <> %(run)s
"""
DROP_PAIRS = """
DELETE FROM {table} WHERE run_id = %(run)s AND dismissed_at IS NULL
"""
# Which rows that hang on somebody are no reason to keep them: what the import made, or what the
# print of them shows.
_OURS: dict[type[models.Model], str] = {
    Reach: "false",
    ImportRow: "false",
    PersonDuplicate: "false",
    Person: "false",
    Move: "r.run_id IS NULL",
    Merge: "r.undone_at IS NULL",
}


def take_back(run_id: int, *, at: datetime) -> None:
    """Undo an import, all of it or nothing; nothing happens unless it is to be undone."""
    nothing = _("Undoing stopped because of a fault of ours. Nothing was changed.")
    with (
        or_say_so(run_id, back_to=ImportState.DONE, message=nothing),
        at_work(run_id, ImportState.UNDOING) as work,
    ):
        if work:
            _take_back(*work, at=at)


def _take_back(run: ImportRun, progress: Progress, *, at: datetime) -> None:
    facts: dict[str, Any] = {"account": run.account_id, "run": run.pk, **_why()}
    drop("made", "kept", "restored")
    with connection.cursor() as cursor:
        for step in (LOCKED, MADE, "ANALYZE made", KEPT):
            cursor.execute(step, facts)
        handing = HandingOn(run)
        _find_kept(cursor, facts, handing)
        handing.known()
        for step in (SAY_KEPT, MERGED, GONE, RESTORED, "ANALYZE restored", RESTORE):
            cursor.execute(step, facts)
        for step in (REPLANNED.format(table="restored", facts="facts"), DROP_REACHES, DROP_MOVES):
            cursor.execute(step, facts)
        cursor.execute(HAND_ON_PAIRS, facts)
        for pairs in (PersonDuplicate, OrganisationDuplicate):
            cursor.execute(DROP_PAIRS.format(table=pairs._meta.db_table), facts)
        _delete_made(cursor, progress)
        cursor.execute(_unused_organisations(), facts)
        cursor.execute(ORGANISATIONS_ALSO_TOLD, facts)
        _say_edited(cursor)
    run.state, run.undone_at = ImportState.UNDONE, at
    run.progress = run.total = progress.total
    run.save(update_fields=["state", "undone_at", "progress", "total"])


def _why() -> dict[str, str]:
    """Return why somebody is kept, in the user's words."""
    return {
        "promoted": _("You took them out of the pool."),
        "archived": _("You archived them."),
        "again": _("They came with another import as well."),
        "edited": _("You changed something about them."),
        "referrer": _("They named somebody else."),
        "merged": _("You merged them with somebody else."),
    }


def _find_kept(cursor: Any, facts: dict[str, Any], handing: HandingOn) -> None:
    for step in (PROMOTED, ARCHIVED):
        cursor.execute(step, facts)
    for model, column in _relations(Person):
        # A table that only joins two is known by what it joins people to.
        named = model._meta.auto_created or model
        label = str(named._meta.verbose_name_plural)
        words = {"belonging": _("There is something about them: %(what)s.") % {"what": label}}
        if model is Merge:
            words = {"belonging": facts["merged"]}
        sql = BELONGING.format(
            table=model._meta.db_table, column=column, which=_OURS.get(model, "true")
        )
        cursor.execute(sql, facts | words)
    cursor.execute(CAME_AGAIN, facts)
    came = [pk for (pk,) in cursor.fetchall()]
    changed = handing.made(came)
    cursor.execute(AGAIN, facts | {"came": came, "changed": changed})
    cursor.execute(EDITED, facts)
    cursor.execute(REFERRERS, facts)
    while cursor.rowcount:
        cursor.execute(REFERRERS, facts)


def _delete_made(cursor: Any, progress: Progress) -> None:
    cursor.execute("SELECT coalesce(max(turn), 0), count(*) FROM made")
    last, count = cursor.fetchone()
    progress.expect(count)
    cursor.execute("CREATE INDEX ON made (turn)")
    for first in range(1, last + 1, BATCH):
        part = [first, first + BATCH - 1]
        these = "(SELECT id FROM made WHERE turn BETWEEN %s AND %s)"
        for model, column in _relations(Person):
            field = model._meta.get_field(column.removesuffix("_id"))
            goes_too = field.remote_field.on_delete is models.CASCADE
            verb = "DELETE FROM {}" if goes_too else f"UPDATE {{}} SET {column} = NULL"
            cursor.execute(
                f"{verb.format(model._meta.db_table)} WHERE {column} IN {these}",
                part,
            )
        cursor.execute(f"DELETE FROM contacts_person WHERE id IN {these}", part)
        progress.add(cursor.rowcount)


def _unused_organisations() -> str:
    """Return the SQL that deletes those the import brought and that nothing hangs on any more."""
    still = " AND ".join(
        f"NOT EXISTS (SELECT FROM {model._meta.db_table} r WHERE r.{column} = o.id)"
        for model, column in _relations(Organisation)
        if model is not OrganisationDuplicate
    )
    return f"""
        WITH unused AS (
            SELECT o.id FROM contacts_organisation o
            WHERE o.imported_in_id = %(run)s AND o.is_in_pool AND o.archived_at IS NULL
              -- One that was renamed is the user's.
              AND o.name IN (SELECT facts ->> 'organisation' FROM contacts_importrow
                             WHERE run_id = %(run)s)
              AND (o.aliases, o.website, o.industry, o.size, o.first_hire, o.notes)
                  = ('{{}}', '', '', '', '', '')
              AND {still}
        ), pairs AS (
            DELETE FROM contacts_organisationduplicate
            WHERE organisation_id IN (SELECT id FROM unused)
               OR other_id IN (SELECT id FROM unused)
        )
        DELETE FROM contacts_organisation WHERE id IN (SELECT id FROM unused)
    """


def _relations(model: type[models.Model]) -> list[tuple[Any, str]]:
    """Return every table and column that refers to a model, joining tables included."""
    return [
        (relation.related_model, str(relation.field.column))
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
    ]


def _say_edited(cursor: Any) -> None:
    """Name the facts that the user has changed since, on the rows of those people."""
    cursor.execute("SELECT row_id, edited FROM restored WHERE edited <> '{}'")
    rows = [ImportRow(pk=row_id, kept=_kept(columns)) for row_id, columns in cursor.fetchall()]
    ImportRow.objects.bulk_update(rows, ["kept"], batch_size=500)


def _kept(columns: list[str]) -> str:
    said = _("You changed: %(what)s.") % {"what": _labels(columns)}
    if set(POSITION).isdisjoint(columns):
        return said
    together = _("Title and organisation go together, so both stay, and so does the move.")
    return f"{said} {together}"


def _labels(columns: list[str]) -> str:
    fields = (Person._meta.get_field(column.removesuffix("_id")) for column in sorted(columns))
    return ", ".join(str(getattr(field, "verbose_name", "")) for field in fields)
