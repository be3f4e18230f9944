"""How fast do two workers send, against a bare loop of smtplib into the same mail server?

Run: .venv/bin/python -m tests.bench.letters_throughput [letters, 3000] [turns, 5] [in one go, 10000]
Each turn, in changing order: a bare loop hands the finished bytes of the letters over through one
connection, that it keeps; Django's own backend sends as `send()` does, with a connection each; two
workers, awake and idle, send the same letters from the outbox, timed from the moment they are recorded
to the last one's arrival. The server has each letter on the disk before it says that it took it, as
every mail server must (RFC 5321, 4.2.5); or it keeps nothing, which measures our marks on the disk
against no disk at all. In the end two workers send many in one go, and their memory is looked at.
Run it on a quiet machine: the bare loop goes up to three times as fast where others keep a processor
busy, since its two sides then share the other one and wake each other for nothing, while workers,
database and mail server need both.
"""

import smtplib
import statistics
import sys
import tempfile
import time

import psutil

from tests.bench import ground
from tests.bench.letters_ground import (
    MailServer,
    Workers,
    empty,
    load,
    queued,
    table,
    wait_until_all_is_out,
    write_letters,
)

AIM = 0.5
# So much may a worker's memory grow between the first tenth and the end.
GROWTH = 1.1


def bare(server, letters):
    """Return letters a second through one connection; nothing is read, marked or made."""
    from interviews.mail.envelope import mail_of

    finished = [(one.to, mail_of(one).as_bytes()) for one in letters]
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", server.port) as link:
        for to, letter in finished:
            link.sendmail("askwell@localhost", [to], letter)
    return len(finished) / (time.perf_counter() - begun)


def each_its_own(server, letters, most=500):
    """Return letters a second through Django's backend, which makes and connects anew for each."""
    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.smtp import EmailBackend

    options = {"host": "127.0.0.1", "port": server.port}
    begun = time.perf_counter()
    for one in letters[:most]:
        headers = {"Message-ID": one.message_id}
        message = EmailMultiAlternatives(one.subject, one.text, to=[one.to], headers=headers)
        message.attach_alternative(one.html, "text/html")
        EmailBackend(alias="bench", **options).send_messages([message])
    return len(letters[:most]) / (time.perf_counter() - begun)


def by_workers(server, letters):
    """Return letters a second from the moment they are recorded to the last one's arrival."""
    before = server.count()
    empty(with_jobs=False)
    write_letters(letters)
    recorded = time.time()
    wait_until_all_is_out(600)
    arrived = [float(line[0]) for line in server.lines() if line[2] == "taken"]
    assert len(arrived) == before + letters, "lost or doubled"
    return letters / (max(arrived) - recorded)


def turns(server, letters, number):
    """Return the letters a second of each way, turn by turn."""
    empty(with_jobs=False)
    sample = write_letters(letters)
    wait_until_all_is_out(600)
    ways = {
        "bare loop": lambda: bare(server, sample),
        "a connection each": lambda: each_its_own(server, sample),
        "two workers": lambda: by_workers(server, letters),
    }
    speeds, names = {name: [] for name in ways}, list(ways)
    for turn in range(number):
        for name in names[turn % 3 :] + names[: turn % 3]:
            speeds[name].append(ways[name]())
        print(*(f"{name} {speeds[name][-1]:.0f}/s," for name in names), load(), flush=True)
    return speeds


def in_one_go(server, workers, letters):
    """Return the memory of each worker, by how many tenths of the letters had left."""
    empty(with_jobs=False)
    before = server.count()
    write_letters(letters)
    sizes = {}
    while queued():
        tenth = (server.count() - before) * 10 // letters
        sizes.setdefault(tenth, [one.megabytes for one in workers])
        time.sleep(0.1)
    sizes[10] = [one.megabytes for one in workers]
    return sizes


def main(letters=3_000, number=5, many=10_000):
    ground.prepare()
    from tests.processes import environment

    empty()
    with tempfile.TemporaryDirectory() as folder, MailServer(folder) as server:
        settings = environment(folder, ASKWELL_MAIL_URL=server.url)
        with Workers(2, settings, folder) as workers:
            speeds = {}
            for order, what in (("take", "keeps nothing"), ("keep", "keeps it")):
                server.order(order)
                print(f"A server that {what}:", flush=True)
                speeds[what] = turns(server, letters, number)
            spent = [_processor(one) for one in workers]
            sizes = in_one_go(server, workers, many)
            spent = [_processor(one) - before for one, before in zip(workers, spent, strict=True)]
    rows = []
    for what, ways in speeds.items():
        floor = statistics.median(ways["bare loop"])
        for name, each in ways.items():
            speed = statistics.median(each)
            rows.append((what, name, f"{speed:.0f}", f"{speed / floor:.0%}"))
    table(("the server", "way", "letters/s", "of the bare loop"), rows)
    print(f"two workers: {sum(spent) / many * 1000:.2f} ms of the processor a letter")
    table(("tenths sent", "MB", "MB"), [(t, *(f"{mb:.0f}" for mb in sizes[t])) for t in sizes])
    ratios = {
        what: statistics.median(ways["two workers"]) / statistics.median(ways["bare loop"])
        for what, ways in speeds.items()
    }
    return judge(ratios, sizes)


def judge(ratios, sizes):
    """Say what holds and what does not."""
    tenths = sorted(sizes)
    early, late = sizes[tenths[1]], sizes[tenths[-1]]
    grown = max(after / before for before, after in zip(early, late, strict=True))
    faults = [
        f"into a server that {what} two workers reach {ratio:.0%} of a bare loop; the aim is {AIM:.0%}"
        for what, ratio in ratios.items()
        if ratio < AIM
    ]
    if grown > GROWTH:
        faults.append(f"a worker grew by {grown - 1:.0%}")
    print(*faults, sep="\n")
    told = " and ".join(f"{ratio:.0%}" for ratio in ratios.values())
    print("FAILED" if faults else f"{told} of a bare loop, memory flat", f"({load()})")
    return 1 if faults else 0


def _processor(worker):
    times = psutil.Process(worker.process.pid).cpu_times()
    return times.user + times.system


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
