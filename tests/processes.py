"""Other processes on the tests' database: workers with the real settings and the queue they share."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


class Site:
    """The app in a process that can be killed and started again at one address."""

    def __init__(self, environment):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment, self.process = environment, None

    def start(self):
        if self.process:
            return
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]
        command += ["--blocking-threads", "2", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "config.wsgi:application"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)

    def stop(self):
        """Kill it in the middle of whatever it does, its worker too."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def environment(data_dir, *, name=None, **more):
    """Return what another process needs to work on the tests' database with the real settings."""
    base = connection.settings_dict | ({"NAME": name} if name else {})
    url = f"postgres://{base['USER']}@:{base['PORT']}/{base['NAME']}?host={base['HOST']}"
    if not base["HOST"].startswith("/"):
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**base)
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ASKWELL_")}
    return ours | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "ASKWELL_DATA_DIR": str(data_dir),
        **more,
    }


def start_worker(environment, *options):
    """Start a worker; whoever starts it stops it."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", *options]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)


def finish_the_queue(environment):
    """Work on one job after another, those included that a job hands over, until none is left."""
    # A worker of several places stops as soon as it finds no further job to begin.
    worker = start_worker(environment, "--one-shot", "--concurrency=1")
    assert worker.wait(60) == 0, worker.stderr.read().decode()
