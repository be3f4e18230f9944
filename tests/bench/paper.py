"""One sheet as PDF: the first, then the median of fifty, and the same sheet through WeasyPrint.

Run: .venv/bin/python -m tests.bench.paper    (WeasyPrint: pip install --group bench)
"""

import itertools
import statistics
import sys
import time
from dataclasses import dataclass

from tests.bench import ground

# What a sheet of two pages may take, in milliseconds of CPU.
FIRST, THEN, TIMES_FASTER = 400, 60, 10


def main():
    ground.prepare()
    from interviews.paper.choosing import Choice
    from interviews.paper.pdf import printed, sheet_pdf
    from interviews.paper.words import sheet_words
    from interviews.rules.printing import PaperSize, Variant
    from tests.factories import AccountFactory
    from tests.papers import sheet_to_print

    account = AccountFactory(email="paper@example.com")
    sheet = sheet_to_print(account, name="王小明")
    rounds = itertools.count()

    def pdf(variant):
        # Something new each time: typst remembers what it has set before.
        sheet.interview.purpose = f"Round {next(rounds)}"
        return sheet_pdf(sheet, Choice(variant, PaperSize.A4))

    clock, cpu = time.perf_counter(), time.process_time()
    made = pdf(Variant.USUAL)
    first = (time.process_time() - cpu) * 1000
    print(
        f"first PDF         {Taken((time.perf_counter() - clock) * 1000, first)}, {len(made):,} bytes"
    )
    slowest = 0
    for variant in Variant:
        choice = Choice(variant, PaperSize.A4)
        pages = printed(sheet_words(sheet, variant), sheet, choice).pages
        took = _taken(lambda v=variant: pdf(v), times=50)
        slowest = max(slowest, took.cpu if pages <= 2 else 0)
        print(f"{variant:12} {pages} p. {took}")
        if variant == Variant.USUAL:
            ours = took
    faster = _peer(account, sheet, ours)
    is_good = first <= FIRST and slowest <= THEN and faster >= TIMES_FASTER
    print("good" if is_good else f"not good: wanted {FIRST}, {THEN} ms and {TIMES_FASTER} times")
    return is_good


def _peer(account, sheet, ours):
    """Return how many times as long WeasyPrint takes for the print page of the same sheet."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as missing:
        print(f"WeasyPrint     skipped: {missing}")
        return TIMES_FASTER
    import logging

    from django.conf import settings
    from django.test import Client

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    client = Client(headers={"host": "localhost"})
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/interviews/{sheet.interview_id}/sheet/print/").content.decode()
    page = page.replace('="/static/', f'="{settings.STATIC_ROOT.as_uri()}/')
    theirs = _taken(lambda: HTML(string=page).write_pdf(), times=10)
    times = theirs.cpu / ours.cpu
    print(f"WeasyPrint        {theirs}, {times:.0f} times as long")
    return times


@dataclass
class Taken:
    """Medians in milliseconds; where others share the machine, CPU time tells more than the clock."""

    clock: float
    cpu: float

    def __str__(self):
        return f"{self.clock:8.1f} ms by the clock, {self.cpu:6.1f} ms of CPU"


def _taken(work, times):
    work()
    clocks, cpus = [], []
    for _ in range(times):
        clock, cpu = time.perf_counter(), time.process_time()
        work()
        clocks.append(time.perf_counter() - clock)
        cpus.append(time.process_time() - cpu)
    return Taken(statistics.median(clocks) * 1000, statistics.median(cpus) * 1000)


if __name__ == "__main__":
    sys.exit(not main())
