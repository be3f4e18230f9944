"""Starts, or adopts, the private Postgres that ships as a wheel: one Unix socket, no TCP, no sudo."""

import contextlib
import fcntl
import shlex
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from config.kit import homes
from config.kit.programs import PostgresFailed, Programs

_SOMEBODY_WAS_FASTER = (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
# A server killed with -9 may not be reaped, or may recover, for some seconds.
PATIENCE = 30


class EmbeddedPostgres:
    """One data folder and the server that runs on it."""

    def __init__(self, home: Path, *, binaries: str | None = None, fast: bool = False) -> None:
        """Name the folder; nothing is made or started. `fast` gives up crash safety, for tests."""
        self.home, self.socket_dir = homes.home_of(home), homes.socket_dir_of(home)
        self.programs, self.fast = Programs(binaries), fast
        self.data, self.log = self.home / "data", self.home / "postgres.log"

    def address(self) -> dict[str, str]:
        """Return Django's HOST, PORT, USER and PASSWORD for this server, running or not."""
        return {"HOST": str(self.socket_dir), "PORT": "5432", "USER": "postgres", "PASSWORD": ""}

    def is_up(self) -> bool:
        """Return whether a server answers on the socket."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(self.socket_dir / ".s.PGSQL.5432"))
            return True
        return False

    def start(self) -> None:
        """Make the data folder if it is missing and start the server if none runs.

        Raises PostgresFailed when the data is another version's or the server will not start.
        """
        homes.make(self.home, self.socket_dir)
        with open(self.home / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.is_up():
                return
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._check_version()
            deadline = time.monotonic() + PATIENCE
            while not self.is_up():
                self._drop_stale_pid()
                try:
                    self._launch()
                except PostgresFailed:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.3)

    def prepare(self, name: str) -> None:
        """Start the server, make the database `name` if it is missing, and wait until it answers."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self.start()
            try:
                self._make_database(name)
                return
            except psycopg.OperationalError as problem:
                # It accepts connections before it has recovered, or is on its way down.
                if time.monotonic() > deadline:
                    raise PostgresFailed(str(problem)) from problem
                time.sleep(0.3)

    def stop(self) -> None:
        """Stop the server if it runs; open connections are closed, nothing is lost."""
        if (self.data / "postmaster.pid").exists():
            with contextlib.suppress(PostgresFailed):
                self.programs.run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop")

    @contextlib.contextmanager
    def running(self, name: str, *, adopt: bool = False) -> Iterator[None]:
        """Keep the server up inside the block; the last user of one started so stops it.

        A server found running is left running unless `adopt`.
        """
        homes.make(self.home, self.socket_dir)
        was_up = self.is_up()
        with open(self.home / "users", "w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self.prepare(name)
                yield
            finally:
                with contextlib.suppress(BlockingIOError):
                    if adopt or not was_up:
                        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        self.stop()

    def _initialise(self) -> None:
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        # With ctype C pg_trgm finds nothing in Chinese.
        ctype = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        self.programs.run(
            *("initdb", "-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--data-checksums", "--locale-provider=builtin"),
            *("--builtin-locale=PG_UNICODE_FAST", "--lc-collate=C", f"--lc-ctype={ctype}"),
        )
        fresh.rename(self.data)

    def _check_version(self) -> None:
        """Refuse data of another major version: Postgres cannot read it, a dump can carry it over."""
        data = (self.data / "PG_VERSION").read_text().strip()
        if data != self.programs.major:
            raise PostgresFailed(
                f"The data in {self.data} was written by Postgres {data}, but this is Postgres "
                f"{self.programs.major}, which cannot read it. Carry it over with a dump:\n"
                f"  ASKWELL_POSTGRES_BIN=<folder of Postgres {data}'s programs> "
                "python3 manage.py backup askwell.dump\n"
                f"  mv '{self.data}' '{self.data}-{data}'\n"
                "  python3 manage.py restore askwell.dump"
            )

    def _launch(self) -> None:
        options = "-c listen_addresses='' -c unix_socket_permissions=0700"
        options += f" -k {shlex.quote(str(self.socket_dir))}"
        if self.fast:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
            # No table lives long enough to be tended.
            options += " -c autovacuum=off"
        try:
            self.programs.run(
                "pg_ctl", "-D", self.data, "-w", "-l", self.log, "-o", options, "start"
            )
        except PostgresFailed as problem:
            log = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
            raise PostgresFailed(f"Postgres did not start: {problem}\n{log}") from problem

    def _make_database(self, name: str) -> None:
        with psycopg.connect(
            host=str(self.socket_dir), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(known, [name]).fetchone():
                with contextlib.suppress(*_SOMEBODY_WAS_FASTER):
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _drop_stale_pid(self) -> None:
        """Remove the pid file when its number is a dead process' or another program's."""
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            pid_file = self.data / "postmaster.pid"
            process = psutil.Process(int(pid_file.read_text().split()[0]))
            is_dead = process.status() == psutil.STATUS_ZOMBIE
            if is_dead or "postgres" not in process.name():
                pid_file.unlink()
