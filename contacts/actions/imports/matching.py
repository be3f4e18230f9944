"""Who the rows of an import are: which of them are one person, and which that person is.

Identity is the profile's address, then an e-mail address, then name with organisation, in this
order, against the account's people (archived ones too) and among the rows themselves:

- A row without a profile that an import has brought before is who it was then: what that import
  itself, or the user, has changed since about names, places and addresses leads nobody astray.

- Two profiles are two people, and so are two keys of our own export, which at home lead straight
  to their person. Rows without either join whom their e-mail or name leads to.
- An address belongs to one person: who has it already, else the first row that names it. It leads
  to them from rows of a name that may be theirs only: couples and offices share an address.
- A name counts together with where somebody is, or was as far as files and moves told. A row with
  neither address nor organisation is who has that name and none of them either.
- What points two ways, or is alike in name only, is a pair to look at, never one person.

All of it happens in temporary tables, which the later steps go on with. Every statement is linear
in the rows: names are grouped before they are joined, since a file may hold one 200,000 times.
"""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.db import connection

from contacts.models import ImportRun
from contacts.rules.namesakes import called, may_be_one
from contacts.rules.pinyin import sounds

# Addresses set apart in a statement.
ADDRESSES = 5_000

TABLES = ("place", "staged", "address", "holder", "head", "spot", "pair")

# The account's organisation that goes by each name; its own name before an alias.
PLACE = """
CREATE TEMP TABLE place ON COMMIT DROP AS
WITH called AS (
    SELECT sort_key AS key, id, 0 AS turn FROM contacts_organisation
    WHERE account_id = %(account)s
    UNION ALL
    SELECT askwell_plain(alias), id, 1 FROM contacts_organisation, unnest(aliases) AS alias
    WHERE account_id = %(account)s
)
SELECT DISTINCT ON (key) key, id AS organisation_id FROM called WHERE key <> ''
ORDER BY key, turn, id
"""

# A line for every readable row. `rank` is the order of trust: those with a profile first, then as
# they stand. `lead` is the rank of the row that speaks for the same person. `sole` is what only one
# person has: a profile, else the key in our own export. `place` is the key of an organisation that
# is known, else its name. `age` is the day of the newest connection that the file tells of, reckoned
# once: statistics from before the run make Postgres expect a single row, and it would look through
# the whole run again for each of them.
STAGED = """
CREATE TEMP TABLE staged ON COMMIT DROP AS
WITH age AS MATERIALIZED (
    SELECT file_id, max(facts ->> 'connected_on') AS age FROM contacts_importrow
    WHERE run_id = %(run)s GROUP BY file_id
)
SELECT line.*, coalesce('#' || p.organisation_id, place_key) AS place,
       CASE WHEN sole IS NULL THEN rank ELSE min(rank) OVER (PARTITION BY sole) END AS lead
FROM (
    SELECT row_number() OVER (ORDER BY (r.facts ? 'profile') DESC, r.id) AS rank,
           r.id, f.format, a.age, NULL::bigint AS person_id,
           r.facts ->> 'profile' AS profile,
           coalesce(r.facts ->> 'profile', 'key:' || (r.facts ->> 'key')) AS sole,
           r.facts -> 'known_by' ->> 0 AS print,
           coalesce(askwell_plain(r.facts ->> 'name'), '') AS name_key,
           coalesce(askwell_plain(r.facts ->> 'title'), '') AS title_key,
           coalesce(askwell_plain(r.facts ->> 'organisation'), '') AS place_key,
           r.facts ? 'emails' AS has_email,
           r.facts ?| ARRAY['title', 'organisation'] AS has_position
    FROM contacts_importrow r JOIN contacts_importfile f ON f.id = r.file_id
    JOIN age a USING (file_id)
    WHERE r.run_id = %(run)s AND r.verdict <> 'unreadable'
) line
LEFT JOIN place p ON p.key = line.place_key
"""

