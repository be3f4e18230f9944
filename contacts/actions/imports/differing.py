"""What an import would change: facts and addresses that are new, and so the verdict on each row.

A file adds what is missing and never empties or replaces what stands there, with one exception: a
title or organisation other than ours is news, and is written with a Move that keeps the old one.
It is no news when files of the same format said it before, or said more; what differs then is the
user's own later edit, and stays. Nor is it news from a file older than the one that told of them
last: a file is as old as the newest connection in it, where it dates any.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Max
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from contacts.actions.imports.matching import drop
from contacts.models import ImportRow, ImportRun, Verdict

TABLES = ("told", "entity")

# Facts filled where nothing stands, and lists that grow; the prints are no news to anybody.
FILLED = ("called", "connection", "notes", "country", "language", "zone", "function", "level")
GROWN = ("tags", "groups", "earlier", "known_by")

# Columns of Person that change and go back together.
POSITION = ("title", "organisation_id")
IN_POSITION = "key IN ('title', 'organisation_id')"

# Whether a position (title, organisation, age of the file) tells nothing that the one told before
# does not, or is older; all of it JSON.
NOTHING_NEW = """
(coalesce({position} ->> 0 IN ('', {told} ->> 0) AND {position} ->> 1 IN ('', {told} ->> 1), false)
 OR coalesce({position} ->> 2 < {told} ->> 2, false))
"""
NO_NEWS = NOTHING_NEW.format(position="t.position", told="(p.told -> t.format)")

# What each format of file says of somebody's title and organisation: a row that says what was told
# before, for two that were merged have two, else its first row that does.
TOLD = f"""
CREATE TEMP TABLE told ON COMMIT DROP AS
SELECT DISTINCT ON (lead, format) lead, format, rank, t.id, position
FROM (
    SELECT *, CASE WHEN age IS NULL THEN jsonb_build_array(title_key, place_key)
                   ELSE jsonb_build_array(title_key, place_key, age) END AS position
    FROM staged WHERE has_position
) t LEFT JOIN contacts_person p ON p.id = t.person_id
ORDER BY lead, format, NOT {NO_NEWS}, rank
"""

# A line for every person, with all that their rows tell: of single facts the first row's, of title
# and organisation both from one row, of lists all. New ones get their key already, in the order of
# the rows, so that everything else can refer to it.
ENTITY = """
CREATE TEMP TABLE entity ON COMMIT DROP AS
WITH many AS (SELECT lead FROM staged GROUP BY lead HAVING count(*) > 1),
fact AS (
    SELECT s.lead, s.rank, f.key, f.value, jsonb_typeof(f.value) = 'array' AS is_list,
           min(s.rank) FILTER (WHERE s.has_position) OVER (PARTITION BY s.lead) AS position_rank
    FROM many JOIN staged s USING (lead) JOIN contacts_importrow r ON r.id = s.id,
         jsonb_each(r.facts) f
),
single AS (
    SELECT DISTINCT ON (lead, key) lead, key, value FROM fact
    WHERE NOT is_list
      AND (key NOT IN ('title', 'organisation') OR rank = position_rank)
      AND (key NOT IN ('sounds', 'is_family_first') OR rank = lead)
    ORDER BY lead, key, rank
),
item AS (
    SELECT lead, key, i.value, min(rank * 1000 + i.place) AS turn
    FROM fact, jsonb_array_elements(CASE WHEN is_list THEN value ELSE '[]' END)
               WITH ORDINALITY AS i (value, place)
    GROUP BY lead, key, i.value
),
several AS (
    SELECT lead, key, jsonb_agg(value ORDER BY turn) AS value FROM item GROUP BY lead, key
),
merged AS (
    SELECT lead, jsonb_object_agg(key, value) AS facts
    FROM (SELECT * FROM single UNION ALL SELECT * FROM several) fact GROUP BY lead
)
SELECT lead, row_id, person_id, facts, told, place_key,
       CASE WHEN person_id IS NULL AND %(is_real)s
            THEN nextval(pg_get_serial_sequence('contacts_person', 'id')) END AS new_id
