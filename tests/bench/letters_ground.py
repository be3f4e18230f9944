"""What the benches of letters stand on: a mail server, workers to kill, letters to send, and the count.

Works on whatever database this process is connected to: the benches' own or that of a test.
"""

import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil

from tests.bench.ground import ROOT

# About what a full digest weighs.
TEXT = "Thank Ana Muñoz by 18:30 today: you talked yesterday, and it is still warm. 王小明\n" * 30
HTML = "<!doctype html><html lang=en><body>" + f"<p>{TEXT[:80]}</p>\n" * 120 + "</body></html>"


class MailServer:
    """The server of `letters_server`, at one port however often it is stopped and started."""

    def __init__(self, folder, *, keeps_letters=False):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.journal = Path(folder) / f"journal-{self.port}.tsv"
        self.letters = Path(folder) / f"letters-{self.port}" if keeps_letters else None
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop()

    def start(self):
        command = [sys.executable, "-m", "tests.bench.letters_server", self.port, self.journal]
        command += [self.letters] if self.letters else []
        self.process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"

    def stop(self):
        """Kill it: whoever is connected is cut off, who comes next finds nobody."""
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def order(self, what):
        """Have it behave so from its next answer on; see ORDERS of `letters_server`."""
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n", what

    def lines(self):
        """Return what it wrote down: moment, connection, answer, Message-ID, recipient, bytes."""
        if not self.journal.exists():
            return []
        return [line.split("\t") for line in self.journal.read_text().splitlines()]

    def came(self):
        """Return how often each letter came in, by its Message-ID and recipient, answered or not."""
        return Counter(
            (line[3], line[4]) for line in self.lines() if line[2] in ("taken", "unanswered")
        )

    def count(self, answer="taken"):
        return sum(line[2] == answer for line in self.lines())


class Worker:
    """`manage.py worker` in a process of its own, with the real settings."""

    def __init__(self, environment, folder, *, launcher=("django",)):
        self.environment, self.launcher = environment, launcher
        self.log = Path(folder) / "workers.log"
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.launcher, "worker"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        return self

    def kill(self):
        """End it between any two of its instructions."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @property
    def megabytes(self):
        return psutil.Process(self.process.pid).memory_info().rss / 2**20


class Workers(list):
    """Some workers that are gone when the block is left."""

    def __init__(self, count, environment, folder, **options):
        super().__init__(Worker(environment, folder, **options) for _ in range(count))

    def __enter__(self):
        for one in self:
            one.start()
        return self

    def __exit__(self, *_error):
        for one in self:
            if one.process and one.process.poll() is None:
                one.kill()


def write_letters(count, *, prefix="reader"):
    """Record so many digests, each to an account of its own, and wake the workers."""
    from allauth.account.models import EmailAddress
    from django.conf import settings
    from django.db import connection, transaction

    from config.kit import clock
    from contacts.models import Account
    from interviews.actions.outbox import wake
    from interviews.models import Letter, LetterKind

    now = clock.now()
    accounts = Account.objects.bulk_create(
        [
            Account(email=f"{prefix}{n}@example.com", name="Robin", zone="UTC", password="!")
            for n in range(count)
        ],
        batch_size=2_000,
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in accounts],
        batch_size=2_000,
    )
    letters = [
        Letter(
            account=account,
            kind=LetterKind.DIGEST,
            key=f"digest:{now.date()}",
            local_day=now.date(),
            until=now + timedelta(days=1),
            to=account.email,
            subject="Thursday 12 March: 2 things due",
            text=TEXT,
            html=HTML,
            try_at=now,
        )
        for account in accounts
    ]
    for letter in letters:
        letter.message_id = f"<{letter.uid.hex}@{settings.MAIL_DOMAIN}>"
    with transaction.atomic(), connection.cursor() as cursor:
        Letter.objects.bulk_create(letters, batch_size=1_000)
        # As Postgres does by itself within a minute.
        cursor.execute("ANALYZE")
        wake()
    return letters


def empty(*, with_jobs=True):
    """Forget accounts, letters and hosts of an earlier round; jobs too unless workers run."""
    from django.db import connection

    jobs = "procrastinate_jobs, procrastinate_workers," if with_jobs else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"TRUNCATE {jobs} interviews_mailhost, interviews_stoppedaddress, contacts_account CASCADE"
        )


def queued():
    """Return how many letters are not sent and not given up yet."""
    from interviews.models import Letter

    return Letter.objects.filter(state="queued").count()


def wait_until_all_is_out(patience):
    """Return the seconds until no letter is queued any more."""
    return wait_until(lambda: not queued(), patience=patience, each=0.2)


def states():
    """Return how many letters there are of each state."""
    from interviews.models import Letter

    return Counter(Letter.objects.order_by().values_list("state", flat=True))


def handed():
    """Return the Message-IDs of letters that a mail server has and has not answered for, now."""
    from interviews.models import Letter

    waiting = Letter.objects.filter(state="queued", handed_at__isnull=False)
    return set(waiting.values_list("message_id", flat=True))


def wait_until(is_so, *, patience, each=0.05):
    """Return the seconds until it was so; give up after so many."""
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > patience:
            raise AssertionError(f"not so after {patience} s: {is_so}")
        time.sleep(each)
    return time.monotonic() - begun


@dataclass
class Count:
    """What became of all letters: the record against what the mail server wrote down."""

    letters: int
    lost: set
    doubled: set
    more_than_twice: set
    repeats: set
    states: Counter
    attempts: Counter

    @property
    def faults(self):
        """Return what must never be, in words."""
        found = []
        if self.lost:
            found.append(f"{len(self.lost)} marked as sent that never came in")
        if self.more_than_twice:
            found.append(f"{len(self.more_than_twice)} came more than twice")
        if self.doubled - self.repeats:
            found.append(f"{len(self.doubled - self.repeats)} came twice and the record is silent")
        return found


def count(server):
    """Compare the rows with what came in, letter by letter and recipient by recipient."""
    from interviews.models import Letter

    came = server.came()
    rows = list(
        Letter.objects.order_by().values_list("message_id", "to", "state", "is_repeat", "attempts")
    )
    unknown = set(came) - {(name, to) for name, to, *_rest in rows}
    assert not unknown, f"came in, but nobody wrote them: {len(unknown)}"
    return Count(
        letters=len(rows),
        lost={name for name, to, state, *_ in rows if state == "sent" and not came[name, to]},
        doubled={name for name, to, *_ in rows if came[name, to] > 1},
        more_than_twice={name for name, to, *_ in rows if came[name, to] > 2},
        repeats={name for name, _to, _state, is_repeat, _ in rows if is_repeat},
        states=Counter(state for _, _, state, *_ in rows),
        attempts=Counter(attempts for *_, attempts in rows),
    )


def table(heads, rows):
    """Print figures in columns."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[n]) for row in [heads, *rows]) for n in range(len(heads))]
    for row in [heads, ["-" * width for width in widths], *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def load():
    """Return what else the machine does, to be told beside figures."""
    return f"load {psutil.getloadavg()[0]:.1f} on {psutil.cpu_count()} processors"
