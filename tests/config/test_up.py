"""`up` as real processes: started, watched, killed part by part, started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import psutil
import pytest
from django.conf import settings

from config.kit.database import EmbeddedPostgres
from config.kit.processes import end_leftovers

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not settings.IS_EMBEDDED, reason="DATABASE_URL is set"),
]
# Generous: these are real processes on machines that may have much else to do.
PATIENCE = 120


class Up:
    """One `manage.py up` on a data folder, and what it said."""

    def __init__(self, folder, port, *arguments, root=settings.BASE_DIR, **environ):
        self.data, self.port = folder / "data of mine", port
        self.log = folder / "said.txt"
        clean = {key: value for key, value in os.environ.items() if "ASKWELL" not in key}
        clean.pop("DJANGO_SETTINGS_MODULE", None)
        self.environ = {
            **clean,
            "ASKWELL_DATA_DIR": str(self.data),
            "ASKWELL_ENV_FILE": os.devnull,
            "ASKWELL_DEBUG": "1",
            # One that serves is like another; each takes a second of work to start.
            "ASKWELL_WEB_WORKERS": "1",
            **environ,
        }
        self.process = subprocess.Popen(
            [sys.executable, root / "manage.py", "up", "--port", str(port), *arguments],
            cwd=folder,
            env=self.environ,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
            # Whoever runs the tests in the background of a shell hands on an ignored Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    @property
    def postgres(self):
        return EmbeddedPostgres(self.data / "postgres")

    def said(self):
        return self.log.read_text()

    def wait(self):
        """Return the exit code."""
        return self.process.wait(PATIENCE)

    def is_well(self):
        try:
            url = f"http://127.0.0.1:{self.port}/health/ready"
            return urllib.request.urlopen(url, timeout=5).status == 200
        except OSError:
            return False

    def until(self, what):
        deadline = time.monotonic() + PATIENCE
        while not what():
            assert self.process.poll() is None and time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def until_serving(self):
        self.until(lambda: "Askwell is running" in self.said() and self.is_well())

    def child(self, name):
        """Return the process that a part of `up` began with."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if name in child.cmdline())

    def postmaster(self):
        return psutil.Process(int((self.postgres.data / "postmaster.pid").read_text().split()[0]))

    def kill(self, process):
        process.send_signal(signal.SIGKILL)
        psutil.wait_procs([process], timeout=10)


def _lives(process):
    # Whoever adopted it may take its time to notice that it ended.
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def up(tmp_path):
    """Return a starter of `up` on one folder; whatever still runs at the end is ended."""
    port, started = _free_port(), []
    # Another project's code in the folder that we are called from must not get in the way.
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "__init__.py").write_text("raise SystemExit('the wrong folder')")

    def start(*arguments, **environ):
        started.append(Up(tmp_path, port, *arguments, **environ))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()
    end_leftovers(str(started[0].data))
    started[0].postgres.stop()
    shutil.rmtree(started[0].postgres.home, ignore_errors=True)


@pytest.mark.full
def test_up_serves_and_leaves_nothing_running(up):
    running = up()
    running.until_serving()
    parts = [*psutil.Process(running.process.pid).children(recursive=True), running.postmaster()]

    running.process.send_signal(signal.SIGTERM)

    assert running.wait() == 0
    assert not any(_lives(part) for part in parts)
    assert not running.postgres.is_up()


@pytest.mark.full
def test_up_outlives_every_part_and_stops_them_all(up):
    running = up()
    running.until_serving()
    web, worker, postmaster = (
        running.child("granian"),
        running.child("django"),
        running.postmaster(),
    )

    second = subprocess.run(
        running.process.args, env=running.environ, capture_output=True, text=True
    )
    running.kill(worker)
    running.kill(web)
    running.kill(postmaster)
    running.until(lambda: "The database was gone" in running.said())
    running.until_serving()
    parts = [*psutil.Process(running.process.pid).children(recursive=True), running.postmaster()]
    running.process.send_signal(signal.SIGTERM)

    assert second.returncode == 1
    assert f"process {running.process.pid}" in second.stderr
    assert "The web server was killed (signal 9); starting it again." in running.said()
    assert "The background worker was killed" in running.said()
    assert running.wait() == 0
    assert not any(_lives(part) for part in parts)
    assert not running.postgres.is_up()


@pytest.mark.full
def test_up_recovers_after_the_parent_was_killed(up):
    first = up()
    first.until_serving()
    parts = psutil.Process(first.process.pid).children(recursive=True)
    granian, postmaster = first.child("granian"), first.postmaster()
    # The parent's death is seen by its children, but a killed one leaves its own behind.
    granian.suspend()
    first.kill(psutil.Process(first.process.pid))
    first.process.wait()
    first.kill(granian)

    second = up()
    second.until_serving()

    assert second.postmaster().pid == postmaster.pid, "a server that runs is adopted"
    psutil.wait_procs(parts, timeout=10)
    assert not any(_lives(part) for part in parts)
    second.process.send_signal(signal.SIGINT)
    assert second.wait() == 0
    assert not _lives(postmaster)


@pytest.mark.full
def test_up_starts_nothing_when_its_port_is_taken(up):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = up("--port", str(port))
        code = running.wait()

    assert code == 1
    assert f"port {port}: Address already in use" in running.said()
    assert f"--port {port + 1}" in running.said()
    assert not running.postgres.data.exists()
