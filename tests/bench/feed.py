"""The feed of 5,000 entries against its floor, and what it costs when nothing has changed.

Run: .venv/bin/python -m tests.bench.feed
The floor builds as many VEVENTs that say the same (the start on both clocks, whom, where, why) from
one query with plain strings: names joined in the database, nothing translated, escaped or folded.
"""

import time

from tests.bench import ground

TALKS, FOLLOW_UPS, ROUNDS = 4_500, 500, 9


def fill():
    """Return the feed of an account with so many talks and open follow-ups."""
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    from django.db import connection

    from config.kit import clock
    from contacts.models import Person
    from interviews.actions.feeds import open_feed, switch_feed
    from interviews.models import FollowUp, Interview
    from tests.factories import AccountFactory

    account = AccountFactory(email="bench@example.com")
    zones = ["Asia/Shanghai", "", "America/New_York", "Europe/Berlin"]
    people = Person.objects.bulk_create(
        Person(
            account=account, name=f"{['Ana', 'Lin', 'José', '小明'][n % 4]} P{n}", zone=zones[n % 4]
        )
        for n in range(TALKS)
    )
    talks = []
    for n in range(TALKS):
        starts_at = datetime(2022, 1, 3, 9, tzinfo=UTC) + timedelta(hours=9 * n)
        local = starts_at.astimezone(ZoneInfo(account.zone))
        talks.append(
            Interview(
                account=account,
                stage=["scheduled", "thanked", "held", "cancelled"][n % 4],
                place=["https://meet.example.com/" + "x" * 40, ""][n % 2],
                purpose="What a week looks like, and what surprised them. " * 2,
                zone=account.zone,
                on_date=local.date(),
                at_time=local.time(),
                starts_at=starts_at,
                minutes=30,
            )
        )
    talks = Interview.objects.bulk_create(talks)
    through = Interview.people.through
    through.objects.bulk_create(
        through(interview=talk, person=person) for talk, person in zip(talks, people, strict=True)
    )
    due = clock.now() + timedelta(days=3)
    FollowUp.objects.bulk_create(
        FollowUp(
            account=account, person=one, kind="thank", key=f"t:{one.pk}", due_on=due, due_at=due
        )
        for one in people[:FOLLOW_UPS]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    feed = open_feed(account, at=clock.now())
    switch_feed(feed, with_follow_ups=True, with_details=True)
    return feed


def floor(feed):
    """Return as many entries, one query and one string each."""
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT i.id, i.uid, i.sequence, i.stage, i.kind, i.medium, i.place, i.purpose,
                   i.starts_at, i.minutes, i.changed_at, string_agg(p.name, ', '), max(p.zone)
            FROM interviews_interview i
            JOIN interviews_interview_people w ON w.interview_id = i.id
            JOIN contacts_person p ON p.id = w.person_id
            WHERE i.account_id = %s GROUP BY i.id
            UNION ALL
            SELECT u.id, gen_random_uuid(), 0, u.state, u.kind, '', '', '', u.due_at, 30, u.due_at,
                   p.name, ''
            FROM interviews_followup u JOIN contacts_person p ON p.id = u.person_id
            WHERE u.account_id = %s AND u.state = 'open'
            """,
            [feed.account_id, feed.account_id],
        )
        rows = cursor.fetchall()
    mine = feed.account.zone
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n"
    for (
        pk,
        uid,
        sequence,
        stage,
        kind,
        medium,
        place,
        purpose,
        start,
        minutes,
        at,
        names,
        zone,
    ) in rows:
        end = start + timedelta(minutes=minutes)
        clocks = [start.astimezone(ZoneInfo(one)) for one in (mine, zone) if one]
        when = "\\n".join([f"{one:%a %d %b %Y, %H:%M %Z (%z)}" for one in clocks])
        text += (
            f"BEGIN:VEVENT\r\nUID:{uid}@askwell\r\nSEQUENCE:{sequence}\r\n"
            f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\n"
            f"DTEND:{end:%Y%m%dT%H%M%SZ}\r\nSTATUS:{stage}\r\nTRANSP:OPAQUE\r\n"
            f"SUMMARY:{kind}: {names}\r\nORGANIZER;CN=Robin:mailto:bench@example.com\r\n"
            f"DESCRIPTION:{when}\\n{minutes} minutes\\n{medium}: {place}\\n"
            f"{purpose}\\nYour preparation: http://localhost:8000/interviews/{pk}/\r\n"
            f"LOCATION:{place}\r\nURL:{place}\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n"
            f"TRIGGER:-PT30M\r\nDESCRIPTION:{names}\r\nEND:VALARM\r\nEND:VEVENT\r\n"
        )
    return (text + "END:VCALENDAR\r\n").encode()


def objects(feed):
    """Return the same talks through icalendar's objects, which the feed does without."""
    from interviews.calendars.entry import entry_for_me
    from interviews.calendars.files import Method, written

    talks = feed.account.interviews.filter(starts_at__isnull=False).prefetch_related("people")
    return written(Method.PUBLISH, *(entry_for_me(talk) for talk in talks[:500]))


def main():
    """Print CPU time of this process, in turn, so that a busy machine slows all alike."""
    ground.prepare()
    feed = fill()
    from interviews.calendars.feed import feed_behind, written_feed

    ways = {"floor": floor, "feed": written_feed, "304": lambda one: feed_behind(one.token)}
    cpu, wall = {name: [] for name in ways}, {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begun, begun_cpu = time.perf_counter(), time.process_time()
            found = way(feed)
            wall[name].append(time.perf_counter() - begun)
            cpu[name].append(time.process_time() - begun_cpu)
            if isinstance(found, bytes):
                assert found.count(b"BEGIN:VEVENT") == TALKS + FOLLOW_UPS, name
    for name in ways:
        print(
            f"{name:>6}: best {min(wall[name]) * 1000:6.1f} ms, CPU {min(cpu[name]) * 1000:6.1f} ms"
        )
    print(f"feed / floor: {min(wall['feed']) / min(wall['floor']):.2f} in time, ", end="")
    print(f"{min(cpu['feed']) / min(cpu['floor']):.2f} in CPU")
    begun = time.perf_counter()
    objects(feed)
    print(f"500 entries through icalendar's objects: {(time.perf_counter() - begun) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