# Which rows name which e-mail address; which is the first, and who has it already.
ADDRESS = """
CREATE TEMP TABLE address ON COMMIT DROP AS
SELECT DISTINCT s.rank, lower(email) AS email, true AS is_theirs
FROM staged s JOIN contacts_importrow r ON r.id = s.id,
     jsonb_array_elements_text(r.facts -> 'emails') AS email
WHERE s.has_email
"""
HOLDER = """
CREATE TEMP TABLE holder ON COMMIT DROP AS
SELECT e.email, e.first_rank, known.person_id, known.unlinked_id
FROM (SELECT email, min(rank) AS first_rank FROM address GROUP BY email) e
LEFT JOIN (
    SELECT lower(r.value) AS email, min(r.person_id) AS person_id,
           min(r.person_id) FILTER (WHERE l.id IS NULL) AS unlinked_id
    FROM contacts_reach r
    LEFT JOIN contacts_reach l ON l.person_id = r.person_id AND l.kind = 'linkedin'
    WHERE r.account_id = %(account)s AND r.kind = 'email'
    GROUP BY lower(r.value)
) known USING (email)
"""

BY_PROFILE = """
UPDATE staged s SET person_id = known.person_id
FROM (
    SELECT value, min(person_id) AS person_id FROM contacts_reach
    WHERE account_id = %(account)s AND kind = 'linkedin' GROUP BY value
) known
WHERE known.value = s.profile
"""
# Only in the account that a file was exported from (see importing.askwell).
BY_KEY = """
UPDATE staged s SET person_id = p.id
FROM contacts_importrow r JOIN contacts_person p ON p.id = (r.facts ->> 'person')::bigint
WHERE r.id = s.id AND r.run_id = %(run)s AND r.facts ? 'person' AND p.account_id = %(account)s
"""
BY_PRINT = """
UPDATE staged s SET person_id = known.person_id
FROM (
    SELECT print, min(p.id) AS person_id
    FROM contacts_person p, unnest(p.known_by) AS print
    WHERE p.account_id = %(account)s AND EXISTS (SELECT FROM staged WHERE print IS NOT NULL)
    GROUP BY print
) known
WHERE known.print = s.print AND s.person_id IS NULL
"""
# Names of rows, and beside each those of whom an address of theirs belongs to, where they differ:
# of who is known, and of the row that speaks for them.
DOUBTED = """
WITH led AS (
    SELECT person_id, min(rank) AS rank FROM staged WHERE person_id IS NOT NULL GROUP BY person_id
),
bearer AS (
    SELECT h.email, f.lead, known.id AS person_id,
           CASE WHEN known.id IS NULL THEN f.lead ELSE l.rank END AS rank
    FROM holder h JOIN staged f ON f.rank = h.first_rank,
         LATERAL (SELECT coalesce(h.person_id, f.person_id) AS id) known
         LEFT JOIN led l ON l.person_id = known.id
)
SELECT a.rank, a.email, r.facts ->> 'name', r.facts ? 'is_family_first',
       p.name, p.is_family_first, q.facts ->> 'name', q.facts ? 'is_family_first'
FROM bearer b JOIN address a USING (email) JOIN staged s ON s.rank = a.rank
JOIN contacts_importrow r ON r.id = s.id
LEFT JOIN contacts_person p ON p.id = b.person_id
LEFT JOIN staged t ON t.rank = b.rank LEFT JOIN contacts_importrow q ON q.id = t.id
WHERE CASE WHEN b.person_id IS NULL THEN s.lead <> b.lead
           ELSE s.person_id IS DISTINCT FROM b.person_id END
  AND s.name_key IS DISTINCT FROM p.sort_key AND s.name_key IS DISTINCT FROM t.name_key
"""
# What is somebody else's address tells nothing about who a row is.
SET_APART = """
UPDATE address a SET is_theirs = false
FROM unnest(%s::bigint[], %s::text[]) AS other (rank, email)
WHERE a.rank = other.rank AND a.email = other.email
"""
NO_EMAIL = """
UPDATE staged s SET has_email = false
WHERE has_email AND NOT EXISTS (SELECT FROM address a WHERE a.rank = s.rank AND a.is_theirs)
"""
BY_EMAIL = """
UPDATE staged s SET person_id = known.person_id
FROM (
    SELECT a.rank, min(h.person_id) AS person_id
    FROM address a JOIN holder h USING (email) WHERE a.is_theirs GROUP BY a.rank
) known
WHERE known.rank = s.rank AND s.sole IS NULL AND s.person_id IS NULL
"""
# Someone without a profile gets the first that names an address of theirs, and no second one.
PROFILE_BY_EMAIL = """
UPDATE staged s SET person_id = chosen.person_id
FROM (
    SELECT DISTINCT ON (person_id) person_id, sole
    FROM (
        SELECT t.sole, min(t.rank) AS rank,
               min(CASE WHEN t.profile IS NULL THEN h.person_id ELSE h.unlinked_id END) AS person_id
        FROM staged t JOIN address a USING (rank) JOIN holder h USING (email)
        WHERE t.sole IS NOT NULL AND t.person_id IS NULL AND a.is_theirs
        GROUP BY t.sole
    ) wanted
    WHERE person_id IS NOT NULL ORDER BY person_id, rank
) chosen
WHERE chosen.sole = s.sole AND s.person_id IS NULL
"""
# Rows that nobody is found for yet follow the first row with an address of theirs.
LEAD_BY_EMAIL = """
UPDATE staged s SET lead = first.rank
FROM (
    SELECT a.rank AS own, min(h.first_rank) AS rank
    FROM address a JOIN holder h USING (email) WHERE a.is_theirs GROUP BY a.rank
) first
WHERE first.own = s.rank AND first.rank < s.rank AND s.sole IS NULL AND s.person_id IS NULL
"""
# To be repeated until nothing changes; each time chains are half as long.
FOLLOW = """
UPDATE staged s SET lead = t.lead FROM staged t WHERE t.rank = s.lead AND t.lead <> s.lead
"""

