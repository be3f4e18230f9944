"""The plan: its properties over many made-up lives, and how long planning takes.

Prints the milliseconds of the processor for planning 5,000 people with ten events each.
Run: .venv/bin/python -m tests.bench.cadence [examples a property, 1000 unless told]
"""

import os
import sys
import time
from datetime import timedelta

import pytest

from contacts.rules.cadence import Event, Kind
from tests.contacts.cadence import at, day, held, named, planned, replied, sent, thanked, wrote

PEOPLE = 5_000


def main():
    planned(*life(0), today=day(5, 4))
    began = time.process_time()
    steps = sum(len(planned(*life(n), today=day(5, 4)).steps) for n in range(PEOPLE))
    spent = (time.process_time() - began) * 1000
    print(f"{PEOPLE} people planned: {spent:.0f} ms, {spent / PEOPLE:.2f} ms each, {steps} steps")
    os.environ["EXAMPLES"] = sys.argv[1] if len(sys.argv) > 1 else "1000"
    return pytest.main(
        ["-q", "-p", "no:cacheprovider", "tests/contacts/test_cadence_properties.py"]
    )


def life(shift):
    """Return an ask, a talk and what followed, begun on one of many days."""
    begun = at(3, 2) + timedelta(days=shift % 30)
    hours = [begun + timedelta(hours=h) for h in (0, 170, 200, 210, 400, 401, 420, 440, 700, 900)]
    return [
        sent(hours[0]),
        sent(hours[1], "nudge"),
        replied(hours[2]),
        wrote(hours[3], "accept"),
        held(hours[4]),
        named(hours[5]),
        thanked(hours[6]),
        Event(Kind.PROMISED, hours[7], other=51),
        Event(Kind.USED, hours[8], other=50),
        wrote(hours[9], "other"),
    ]


if __name__ == "__main__":
    sys.exit(main())
