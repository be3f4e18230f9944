"""Copies a whole database to a file and back, by Postgres' own programs."""

import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from django.db import connection

from config.kit.programs import PostgresFailed, Programs
from config.kit.readiness import server_version

# Nothing of this outlives a restart.
_NOT_KEPT = ("askwell_cache",)
_EMPTY = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public"
# Older servers do not know this line of a newer pg_restore (it came with Postgres 17).
_TOO_NEW = b"SET transaction_timeout = 0;\n"


def dump(to: Path, programs: Programs) -> None:
    """Write the database to a file that only its owner reads; all of it or nothing.

    Raises PostgresFailed, or OSError when the place cannot be written to.
    """
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    args, environ = _connection()
    left_out = [f"--exclude-table-data={table}" for table in _NOT_KEPT]
    command = [programs.path("pg_dump"), "-Fc", "--no-owner", "--no-privileges", *left_out]
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            result = subprocess.run(
                [*command, *args], env=environ, stdout=file, stderr=subprocess.PIPE
            )
            os.fsync(file.fileno())
        if result.returncode:
            raise PostgresFailed(result.stderr.decode(errors="replace").strip())
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def load(file: Path, programs: Programs, *, then: str = "") -> None:
    """Put the file's content in place of what the database holds, in one transaction.

    `then` is SQL that ends it; tables are named with their schema there. Raises PostgresFailed when the
    file is no backup or cannot be loaded; nothing has changed then.
    """
    args, environ = _connection()
    unpack = [programs.path("pg_restore"), "-f", "-", "--no-owner", "--no-privileges", str(file)]
    feed = [programs.path("psql"), "-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "-1"]
    feed += ["-c", "SET lock_timeout = '10s'", "-c", _EMPTY, "-f", "-", *args]
    # Reading the table of contents tells a backup from any other file before anything is touched.
    _check(subprocess.run([unpack[0], "-l", str(file)], capture_output=True))
    with (
        subprocess.Popen(unpack, stdout=subprocess.PIPE) as reader,
        subprocess.Popen(
            feed, env=environ, stdin=subprocess.PIPE, stderr=subprocess.PIPE
        ) as writer,
    ):
        assert reader.stdout and writer.stdin and writer.stderr
        with suppress(BrokenPipeError):
            writer.stdin.write(reader.stdout.read(65536).replace(_TOO_NEW, b""))
            shutil.copyfileobj(reader.stdout, writer.stdin)
        if reader.wait():
            # An unfinished script must not be committed.
            writer.kill()
            # What was still to be written would fail again when the pipe is closed by itself.
            with suppress(BrokenPipeError):
                writer.stdin.close()
            raise PostgresFailed("The backup is damaged.")
        with suppress(BrokenPipeError):
            writer.stdin.write(then.encode())
            writer.stdin.close()
        said = writer.stderr.read().decode(errors="replace").strip()
        if writer.wait():
            raise PostgresFailed(said)


def fitting(programs: Programs) -> Programs:
    """Return programs not older than the server, the ones on the PATH first, else `programs`."""
    on_path = shutil.which("pg_dump")
    if on_path and not programs.chosen:
        version = subprocess.run([on_path, "--version"], capture_output=True, text=True).stdout
        found = re.search(r"(\d+)\.", version)
        if found and int(found.group(1)) >= server_version():
            return Programs(str(Path(on_path).parent))
    return programs


def _connection() -> tuple[list[str], dict[str, str]]:
    """Return the options that name the database, and an environment that holds the password."""
    (_, *args), environ = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return args, {**os.environ, **(environ or {})}


def _check(result: "subprocess.CompletedProcess[bytes]") -> None:
    if result.returncode:
        raise PostgresFailed(result.stderr.decode(errors="replace").strip())