FROM (
    SELECT h.rank AS lead, s.id AS row_id, h.person_id,
           coalesce(m.facts, r.facts) AS facts, coalesce(t.told, '{}') AS told, t.place_key
    FROM head h JOIN staged s USING (rank) JOIN contacts_importrow r ON r.id = s.id
    LEFT JOIN merged m ON m.lead = h.rank
    LEFT JOIN (
        SELECT lead, jsonb_object_agg(format, position) AS told,
               (array_agg(position ->> 1 ORDER BY rank))[1] AS place_key
        FROM told GROUP BY lead
    ) t ON t.lead = h.rank
    ORDER BY h.rank
) one
"""

# Not of the facts: comparing JSON for its statistics would take as long as making the table.
ANALYZE_ENTITY = "ANALYZE entity (lead, row_id, person_id, new_id)"

# Who named them, where a file of ours says so and just one person answers to it: by the name alone,
# else by name and organisation.
REFERRAL = """
CREATE TEMP TABLE referral ON COMMIT DROP AS
WITH named AS (
    SELECT lead, coalesce(person_id, new_id) AS own_id, askwell_plain(facts ->> 'referrer') AS key
    FROM entity WHERE facts ? 'referrer'
),
answering AS (
    SELECT p.sort_key AS key, p.id, 0 AS turn
    FROM contacts_person p JOIN named n ON n.key = p.sort_key
    WHERE p.account_id = %(account)s
    UNION
    SELECT n.key, p.id, 1
    FROM contacts_person p JOIN contacts_organisation o ON o.id = p.organisation_id
    JOIN named n ON n.key = p.sort_key || ', ' || o.sort_key
    WHERE p.account_id = %(account)s
),
sole AS (
    SELECT DISTINCT ON (key) key, person_id FROM (
        SELECT key, turn, min(id) AS person_id FROM answering
        GROUP BY key, turn HAVING count(*) = 1
    ) one ORDER BY key, turn
)
SELECT n.lead, o.person_id FROM named n JOIN sole o USING (key)
WHERE o.person_id IS DISTINCT FROM n.own_id
"""

# For each one known, what is to be written and what stood there; title and organisation are one
# position, and both are noted when either changes. An organisation that has to be made first is -1.
CHANGE = f"""
CREATE TEMP TABLE change ON COMMIT DROP AS
WITH news AS (
    SELECT DISTINCT ON (t.lead) t.lead, r.facts ->> 'title' AS title,
           t.position ->> 0 AS title_key, t.position ->> 1 AS place_key,
           coalesce(o.organisation_id, -1) AS organisation_id
    FROM told t JOIN entity e USING (lead) JOIN contacts_person p ON p.id = e.person_id
    JOIN contacts_importrow r ON r.id = t.id
    LEFT JOIN place o ON o.key = t.position ->> 1
    WHERE NOT {NO_NEWS}
    ORDER BY t.lead, t.rank
),
state AS (
    SELECT e.lead, e.row_id, p.id AS person_id,
        jsonb_build_object(
            'title', p.title, 'organisation_id', p.organisation_id, 'told', p.told,
            'connected_on', p.connected_on, 'is_do_not_contact', p.is_do_not_contact,
            'may_use_name', p.may_use_name, 'referred_by_id', p.referred_by_id,
            'named_on', p.named_on,
            {", ".join(f"'{name}', p.{name}" for name in (*FILLED, *GROWN))}
        ) AS was,
        jsonb_build_object(
            'title', CASE WHEN coalesce(n.title_key, '') IN ('', askwell_plain(p.title))
                     THEN p.title ELSE n.title END,
            'organisation_id', CASE WHEN coalesce(n.place_key, '') = ''
                               THEN p.organisation_id ELSE n.organisation_id END,
            'told', p.told || (
                SELECT coalesce(jsonb_object_agg(key, value), '{{}}') FROM jsonb_each(e.told)
                WHERE NOT {NOTHING_NEW.format(position="value", told="(p.told -> key)")}
            ),
            'connected_on', coalesce(p.connected_on, (e.facts ->> 'connected_on')::date),
            'is_do_not_contact',
            p.is_do_not_contact OR coalesce((e.facts ->> 'is_do_not_contact')::boolean, false),
            'may_use_name', CASE WHEN p.may_use_name = 'unknown'
                            THEN coalesce(e.facts ->> 'may_use_name', 'unknown')
                            ELSE p.may_use_name END,
            'referred_by_id', coalesce(p.referred_by_id, b.person_id),
            -- The day on which that one named them, and nobody else.
            'named_on', coalesce(
                p.named_on,
                CASE WHEN coalesce(p.referred_by_id, b.person_id) = b.person_id
                THEN (e.facts ->> 'named_on')::date END
            ),
            {
    ", ".join(
        f"'{name}', coalesce(nullif(p.{name}, ''), e.facts ->> '{name}', '')" for name in FILLED
    )
},
            {
    ", ".join(
        f"'{name}', p.{name} || ARRAY("
        f"SELECT value FROM jsonb_array_elements_text(e.facts -> '{name}') AS value"
        f" WHERE value <> ALL (p.{name}))"
        for name in GROWN
    )
}
        ) AS becomes
    FROM entity e JOIN contacts_person p ON p.id = e.person_id LEFT JOIN news n USING (lead)
    LEFT JOIN referral b USING (lead)
)
SELECT lead, row_id, person_id,
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(was)
     WHERE becomes -> key IS DISTINCT FROM value OR is_move AND {IN_POSITION}) AS before,
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(becomes)
     WHERE was -> key IS DISTINCT FROM value OR is_move AND {IN_POSITION}) AS wrote
