"""Twenty people who pick one time at the same moment, each with a link of their own, from one server.

Run: .venv/bin/python -m tests.bench.booking [people] [rounds]
Right is: one of them has it, all others are told so and see times that are free, nobody sees an error,
and no two talks overlap in the end. Also tells how long the page and an answer take.
"""

import http.client
import statistics
import sys
import time
from collections import Counter
from threading import Barrier, Thread
from urllib.parse import urlencode

from tests.bench import ground


def main(people=20, rounds=5):
    ground.prepare()
    from django.core.cache import cache

    from interviews.models import Interview

    problems = []
    with ground.server(threads=4) as port:
        for number in range(rounds):
            offers, start = _offers(number, people)
            cache.clear()  # all of them come from one address, which may answer so often and no more
            looks = [_timed(lambda one=one: _ask(port, one, "GET")) for one in offers[:5]]
            codes, took, wall = _race(port, offers, start)
            talks = Interview.objects.filter(account=offers[0].account, stage="scheduled")
            print(
                f"round {number + 1}: {dict(codes)}, page {statistics.median(looks):.0f} ms, answers "
                f"{statistics.median(took):.0f} ms in the middle, {max(took):.0f} at most, "
                f"all in {wall:.0f} ms"
            )
            if codes != {303: 1, 409: people - 1} or talks.count() != 1:
                problems.append((number, codes, talks.count()))
    print("wrong:" if problems else "every time one had it", problems or "")
    return 1 if problems else 0


def _offers(number, people):
    """Return one offer each for so many people of a new account, all of the same three times."""
    from datetime import timedelta

    from config.kit import clock
    from interviews.availability import openings
    from interviews.models import Offer, OfferedTime
    from tests.factories import AccountFactory, InterviewFactory, PersonFactory

    account = AccountFactory(email=f"round{number}-{time.time_ns()}@example.com")
    offers, starts = [], None
    for one in range(people):
        person = PersonFactory(account=account, zone="Europe/Madrid")
        talk = InterviewFactory(account=account, people=[person], zone="")
        offer = Offer.objects.create(
            account=account,
            interview=talk,
            person=person,
            token=f"{account.pk}-{one}".ljust(43, "x"),
            expires_at=clock.now() + timedelta(days=14),
        )
        starts = starts or openings(talk, person, at=clock.now()).proposed(3)
        for start in starts:
            OfferedTime.objects.create(
                account=account,
                interview=talk,
                person=person,
                offer=offer,
                on_date=start.date(),
                at_time=start.time(),
                zone="UTC",
                starts_at=start,
            )
        offers.append(offer)
    return offers, starts[0]


def _race(port, offers, start):
    """Let all pick the same time at the same moment; return the codes, each one's time, and all."""
    ready, codes, took = Barrier(len(offers) + 1), [], []

    def pick(offer):
        ready.wait()
        typed = {"starts_at": f"{start:%Y-%m-%dT%H:%MZ}", "zone": "Europe/Madrid"}
        took.append(_timed(lambda: codes.append(_ask(port, offer, "POST", typed))))

    threads = [Thread(target=pick, args=(offer,)) for offer in offers]
    for thread in threads:
        thread.start()
    ready.wait()
    before = time.perf_counter()
    for thread in threads:
        thread.join()
    return Counter(codes), took, (time.perf_counter() - before) * 1000


def _timed(call):
    before = time.perf_counter()
    call()
    return (time.perf_counter() - before) * 1000


def _ask(port, offer, method, typed=None):
    """Return the code of one request over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if typed else {}
    connection.request(method, f"/book/{offer.token}/", urlencode(typed or {}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