# A line for every person so far. Whoever is known goes by the name we know; the place is that of
# the first row that tells of one, else where we know them to be.
HEAD = """
CREATE TEMP TABLE head ON COMMIT DROP AS
SELECT lead AS rank, lead,
       max(person_id) AS person_id,
       min(profile) AS profile, min(sole) AS sole,
       bool_or(has_email) AS has_email,
       (array_agg(name_key ORDER BY rank))[1] AS name_key,
       (array_agg(place ORDER BY rank) FILTER (WHERE has_position))[1] AS place
FROM staged GROUP BY lead
"""
HEAD_KNOWN = """
UPDATE head h SET name_key = p.sort_key, place = coalesce(h.place, '#' || p.organisation_id)
FROM contacts_person p WHERE p.id = h.person_id
"""
HEAD_PLACE = "UPDATE head SET place = '' WHERE place IS NULL"

# Where people of the names still looked for are (turn 0) or were (turn 1): '' for a bare name, and
# nowhere for who has no organisation but an address that tells them apart.
SPOT = """
CREATE TEMP TABLE spot ON COMMIT DROP AS
WITH namesake AS (
    SELECT p.id, p.sort_key, p.organisation_id, p.told, EXISTS (
        SELECT FROM contacts_reach l WHERE l.person_id = p.id AND l.kind = 'linkedin'
    ) AS has_profile, EXISTS (
        SELECT FROM contacts_reach e WHERE e.person_id = p.id AND e.kind = 'email'
    ) AS has_email
    FROM contacts_person p
    WHERE p.account_id = %(account)s
      AND p.sort_key IN (SELECT name_key FROM head WHERE person_id IS NULL)
    UNION ALL
    -- Whoever was merged into somebody is still told of by their old name and place.
    SELECT m.person_id, askwell_plain(m.gone_name), (was ->> 'organisation_id')::bigint,
           was -> 'told', EXISTS (
        SELECT FROM contacts_reach l WHERE l.person_id = m.person_id AND l.kind = 'linkedin'
    ), EXISTS (
        SELECT FROM contacts_reach e WHERE e.person_id = m.person_id AND e.kind = 'email'
    )
    FROM contacts_merge m, LATERAL (SELECT jsonb_path_query_first(
        m.record,
        '$.steps[*] ? (@.did == "removed" && @.model == "contacts.person")."values"'
    ) AS was) removed
    WHERE m.account_id = %(account)s AND m.person_id IS NOT NULL AND m.undone_at IS NULL
      AND askwell_plain(m.gone_name) IN (SELECT name_key FROM head WHERE person_id IS NULL)
),
stay AS (
    SELECT id, sort_key, has_profile, 0 AS turn,
           CASE WHEN organisation_id IS NOT NULL THEN '#' || organisation_id
                WHEN NOT has_profile AND NOT has_email THEN '' END AS place
    FROM namesake
    UNION ALL
    SELECT id, sort_key, has_profile, 1, coalesce('#' || p.organisation_id, position ->> 1)
    FROM namesake n CROSS JOIN jsonb_each(n.told) AS t (format, position)
    LEFT JOIN place p ON p.key = position ->> 1
    WHERE position ->> 1 <> ''
    UNION ALL
    SELECT n.id, n.sort_key, n.has_profile, 1, '#' || m.from_organisation_id
    FROM namesake n JOIN contacts_move m ON m.person_id = n.id
    WHERE m.from_organisation_id IS NOT NULL
)
SELECT sort_key AS name_key, place, turn, has_profile, min(id) AS person_id
FROM stay GROUP BY sort_key, place, turn, has_profile
"""
BY_NAME = """
UPDATE head h SET person_id = found.person_id
FROM (
    SELECT DISTINCT ON (t.rank) t.rank, s.person_id
    FROM head t JOIN spot s USING (name_key, place)
    WHERE t.person_id IS NULL AND t.sole IS NULL AND (t.place <> '' OR NOT t.has_email)
    ORDER BY t.rank, s.turn, s.person_id
) found
WHERE found.rank = h.rank
"""
# As with e-mail: a profile goes to someone without one, and only one does.
PROFILE_BY_NAME = """
UPDATE head h SET person_id = chosen.person_id
FROM (
    SELECT DISTINCT ON (person_id) person_id, rank
    FROM (
        SELECT DISTINCT ON (t.rank) t.rank, s.person_id
        FROM head t JOIN spot s USING (name_key, place)
        WHERE t.person_id IS NULL AND t.sole IS NOT NULL
          AND (t.place <> '' OR t.profile IS NULL AND NOT t.has_email)
          AND NOT (s.has_profile AND t.profile IS NOT NULL)
        ORDER BY t.rank, s.turn, s.person_id
    ) wanted
    WHERE NOT EXISTS (
        SELECT FROM head taken
        WHERE taken.person_id = wanted.person_id AND taken.sole IS NOT NULL
    )
    ORDER BY person_id, rank
) chosen
WHERE chosen.rank = h.rank
"""
# Rows without profile that are still nobody follow the first of their name and place.
LEAD_BY_NAME = """
UPDATE head h SET lead = first.rank
FROM (
    SELECT DISTINCT ON (name_key, place) name_key, place, rank
    FROM head
    WHERE place <> '' OR profile IS NULL AND NOT has_email
    ORDER BY name_key, place, person_id IS NULL, rank
) first
WHERE h.person_id IS NULL AND h.sole IS NULL AND (h.place <> '' OR NOT h.has_email)
  AND first.name_key = h.name_key AND first.place = h.place
"""
LEAD_BY_PERSON = """
UPDATE head h SET lead = first.rank
FROM (SELECT person_id, min(rank) AS rank FROM head GROUP BY person_id) first
WHERE first.person_id = h.person_id
"""
FOLLOW_HEAD = FOLLOW.replace("staged", "head")
HEAD_PERSON = """
UPDATE head h SET person_id = l.person_id FROM head l
WHERE l.rank = h.lead AND l.person_id IS DISTINCT FROM h.person_id
"""
STAGED_LEAD = """
UPDATE staged s SET lead = h.lead, person_id = h.person_id FROM head h
WHERE h.rank = s.lead
  AND (h.lead <> s.lead OR h.person_id IS DISTINCT FROM s.person_id)
"""
ONE_HEAD = "DELETE FROM head WHERE rank <> lead"