FROM state, LATERAL (
    SELECT was -> 'title' IS DISTINCT FROM becomes -> 'title'
        OR was -> 'organisation_id' IS DISTINCT FROM becomes -> 'organisation_id' AS is_move
) position
WHERE was IS DISTINCT FROM becomes
"""

# Addresses to be added. An e-mail address goes to whom it belongs (see matching), but in our own
# export to everyone who had it; a profile only to someone without one; a number that differs in its
# spaces only is the same number. Our export writes a second profile among the others. What the user
# took out stays out.
REACH = """
CREATE TEMP TABLE reach ON COMMIT DROP AS
SELECT DISTINCT ON (lead, kind, key) lead, row_id, person_id, kind, value, turn
FROM (
    SELECT e.lead, e.row_id, e.person_id, w.kind, w.value, w.turn,
           e.facts ? 'key' AS is_ours,
           CASE w.kind WHEN 'email' THEN lower(w.value)
                       WHEN 'phone' THEN regexp_replace(w.value, '\\D', '', 'g')
                       WHEN 'linkedin' THEN ''
                       ELSE w.value END AS key
    FROM entity e, LATERAL (
        SELECT 'email' AS kind, value, turn
        FROM jsonb_array_elements_text(e.facts -> 'emails') WITH ORDINALITY AS a (value, turn)
        UNION ALL
        SELECT 'phone', value, 100 + turn
        FROM jsonb_array_elements_text(e.facts -> 'phones') WITH ORDINALITY AS a (value, turn)
        UNION ALL
        SELECT 'linkedin', e.facts ->> 'profile', 200
        UNION ALL
        SELECT 'wechat', e.facts ->> 'wechat', 300
        UNION ALL
        SELECT 'website', value, 400 + turn
        FROM jsonb_array_elements_text(e.facts -> 'websites') WITH ORDINALITY AS a (value, turn)
        UNION ALL
        SELECT 'other', value, 500 + turn
        FROM jsonb_array_elements_text(e.facts -> 'others') WITH ORDINALITY AS a (value, turn)
    ) w
    WHERE w.value IS NOT NULL AND (e.person_id IS NOT NULL OR %(is_real)s)
) way
WHERE NOT EXISTS (
    SELECT FROM contacts_reach r
    WHERE r.person_id = way.person_id
      AND (r.kind = way.kind AND CASE r.kind WHEN 'email' THEN lower(r.value)
                                  WHEN 'phone' THEN regexp_replace(r.value, '\\D', '', 'g')
                                  WHEN 'linkedin' THEN ''
                                  ELSE r.value END = way.key
           OR way.kind = 'other' AND r.value = way.value)
)
AND NOT EXISTS (
    SELECT FROM contacts_person p
    WHERE p.id = way.person_id AND p.unwanted <> '{}'
      AND kind || ':' || CASE kind WHEN 'linkedin' THEN value ELSE key END = ANY (p.unwanted)
)
AND (kind <> 'email' OR is_ours OR EXISTS (
    SELECT FROM holder h JOIN staged s ON s.rank = h.first_rank
    WHERE h.email = way.key AND h.person_id IS NULL AND s.lead = way.lead
))
ORDER BY lead, kind, key, turn
"""

# A row that tells nothing beyond the first of its person is no news, nor is one of somebody whom
# nothing is written for. Most persons have one row: only the others are held against the first.
VERDICT = """
UPDATE contacts_importrow r
SET verdict = v.verdict, reason = v.reason, person_id = v.person_id
FROM (
    SELECT s.id, coalesce(e.person_id, e.new_id, p.other_id) AS person_id,
        CASE WHEN p.lead IS NOT NULL AND s.rank = e.lead THEN 'duplicate'
             WHEN e.person_id IS NULL AND s.rank = e.lead THEN 'new'
             WHEN e.person_id IS NOT NULL AND c.lead IS NULL THEN 'same'
             WHEN f.id IS NOT NULL THEN 'same'
             ELSE 'update' END AS verdict,
        CASE WHEN p.lead IS NULL OR s.rank <> e.lead THEN ''
             WHEN p.why = 'email' THEN %(email)s
             ELSE %(name)s END AS reason
    FROM staged s JOIN entity e USING (lead)
    LEFT JOIN (
        SELECT s.id FROM staged s JOIN entity e USING (lead)
        JOIN contacts_importrow t ON t.id = s.id
        JOIN contacts_importrow first ON first.id = e.row_id
        WHERE s.rank <> s.lead AND first.facts @> (t.facts - 'known_by')
    ) f ON f.id = s.id
    LEFT JOIN (
        SELECT lead FROM change WHERE wrote - ARRAY['told', 'known_by'] <> '{}'
        UNION SELECT lead FROM reach
    ) c ON c.lead = e.lead
    LEFT JOIN (
        SELECT DISTINCT ON (lead) lead, why, other_id FROM pair ORDER BY lead, why, other_id
    ) p ON p.lead = e.lead
) v
WHERE v.id = r.id
  AND (r.verdict, r.reason, r.person_id) IS DISTINCT FROM (v.verdict, v.reason, v.person_id)
