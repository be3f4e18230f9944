"""Are letters lost or doubled when workers die in the middle of sending them?

Run: .venv/bin/python -m tests.bench.letters_killed [letters, 10000] [kills, 5] [seed]
Two workers send to a mail server that writes down what comes in. One of them is killed with -9 at
random moments and started again; then both at once; then both are asked to stop (SIGTERM) and started
again. Right after each kill we look which letters were with the mail server and without an answer on
record: these may come twice, with `is_repeat` on record, and no other may. Nothing is helped along: what
a dead worker held is waited for as long as it takes.
"""

import random
import sys
import tempfile
import time
from dataclasses import dataclass, field

from tests.bench import ground
from tests.bench.letters_ground import (
    MailServer,
    Workers,
    count,
    empty,
    handed,
    load,
    table,
    wait_until,
    wait_until_all_is_out,
    write_letters,
)

# What a dead worker had with the mail server is free again after six minutes.
PATIENCE = 15 * 60


@dataclass
class Story:
    """What was done to the workers, and what the letters came to."""

    name: str
    letters: int
    ends: int = 0
    in_flight: set = field(default_factory=set)
    # Seconds from the first end to the last letter; slowest SIGTERM.
    took: float = 0.0
    stopped_in: float = 0.0
    result: object = None

    @property
    def faults(self):
        found = list(self.result.faults)
        unforeseen = self.result.doubled - self.in_flight
        if unforeseen:
            found.append(f"{len(unforeseen)} came twice that were not in flight")
        if self.result.states != {"sent": self.letters}:
            found.append(f"not all sent: {dict(self.result.states)}")
        return found

    @property
    def row(self):
        return (
            self.name,
            self.letters,
            self.ends,
            len(self.in_flight),
            len(self.result.doubled),
            len(self.result.repeats),
            len(self.result.lost),
            f"{self.took:.0f} s",
            f"{self.stopped_in:.1f} s" if self.stopped_in else "-",
        )


HEADS = (
    "what",
    "letters",
    "ends",
    "in flight",
    "came twice",
    "on record as repeat",
    "lost",
    "until all out",
    "slowest stop",
)


def kill_one(story, workers, chance):
    """Kill one of the two; the other goes on, and the dead one is started again."""
    victim = chance.choice(workers)
    victim.kill()
    story.in_flight |= _left_in_flight()
    victim.start()


def kill_both(story, workers, _chance, *, meanwhile=lambda: None):
    """Kill both; `meanwhile` is called while nobody is there."""
    for one in workers:
        one.kill()
    story.in_flight |= _left_in_flight()
    meanwhile()
    for one in workers:
        one.start()


def stop_both(story, workers, _chance):
    """Ask both to stop; nothing may be in flight then."""
    begun = time.monotonic()
    for one in workers:
        one.process.terminate()
    for one in workers:
        one.process.wait(60)
    story.stopped_in = max(story.stopped_in, time.monotonic() - begun)
    story.in_flight |= _left_in_flight()
    for one in workers:
        one.start()


def _left_in_flight():
    """Return what is with the mail server and stays so: no living worker holds one that long.

    What the dead one's connection still has to do for it is done by then too.
    """
    time.sleep(0.2)
    before = handed()
    time.sleep(1.5)
    return before & handed()


def tell(name, end, environment, folder, *, letters, ends, chance, slow=0.0):
    """Let it happen and return the story; the server takes `slow` seconds over each letter."""
    empty()
    story = Story(name, letters)
    with MailServer(folder) as server:
        if slow:
            server.order(f"slow {slow}")
        environment = environment | {"ASKWELL_MAIL_URL": server.url}
        with Workers(2, environment, folder) as workers:
            write_letters(letters)
            marks = sorted(chance.sample(range(1, letters * 3 // 4), ends))
            for mark in marks:
                wait_until(lambda mark=mark: server.count() >= mark, patience=PATIENCE, each=0.01)
                begun = story.took or time.monotonic()
                story.took = begun
                end(story, workers, chance)
                story.ends += 1
            wait_until_all_is_out(PATIENCE)
            story.took = time.monotonic() - story.took
        story.result = count(server)
    return story


def main(letters=10_000, kills=5, seed=None):
    ground.prepare()
    from tests.processes import environment

    seed = seed or random.randrange(10**6)
    chance = random.Random(seed)
    stories = []
    plan = (
        ("kill -9 one of two", kill_one, letters, kills),
        ("kill -9 both", kill_both, letters // 3, 2),
        ("SIGTERM both", stop_both, letters // 3, 3),
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, end, number, ends in plan:
            settings = environment(folder)
            story = tell(name, end, settings, folder, letters=number, ends=ends, chance=chance)
            stories.append(story)
            print(*story.row, *story.faults, load(), sep=", ", flush=True)
    table(HEADS, [story.row for story in stories])
    faults = [f"{story.name}: {fault}" for story in stories for fault in story.faults]
    print(*faults, sep="\n")
    print(f"seed {seed};", "FAILED" if faults else "none lost, none doubled but those in flight")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
