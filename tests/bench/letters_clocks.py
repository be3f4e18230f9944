"""Does everybody get one digest a working day, at their hour, while clocks change and workers die?

Run: .venv/bin/python -m tests.bench.letters_clocks [days around each change, 4] [minutes a step, 5]
Two real workers live through the days around every change of the clocks of four zones in 2026 and 2027
that fall on their days, in steps of some minutes: each step the clock is turned on for both, the
planner is asked for twice at once, and all that follows from it is waited for. One of the two workers'
clocks is a minute and a half behind; now and then one is killed, or both, and started again. When a
digest must come is reckoned from `tests/zones.py`, not from the zone data that the app reads. What came
is counted by the mail server.
"""

import random
import sys
import tempfile
import time as seconds
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from tests.bench import ground
from tests.bench.letters_ground import MailServer, Workers, load, table, wait_until
from tests.bench.letters_moved import Hands
from tests.zones import CHANGES

# Two zones of the north, a southern one, and one that moves by half an hour.
ZONES = ("Europe/Lisbon", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe")
# Around midnight, inside the gap and the repeated hour, and at usual hours.
HOURS = (0, 1, 2, 3, 7, 23)
WEEKS = ([1, 2, 3, 4, 5], [7, 1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7])
BEHIND = 90
# Steps that a digest may be late, each a minute in life: the slow clock sees the hour later, whoever has
# it finds a letter of the other's clock not ripe yet, and what a dead worker held is free at the next.
LATE = 3
PLANNER = "plan_letters"


def offset_at(zone, moment):
    """Return how far a zone is from UTC at a moment of 2026 or 2027, by the table."""
    changes = [change for change in CHANGES if change.zone == zone]
    before = [change for change in changes if change.at <= moment]
    return before[-1].after if before else changes[0].before


def opening(zone, day, hour):
    """Return the first instant (UTC) at which a clock on the wall there shows this hour or later."""
    wall = datetime.combine(day, time(hour), UTC)
    changes = [change for change in CHANGES if change.zone == zone]
    readings = {wall - offset for change in changes for offset in (change.before, change.after)}
    right = [one for one in readings if one + offset_at(zone, one) == wall]
    if right:
        return min(right)
    # The clocks jump over it: from the jump on.
    (jump,) = (one.at for one in changes if abs(one.at - min(readings)) < timedelta(hours=3))
    return jump


def stretches(days):
    """Return the stretches of time (UTC) to live through, each around one or more changes."""
    found = []
    moments = sorted(change.at for change in CHANGES if change.zone in ZONES)
    for moment in moments:
        first, last = moment - timedelta(days=days / 2), moment + timedelta(days=days / 2)
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], last
        else:
            found.append((first, last))
    return found


def settle_down(around):
    """Write accounts of every zone, hour and week, each with one thing due on each of these days."""
    from allauth.account.models import EmailAddress

    from contacts.models import Account, Person
    from interviews.models import FollowUp

    accounts = Account.objects.bulk_create(
        Account(
            email=f"{zone.replace('/', '.')}.{hour}.{number}@example.com".lower(),
            zone=zone,
            digest_hour=hour,
            working_days=week,
            password="!",
        )
        for zone in ZONES
        for hour in HOURS
        for number, week in enumerate(WEEKS)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in accounts
    )
    people = Person.objects.bulk_create(Person(account=one, name="Ana") for one in accounts)
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                account=person.account,
                person=person,
                text="Send the article",
                kind="promise",
                due_on=day,
                due_at=datetime.combine(day, time(23), UTC),
            )
            for person in people
            for first, last in around
            for day in _days(first, last)
        ],
        batch_size=2_000,
    )
    return accounts


def _days(first, last):
    day = first.date() - timedelta(days=1)
    while day <= last.date() + timedelta(days=1):
        yield day
        day += timedelta(days=1)


def expected(accounts, around, step):
    """Return, by address, the local days whose digest opens inside a stretch, and when.

    Not so near its end that no step is left to send it in.
    """
    due = defaultdict(dict)
    for account in accounts:
        for first, last in around:
            for day in _days(first, last):
                opens = opening(account.zone, day, account.digest_hour)
                is_inside = first < opens < last - (LATE + 1) * step
                if is_inside and day.isoweekday() in account.working_days:
                    due[account.email][day] = opens
    return due


