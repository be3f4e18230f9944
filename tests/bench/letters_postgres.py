"""Are letters lost or doubled when Postgres is restarted in the middle of sending them?

Run: .venv/bin/python -m tests.bench.letters_postgres [letters, 10000] [restarts, 4] [seed]
Two workers send while the server is stopped in turn the fast way (connections are closed) and the
immediate way (as in a crash: it recovers from its log), and stays away for up to five seconds. A
letter may come twice only where its answer could not be marked: those in hand at a restart, on record
as repeats. A worker must live through it.
"""

import random
import sys
import tempfile
import time

from tests.bench import ground
from tests.bench.letters_ground import (
    MailServer,
    Workers,
    count,
    empty,
    load,
    table,
    wait_until,
    wait_until_all_is_out,
    write_letters,
)

PATIENCE = 15 * 60
# Two workers send over two connections each (delivery.AT_ONCE).
WORKERS, IN_HAND = 2, 4


def restart(mode, away):
    """Stop the server in one of its ways, and start it again after some seconds."""
    from django.conf import settings
    from django.db import connection

    connection.close()
    postgres = settings.POSTGRES
    postgres.programs.run("pg_ctl", "-D", postgres.data, "-w", "-m", mode, "stop")
    time.sleep(away)
    postgres.prepare(settings.DATABASE_NAME)


def run(environment, folder, *, letters, restarts, chance):
    """Return the count, the seconds from the last restart to the end, and what was wrong."""
    with MailServer(folder) as server:
        environment = environment | {"ASKWELL_MAIL_URL": server.url}
        with Workers(WORKERS, environment, folder) as workers:
            write_letters(letters)
            marks = sorted(chance.sample(range(1, letters * 3 // 4), restarts))
            for number, mark in enumerate(marks):
                wait_until(lambda mark=mark: server.count() >= mark, patience=PATIENCE, each=0.01)
                restart(("fast", "immediate")[number % 2], chance.uniform(0, 5))
            took = wait_until_all_is_out(PATIENCE)
            are_alive = all(one.process.poll() is None for one in workers)
        result = count(server)
    faults = list(result.faults)
    if result.states != {"sent": letters}:
        faults.append(f"not all sent: {dict(result.states)}")
    if len(result.doubled) > IN_HAND * restarts:
        faults.append(f"{len(result.doubled)} came twice")
    if not are_alive:
        faults.append("a worker died")
    return result, took, faults


def main(letters=10_000, restarts=4, seed=None):
    from django.conf import settings

    was_up = settings.IS_EMBEDDED and settings.POSTGRES.is_up()
    if not settings.IS_EMBEDDED:
        print("Skipped: only our own server is restarted.")
        return 0
    ground.prepare()
    from tests.processes import environment

    seed = seed or random.randrange(10**6)
    empty()
    try:
        with tempfile.TemporaryDirectory() as folder:
            result, took, faults = run(
                environment(folder),
                folder,
                letters=letters,
                restarts=restarts,
                chance=random.Random(seed),
            )
    finally:
        if not was_up:
            settings.POSTGRES.stop()
    heads = ("letters", "restarts", "came twice", "on record as repeat", "lost", "until all out")
    figures = (letters, restarts, len(result.doubled), len(result.repeats), len(result.lost))
    table(heads, [(*figures, f"{took:.0f} s")])
    print(*faults, sep="\n")
    print(f"seed {seed}, {load()};", "FAILED" if faults else "none lost, none doubled beyond that")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
