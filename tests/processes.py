"""Other processes on the tests' database: workers with the real settings and the queue they share."""

import os
import subprocess
import sys

from django.db import connection


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


def empty_the_queue():
    """Forget jobs and workers; Django's own emptying of tables leaves them alone."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
