"""What becomes of letters while the mail server is in trouble, and how soon is all out afterwards?

Run: .venv/bin/python -m tests.bench.letters_trouble [letters, 300] [seconds, 180] [troubles …]
Each trouble (see TROUBLES) has a database, a mail server and two workers of its own; four run side by
side, since nearly all of their time is waiting. Some letters go out first, then the trouble begins in
the middle of the rest, lasts, and is over. Nothing is helped along. Right is: all letters arrive; twice
only where the server took one without saying so, once more at most and on record as a repeat; none is
dead.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.bench import ground
from tests.bench.letters_ground import (
    MailServer,
    Workers,
    count,
    empty,
    load,
    queued,
    table,
    wait_until,
    write_letters,
)

PATIENCE = 30 * 60
AT_ONCE = 4


@dataclass(frozen=True)
class Trouble:
    """An order for the server, or none for one that is gone; how many may arrive twice."""

    order: str
    twice: int = 0
    # False where it ends by itself.
    is_lasting: bool = True


# Two workers send over two connections each (delivery.AT_ONCE): so many letters are in hand.
IN_HAND = 4


TROUBLES = {
    "gone": Trouble("", twice=IN_HAND),
    "greets with 554": Trouble("greet 554 5.3.2 no service here"),
    "greets with 421": Trouble("greet 421 4.3.2 too busy"),
    "421 to senders": Trouble("mail 421 4.7.0 come back later"),
    "550 to senders": Trouble("mail 550 5.7.1 who are you"),
    "greylists": Trouble("greylist 60", is_lasting=False),
    "hangs before the greeting": Trouble("hang greeting"),
    # Each connection tries a second letter before it takes the server for the one in trouble.
    "hangs after DATA": Trouble("hang data", twice=2 * IN_HAND),
    "cuts after DATA, 5 letters": Trouble("cut 5", twice=5, is_lasting=False),
}
HEADS = (
    "trouble",
    "load",
    "arrived",
    "twice",
    "on record",
    "dead",
    "attempts",
    "connections in it",
    "all out after",
)


def undergo(name, environment, folder, *, letters, seconds, hurry=lambda: None):
    """Return what became of so many letters in a trouble, as figures and faults.

    `hurry` is called again and again once it is over, by tests that will not wait.
    """
    trouble = TROUBLES[name]
    empty()
    with MailServer(folder) as server:
        # Slow enough for the trouble to begin in the middle.
        server.order("slow 0.005" if trouble.is_lasting else trouble.order)
        environment = environment | {"ASKWELL_MAIL_URL": server.url}
        with Workers(2, environment, folder):
            write_letters(letters)
            knocks = _last(server, trouble, letters // 3, seconds) if trouble.is_lasting else "-"
            took = wait_until(lambda: hurry() or not queued(), patience=PATIENCE, each=0.3)
        result = count(server)
    faults = list(result.faults)
    if result.states != {"sent": letters}:
        faults.append(f"not all sent: {dict(result.states)}")
    if len(result.doubled) > trouble.twice:
        faults.append(f"{len(result.doubled)} came twice")
    figures = (
        name,
        load().split()[1],
        f"{len(server.came())} of {letters}",
        len(result.doubled),
        len(result.repeats),
        result.states["failed"],
        ", ".join(f"{times} × {number}" for number, times in sorted(result.attempts.items())),
        knocks,
        f"{took:.0f} s",
    )
    return figures, faults


def _last(server, trouble, mark, seconds):
    """Let it last so long from a number of letters on; return how often somebody connected in it."""
    wait_until(lambda: server.count() >= mark, patience=300)
    if trouble.order:
        server.order(trouble.order)
    else:
        server.stop()
    before = server.count("connected")
    time.sleep(seconds)
    knocks = server.count("connected") - before
    if trouble.order:
        server.order("take")
    else:
        server.start()
    return knocks if trouble.order else "-"


def main(*words):
    """Undergo all troubles, or those named, each in a process with a database of its own."""
    numbers = [word for word in words if word.isdigit()]
    numbers += [300, 180][len(numbers) :]
    names = [word for word in words if word in TROUBLES] or list(TROUBLES)
    ground.prepare()
    from django.db import connection

    # A database that somebody is connected to cannot be copied.
    connection.close()
    connection.close_pool()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(lambda number: _in_a_process(*number, numbers), enumerate(names)))
    table(HEADS, [figures for figures, _faults in told])
    faults = [f"{figures[0]}: {fault}" for figures, faults in told for fault in faults]
    print(*faults, sep="\n")
    print("FAILED" if faults else "all arrived, none is dead, none came twice but unanswered ones")
    return 1 if faults else 0


def _in_a_process(number, name, numbers):
    """Return figures and faults from a process that works on a copy of the database."""
    import psycopg
    from django.conf import settings

    base = settings.DATABASES["default"]
    copy = f"{base['NAME']}_{number}"
    with psycopg.connect(
        host=base["HOST"],
        port=base["PORT"] or None,
        user=base["USER"],
        password=base["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {copy} TEMPLATE {base['NAME']}")
        command = [sys.executable, "-m", "tests.bench.letters_trouble", "only", name]
        done = subprocess.run(
            [str(word) for word in (*command, *numbers)],
            cwd=ground.ROOT,
            env=os.environ | {"BENCH_DATABASE": copy},
            stdout=subprocess.PIPE,
            text=True,
        )
        server.execute(f"DROP DATABASE {copy} WITH (FORCE)")
    if done.returncode:
        return (name, *"?" * (len(HEADS) - 1)), [f"ended with {done.returncode}"]
    return json.loads(done.stdout.splitlines()[-1])


def only(name, letters, seconds):
    """Undergo one trouble on this process' database; print figures and faults."""
    import django

    django.setup()
    from tests.processes import environment

    with tempfile.TemporaryDirectory() as folder:
        numbers = {"letters": int(letters), "seconds": int(seconds)}
        print(json.dumps(undergo(name, environment(folder), folder, **numbers)))


if __name__ == "__main__":
    sys.exit(only(*sys.argv[2:]) if sys.argv[1:2] == ["only"] else main(*sys.argv[1:]))
