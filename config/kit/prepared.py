"""Runs a statement whose plan Postgres keeps, for one that is large and asked again and again."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def rows_of(statement: str, values: Mapping[str, Any]) -> list[Any]:
    """Return the rows of a statement with named values, prepared once a connection.

    Django itself binds on the client and so has every statement planned anew. The plan is a general
    one (`plan_cache_mode` in the settings): no value and no statistics of one account change it.
    """
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    is_logged = connection.queries_logged
    wrap = connection.make_debug_cursor if is_logged else connection.make_cursor
    with wrap(cursor) as wrapped:  # type: ignore[arg-type]
        wrapped.execute(statement, values)
        return wrapped.fetchall()
