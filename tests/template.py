"""The migrated database that the tests' databases are copies of."""

import hashlib
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings

from tests.processes import environment

LOCK = Path(settings.BASE_DIR) / "requirements.lock"


def migrated():
    """Return the name of a database with all migrations, made once for each state of theirs."""
    name = f"migrated_{_state()}"
    address = settings.POSTGRES.address()
    with psycopg.connect(
        host=address["HOST"], user=address["USER"], dbname="postgres", autocommit=True
    ) as server:
        # Several processes of one run come here at once; the first one makes it.
        server.execute("SELECT pg_advisory_lock(1)")
        made = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated%'")
        others = {other for (other,) in made}
        if name not in others:
            for other in others:
                server.execute(f'DROP DATABASE "{other}"')
            server.execute("CREATE DATABASE migrated")
            _migrate("migrated")
            server.execute(f'ALTER DATABASE migrated RENAME TO "{name}"')
    return name


def _state():
    """Return what changes with every migration, ours or of a package."""
    files = [LOCK, *sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _migrate(name):
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        env=environment(settings.DATA_DIR, name=name),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
