"""How the tables are emptied after a test that commits, those included that Django would leave."""

from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations

# Tables of no model that Django manages. What a test left there would be the next one's.
LEFT = (
    *("procrastinate_periodic_defers", "procrastinate_events"),
    *("procrastinate_jobs", "procrastinate_workers"),
    settings.CACHES["default"]["LOCATION"],
)
_sql_flush = DatabaseOperations.sql_flush


def by_truncating(operations, style, tables, **options):
    """Return statements that empty every table, as Django would do it."""
    return _sql_flush(operations, style, [*tables, *LEFT] if tables else [], **options)


def by_deleting(operations, style, tables, *, reset_sequences=False, allow_cascade=False):
    """Return statements that delete every row: truncating makes every table's files anew.

    With few rows it takes a tenth of the time. What rows point at need not go first: no constraint
    or trigger of ours looks on.
    """
    rows = (f"DELETE FROM {operations.quote_name(table)};" for table in (*tables, *LEFT))
    return ["SET LOCAL session_replication_role = replica;", *rows] if tables else []
