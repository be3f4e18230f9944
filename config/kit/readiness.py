"""Whether the database can be worked with: its version, its migrations, its character type."""

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.kit.programs import PostgresFailed

OLDEST = 15


def server_version() -> int:
    """Return the server's major version; raise PostgresFailed when it cannot be reached."""
    parameters = connection.get_connection_params()
    try:
        with psycopg.connect(**parameters) as raw:
            return raw.info.server_version // 10000
    except psycopg.OperationalError as problem:
        where = "The embedded one" if settings.IS_EMBEDDED else "The one that DATABASE_URL names"
        raise PostgresFailed(f"{where} does not answer: {problem}") from problem


def check_server() -> None:
    """Raise PostgresFailed when the server cannot be reached or is older than Postgres 15."""
    version = server_version()
    if version < OLDEST:
        raise PostgresFailed(f"It is Postgres {version}; Askwell needs {OLDEST} or newer.")


def pending_migrations() -> list[str]:
    """Return the names of the migrations not applied yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def check_search() -> None:
    """Raise PostgresFailed where searching would silently find nothing in Chinese."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('王小明'))")
        if not cursor.fetchone()[0]:
            raise PostgresFailed(
                "Its character type (LC_CTYPE) is C, so searching Chinese names would find "
                "nothing. Make the database with a UTF-8 one, such as C.UTF-8."
            )
