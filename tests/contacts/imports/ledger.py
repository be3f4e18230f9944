"""Everything an account holds, to compare before and after."""

from django.apps import apps
from django.db import connection

from contacts.models import ImportChunk, ImportFile, ImportRow, ImportRun

_OURS = (ImportRun, ImportFile, ImportRow, ImportChunk)


def ledger():
    """Return all rows of all tables but the imports' own, by table; not who waits for a new plan."""
    tables = {}
    with connection.cursor() as cursor:
        for app in ("contacts", "interviews"):
            for model in apps.get_app_config(app).get_models(include_auto_created=True):
                if model in _OURS:
                    continue
                held = "(to_jsonb(t) - 'needs_planning')::text"
                cursor.execute(f"SELECT {held} FROM {model._meta.db_table} t ORDER BY 1")
                tables[model._meta.db_table] = [row for (row,) in cursor.fetchall()]
    return tables


def difference(before, after):
    """Return what went and what came, by table; empty when nothing changed."""
    found = {}
    for table in before:
        gone, come = set(before[table]) - set(after[table]), set(after[table]) - set(before[table])
        if gone or come:
            found[table] = (sorted(gone), sorted(come))
    return found