class Life:
    """Two workers, one clock, and whatever happens to them."""

    def __init__(self, workers, hands, chance):
        self.workers, self.hands, self.chance = workers, hands, chance
        self.steps = self.kills = 0

    def live(self, first, last, step, kills):
        """Turn the clock from one moment to another; kill as often as told, at random steps."""
        moments = [first + n * step for n in range(int((last - first) / step))]
        # What a kill holds up leaves some steps later, so the last ones are spared.
        fatal = set(self.chance.sample(moments[:-LATE], kills))
        for moment in moments:
            self.hands.turn_to(moment)
            _ask_planners()
            if moment in fatal:
                self._kill()
            _wait_for_peace()
            self.steps += 1

    def _kill(self):
        """Kill one of them or both while they work on this step, and start them again."""
        seconds.sleep(self.chance.random() / 20)
        victims = self.chance.sample(list(self.workers), self.chance.choice([1, 1, 2]))
        for one in victims:
            one.kill()
        for one in victims:
            one.start()
        self.kills += len(victims)
        _bury_the_dead()


def _ask_planners():
    from config.kit.jobs import hand_over

    # Two at once: each machine may believe that it is its turn.
    hand_over(PLANNER, timestamp=0)
    hand_over(PLANNER, timestamp=0)
    # As each minute does: what a dead worker held is sent when it is free again.
    hand_over("send_letters", timestamp=0)


def _bury_the_dead():
    """Have what the killed held taken up at once, as the minute's job does once they are silent.

    What the living one holds is taken up too: whoever is thought dead may be only slow.
    """
    from django.db import connection

    from config.kit.jobs import hand_over

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'"
        )
    hand_over("retry_stalled", timestamp=0)


def _wait_for_peace():
    """Wait until nothing is to be done now."""
    from django.db import connection

    def is_quiet():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT NOT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'doing' OR"
                " status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))"
            )
            return cursor.fetchone()[0]

    wait_until(is_quiet, patience=120, each=0.005)


def judge(server, due):
    """Return what was wrong with what came, and how late digests were at most."""
    from interviews.models import Letter

    letters, came = defaultdict(lambda: defaultdict(list)), server.came()
    for row in Letter.objects.filter(kind="digest").values_list(
        "to", "local_day", "sent_at", "message_id", "is_repeat", "state"
    ):
        letters[row[0]][row[1]].append(row[2:])
    wrong, lateness = [], []
    for email, days in due.items():
        for day, opens in days.items():
            found = letters[email].get(day, [])
            if len(found) != 1:
                wrong.append(f"{email} {day}: {len(found)} letters")
                continue
            sent_at, name, is_repeat, state = found[0]
            if state != "sent" or not 1 <= came[name, email] <= 1 + is_repeat:
                wrong.append(f"{email} {day}: {state}, came {came[name, email]} times")
                continue
            lateness.append(sent_at - opens)
            # The moment is that of whichever worker's clock.
            if sent_at < opens - timedelta(seconds=BEHIND):
                wrong.append(f"{email} {day}: sent {opens - sent_at} too early")
        week = WEEKS[int(email.split("@")[0].split(".")[-1])]
        days_off = {day for day in letters[email] if day.isoweekday() not in week}
        wrong += [f"{email} {day}: a digest on a day off" for day in days_off]
    return wrong, lateness


def run(environment, folder, around, *, step, kills, seed=None):
    """Live through some stretches of time; return figures, and what was wrong."""
    seed = seed or random.randrange(10**6)
    accounts = settle_down(around)
    due = expected(accounts, around, step)
    hands = Hands(Path(folder) / "clock")
    with MailServer(folder) as server:
        environment = environment | {
            "ASKWELL_MAIL_URL": server.url,
            "BENCH_CLOCK": str(Path(folder) / "clock"),
        }
        hands.turn_to(around[0][0])
        with Workers(2, environment, folder, launcher=("tests.bench.letters_moved",)) as workers:
            workers[1].environment = environment | {"BENCH_SKEW": str(-BEHIND)}
            life = Life(workers, hands, random.Random(seed))
            for first, last in around:
                life.live(first, last, step, kills)
        wrong, lateness = judge(server, due)
    if max(lateness, default=step) > LATE * step + timedelta(minutes=2):
        wrong.append(f"the latest came {max(lateness)} after its hour")
    repeats = sum(times - 1 for times in server.came().values())
    figures = {
        "accounts": len(accounts),
        "changes": sum(
            change.zone in ZONES and first < change.at < last
            for change in CHANGES
            for first, last in around
        ),
        "steps": life.steps,
        "killed": life.kills,
        "digests due": sum(map(len, due.values())),
        "came": len(server.came()),
        "again": repeats,
        "latest": max(lateness, default=None),
        "seed": seed,
    }
    return figures, wrong


def main(days=4, minutes=5):
    ground.prepare()
    from tests.processes import environment

    with tempfile.TemporaryDirectory() as folder:
        step = timedelta(minutes=minutes)
        figures, wrong = run(environment(folder), folder, stretches(days), step=step, kills=1)
    table(list(figures), [figures.values()])
    print(load())
    print(*wrong[:20], sep="\n")
    print(f"wrong: {len(wrong)}" if wrong else "one digest a working day each, at their hour")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
