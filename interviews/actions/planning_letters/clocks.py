"""Which clocks accounts have: the zones and hours there are, found without reading the accounts."""

from django.db import connection
from psycopg import sql

from config.kit.zone_data import is_known

# Postgres has no loose index scan: this steps from each pair to the next one in the index of the
# accounts that want such letters, so that it costs by the number of pairs.
_PAIRS = sql.SQL("""
WITH RECURSIVE clock AS (
    (SELECT zone, {hour} AS hour FROM contacts_account
     WHERE {wanted} AND is_active AND deletion_asked_at IS NULL
     ORDER BY zone, {hour} LIMIT 1)
    UNION ALL
    SELECT following.zone, following.hour
    FROM clock CROSS JOIN LATERAL (
        SELECT zone, {hour} AS hour FROM contacts_account
        WHERE {wanted} AND is_active AND deletion_asked_at IS NULL
          AND (zone, {hour}) > (clock.zone, clock.hour)
        ORDER BY zone, {hour} LIMIT 1
    ) following
)
SELECT zone, hour FROM clock
""")


def clocks(*, wanted: str, hour: str) -> list[tuple[str, int]]:
    """Return the (zone, hour) pairs of accounts that want a letter, each once.

    A zone without rules (an account of old has one) keeps its accounts from letters, and nobody else.
    `wanted` and `hour` are fields of the account that begin an index with its zone.
    """
    query = _PAIRS.format(wanted=sql.Identifier(wanted), hour=sql.Identifier(hour))
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [(zone, number) for zone, number in cursor.fetchall() if is_known(zone)]