# Who may be one: with somebody known (`other_id`), else with another of these rows (`other_lead`).
PAIR = """
CREATE TEMP TABLE pair ON COMMIT DROP AS
SELECT DISTINCT ON (lead, other_id, other_lead) * FROM (
    -- The profile or name says one, an address another.
    SELECT s.lead, s.person_id, h.person_id AS other_id, NULL::bigint AS other_lead, 'email' AS why
    FROM address a JOIN holder h USING (email) JOIN staged s USING (rank)
    WHERE h.person_id IS NOT NULL AND h.person_id IS DISTINCT FROM s.person_id
      AND NOT EXISTS (
          SELECT FROM contacts_reach r
          WHERE r.person_id = s.person_id AND r.kind = 'email' AND lower(r.value) = a.email
      )
    UNION ALL
    SELECT s.lead, s.person_id, o.person_id, CASE WHEN o.person_id IS NULL THEN o.lead END, 'email'
    FROM address a JOIN holder h USING (email)
    JOIN staged s ON s.rank = a.rank JOIN staged o ON o.rank = h.first_rank
    WHERE h.person_id IS NULL AND o.lead <> s.lead
    UNION ALL
    -- Somebody new has the name of somebody known, who is elsewhere.
    SELECT h.rank, NULL, s.person_id, NULL, 'name'
    FROM head h JOIN (
        SELECT name_key, has_profile, min(person_id) AS person_id FROM spot
        GROUP BY name_key, has_profile
    ) s USING (name_key)
    WHERE h.person_id IS NULL AND NOT (s.has_profile AND h.profile IS NOT NULL)
    UNION ALL
    SELECT h.rank, NULL, f.person_id, CASE WHEN f.person_id IS NULL THEN f.rank END, 'name'
    FROM head h JOIN (
        SELECT DISTINCT ON (name_key) name_key, rank, person_id FROM head ORDER BY name_key, rank
    ) f USING (name_key)
    WHERE h.person_id IS NULL AND h.profile IS NULL AND f.rank < h.rank
) found
ORDER BY lead, other_id, other_lead, why
"""
PAIR_KNOWN = """
DELETE FROM pair p USING contacts_personduplicate d
WHERE d.account_id = %(account)s
  AND d.person_id = least(p.person_id, p.other_id)
  AND d.other_id = greatest(p.person_id, p.other_id) AND p.person_id IS NOT NULL
"""

