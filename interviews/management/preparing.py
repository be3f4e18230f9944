"""What `up` does before it serves: backup, migrations, static files."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from config.kit import backups, clock
from config.kit.programs import Programs
from config.kit.readiness import check_search, check_server, pending_migrations
from contacts.models import Account

Tell = Callable[[str], None]
BACKUPS_KEPT = 3
# Any fixed number: whoever holds this lock migrates, others wait.
_MIGRATING = 417_203


def prepare_database(tell: Tell) -> None:
    """Check the server, back up what a migration would touch, migrate.

    Raises PostgresFailed when the database cannot be used or backed up.
    """
    check_server()
    with connection.cursor() as cursor:
        # Waiting for another machine's migration, and migrating, may both take their time.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        if pending_migrations():
            if holds_data():
                tell(f"Backed up to {back_up_automatically()}")
            call_command("migrate", interactive=False, verbosity=0)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
    check_search()


def holds_data() -> bool:
    """Return whether anybody has an account here."""
    tables = connection.introspection.table_names()
    return Account._meta.db_table in tables and Account.objects.exists()


def programs() -> Programs:
    """Return the Postgres programs to back up and restore with."""
    embedded = settings.POSTGRES.programs
    return embedded if settings.IS_EMBEDDED else backups.fitting(embedded)


def back_up_automatically() -> Path:
    """Return the file of a backup made now; of the older automatic ones only the last stay."""
    settings.BACKUPS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.BACKUPS_DIR / f"before-migration-{clock.now():%Y%m%d-%H%M%S-%f}.dump"
    backups.dump(path, programs())
    for old in sorted(settings.BACKUPS_DIR.glob("before-migration-*.dump"))[:-BACKUPS_KEPT]:
        old.unlink()
    return path


def prepare_static_files() -> None:
    """Collect and compress static files, but only when one of them changed since the last time."""
    if settings.WHITENOISE_USE_FINDERS:
        return
    stamp = settings.STATIC_ROOT / ".sources"
    state = _sources()
    if not stamp.exists() or stamp.read_text() != state:
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)


def _sources() -> str:
    """Return a fingerprint of every source file's place, size and time of change."""
    known = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            known.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return known.hexdigest()
