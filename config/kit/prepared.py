"""Runs a statement whose plan Postgres keeps, for one that is large and asked again and again."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import psycopg
from django.db import connection

_VALUE = re.compile(r"%\((\w+)\)s")


class _Prepared(psycopg.RawCursor[Any]):
    """A cursor that reads the names of a statement's values once, however large it is."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Prepared":
        text, names = _numbered(query)
        return super().execute(text, [params[name] for name in names], **options)


def rows_of(statement: str, values: Mapping[str, Any]) -> list[Any]:
    """Return the rows of a statement with named values, prepared once a connection.

    Django itself binds on the client and so has every statement planned anew. The plan is a general
    one (`plan_cache_mode` in the settings): no value and no statistics of one account change it.
    """
    connection.ensure_connection()
    cursor = _Prepared(connection.connection)
    is_logged = connection.queries_logged
    wrap = connection.make_debug_cursor if is_logged else connection.make_cursor
    with wrap(cursor) as wrapped:  # type: ignore[arg-type]
        wrapped.execute(statement, values)
        return wrapped.fetchall()


@cache
def _numbered(statement: str) -> tuple[bytes, list[str]]:
    """Return the statement with $1 and so on for its values, and their names in that order."""
    names = list(dict.fromkeys(_VALUE.findall(statement)))
    text = _VALUE.sub(lambda value: f"${names.index(value[1]) + 1}", statement)
    return text.encode(), names