STEPS = (
    *(PLACE, "ANALYZE place", STAGED, "ANALYZE staged"),
    *(ADDRESS, HOLDER, "ANALYZE address", "ANALYZE holder"),
    *(BY_PROFILE, BY_KEY, BY_PRINT, DOUBTED, NO_EMAIL),
    *(BY_EMAIL, PROFILE_BY_EMAIL, LEAD_BY_EMAIL, FOLLOW),
    *(HEAD, HEAD_KNOWN, HEAD_PLACE, "ANALYZE head", SPOT, "ANALYZE spot"),
    *(BY_NAME, PROFILE_BY_NAME, LEAD_BY_NAME, LEAD_BY_PERSON, FOLLOW_HEAD),
    *(HEAD_PERSON, STAGED_LEAD, ONE_HEAD, "ANALYZE staged", "ANALYZE head"),
    *(PAIR, PAIR_KNOWN, "ANALYZE pair"),
)


def match(run: ImportRun) -> None:
    """Fill the temporary tables above with who the rows of a run are; nothing else changes."""
    facts = {"account": run.account_id, "run": run.pk}
    with connection.cursor() as cursor:
        drop(*TABLES)
        for step in STEPS:
            cursor.execute(step, facts)
            if step == DOUBTED:
                _set_apart(cursor)
            while step in (FOLLOW, FOLLOW_HEAD) and cursor.rowcount:
                cursor.execute(step)


def _set_apart(cursor: Any) -> None:
    """Mark the addresses of rows whose name cannot be that of whom the address belongs to."""
    for batch in batched(list(_of_others(cursor.fetchall())), ADDRESSES):
        ranks, emails = zip(*batch, strict=True)
        cursor.execute(SET_APART, [list(ranks), list(emails)])


def _of_others(rows: list[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    for rank, email, name, is_family_first, *bearers in rows:
        names = zip(bearers[::2], bearers[1::2], strict=True)
        if not any(
            other and _may_be_one(name, is_family_first, other, is_other_first)
            for other, is_other_first in names
        ):
            yield rank, email


def _may_be_one(name: str, is_family_first: bool, other: str, is_other_first: bool) -> bool:
    if "@" in name or "@" in other:
        # No name but an address in its place.
        return True
    if bool(sounds(name)) != bool(sounds(other)):
        name, other = sounds(name) or name, sounds(other) or other
    return may_be_one(
        called(name, is_family_first=is_family_first), called(other, is_family_first=is_other_first)
    )


def drop(*tables: str) -> None:
    """Forget temporary tables of a step before, where the transaction goes on."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