"""


def reasons() -> dict[str, str]:
    """Return why two people may be one, in the user's words."""
    return {
        "email": _("The same e-mail address belongs to somebody else."),
        "name": _("There is somebody of the same name."),
    }


def ages_of(files: Iterable[int]) -> dict[int, str]:
    """Return the day of the newest connection in each file that tells of one, as ISO text."""
    rows = ImportRow.objects.filter(file__in=set(files)).order_by().values("file")
    newest = rows.annotate(age=Max(KeyTextTransform("connected_on", "facts")))
    return {file: age for file, age in newest.values_list("file", "age") if age}


def gather(*, is_real: bool) -> None:
    """Fill the tables of who the rows' people are and what is told of them; needs `match`.

    New people get a key only when it `is_real`, about to be written.
    """
    drop(*TABLES)
    with connection.cursor() as cursor:
        for step in (TOLD, "ANALYZE told", ENTITY, "CREATE INDEX ON entity (lead)", ANALYZE_ENTITY):
            cursor.execute(step, {"is_real": is_real})


def compare(run: ImportRun, *, is_real: bool) -> None:
    """Fill the tables of what is to be written; addresses of new people only when it `is_real`."""
    drop("referral", "change", "foreseen", "reach")
    with connection.cursor() as cursor:
        cursor.execute(REFERRAL, {"account": run.account_id})
        cursor.execute(CHANGE)
        cursor.execute(REACH, {"is_real": is_real})
        cursor.execute("ANALYZE change")
        cursor.execute("ANALYZE reach")


def compare_again() -> None:
    """Find once more what is to be written of people it was found for: they may have been edited."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE change RENAME TO foreseen")
        cursor.execute(CHANGE)
        cursor.execute("DELETE FROM change WHERE lead NOT IN (SELECT lead FROM foreseen)")
        cursor.execute("ANALYZE change")


def judge(run: ImportRun) -> dict[str, int]:
    """Write the verdict on every row and return how many have each; needs `compare`."""
    counts = dict.fromkeys(map(str, Verdict.values), 0)
    with connection.cursor() as cursor:
        cursor.execute(VERDICT, reasons())
        cursor.execute(
            "SELECT verdict, count(*) FROM contacts_importrow WHERE run_id = %s GROUP BY verdict",
            [run.pk],
        )
        return counts | dict(cursor.fetchall())
