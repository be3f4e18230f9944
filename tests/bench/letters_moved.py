"""Any command of the app in a process whose clock is turned from outside, through a file.

Run by benches as `BENCH_CLOCK=FILE python -m tests.bench.letters_moved worker`: the file holds how many
seconds the clock is off, read anew each time somebody looks at it. BENCH_SKEW are seconds that this
process' own clock is wrong besides.
"""

import mmap
import os
import struct
import sys
from datetime import UTC, datetime, timedelta

FORMAT = "d"


class Hands:
    """The hands of a clock in a file: written by the bench, read by every process it started."""

    def __init__(self, path):
        with open(path, "a+b") as file:
            if not file.seek(0, os.SEEK_END):
                file.write(struct.pack(FORMAT, 0.0))
                file.flush()
            self.memory = mmap.mmap(file.fileno(), struct.calcsize(FORMAT))

    def turn_to(self, moment):
        """Let it be this moment now; the clock ticks on from there."""
        offset = (moment - datetime.now(UTC)).total_seconds()
        struct.pack_into(FORMAT, self.memory, 0, offset)

    @property
    def offset(self):
        return timedelta(seconds=struct.unpack_from(FORMAT, self.memory)[0])


def main():
    from django.core.management import execute_from_command_line
    from django.utils import timezone

    from config.kit import clock

    hands = Hands(os.environ["BENCH_CLOCK"])
    skew = timedelta(seconds=float(os.environ.get("BENCH_SKEW", "0")))
    # Before any model is loaded: fields take `clock.now` itself as their default.
    clock.now = timezone.now = lambda: datetime.now(UTC) + hands.offset + skew
    execute_from_command_line(["manage.py", *sys.argv[1:]])


if __name__ == "__main__":
    main()
