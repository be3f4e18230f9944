"""What pure rules and readers take of the processor, each beside a floor that only touches its input.

Run: .venv/bin/python -m tests.bench.rules [part of a name …]
The floor splits the same text into words or lines, or looks at every start or pair once and judges
nothing. Told are medians and their ratio. Of hostile texts the worst of all is told.
"""
# ruff: noqa: E402, what is measured needs Django first.

import io
import os
import statistics
import sys
import time
import tomllib
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import combinations

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django

django.setup()

from contacts.importing.vcard import read_cards
from contacts.rules.messages import About, faults_in
from contacts.rules.packs import pack
from interviews.calendars.busy import TooMuch, stripped
from interviews.rules.recurring import groups
from interviews.rules.slots import Busy, free_starts, propose
from tests.contacts.importing.test_vcard_read import large_cards
from tests.contacts.test_messages_sentences import DATA, HOSTILE, found_in
from tests.interviews.test_bounces_read import LONG, read_if_one
from tests.interviews.test_calendar_busy import HOUR, TODAY
from tests.interviews.test_slots_rules import NOW, OPEN, diary

TIMES = 9


def main():
    asked = sys.argv[1:]
    print(f"{'':44}{'ms':>9}{'floor':>9}{'ratio':>8}")
    for name, act, floor in cases():
        if not asked or any(word in name for word in asked):
            spent, least = spent_on(act), spent_on(floor)
            print(f"{name:44}{spent:9.2f}{least:9.3f}{spent / least:8.1f}", flush=True)


def spent_on(act):
    """Return the median milliseconds of the processor, after once for what is kept for later."""
    act()
    times = []
    for _ in range(TIMES):
        began = time.process_time_ns()
        act()
        times.append((time.process_time_ns() - began) / 1e6)
    return statistics.median(times)


def cases():
    """Return a name, what is measured and its floor."""
    for language in ("en", "zh"):
        text = typed(language)
        about = About(purpose="first_ask", channel="email", names=("Ana",), notes="The line.")
        judge = partial(faults_in, text, subject="", pack=pack(language), about=about)
        yield f"a message of 300 words is judged, {language}", judge, partial(words_of, text)
    for language in ("en", "zh"):
        texts = [(piece * 20_000)[:20_000] for piece in HOSTILE]
        worst = max(texts, key=lambda text: spent_once(partial(found_in, text, language)))
        judge = partial(found_in, worst, language)
        name = f"20,000 letters of {worst[:8]!r} are judged, {language}"
        yield name, judge, partial(words_of, worst)
    cards = large_cards().encode()
    yield (
        "five cards, 8 MB of photos and notes, are read",
        partial(people_of, cards),
        cards.splitlines,
    )
    worst = max(LONG, key=lambda raw: spent_once(partial(read_if_one, raw)))
    name = f"a bounce of {len(worst) // 1000} kB, number {LONG.index(worst)}, is read"
    yield name, partial(read_if_one, worst), worst.splitlines
    raw = calendar_of(100_000)
    yield "100,000 entries of a calendar are refused", partial(refused, raw), raw.splitlines
    yield "free times around 200 that are taken", *free_times()
    questions = asked_in_years()[:400]
    yield "400 questions are grouped", partial(groups, questions), partial(pairs_of, questions)


def typed(language):
    """Return 300 words, or 500 characters, of real first messages."""
    message = tomllib.loads((DATA / f"{language}-asks-write.toml").read_text())["message"]
    text = " ".join(one["body"] for one in message)
    return " ".join(text.split()[:300]) if language == "en" else text[:500]


def words_of(text):
    return [word.casefold() for word in text.split()]


def spent_once(act):
    began = time.process_time_ns()
    act()
    return time.process_time_ns() - began


def people_of(cards):
    return list(read_cards(io.BytesIO(cards)).rows)


def calendar_of(count):
    one = "BEGIN:VEVENT\r\nUID:{0}\r\n" + HOUR + "\r\nEND:VEVENT\r\n"
    entries = "".join(one.format(n) for n in range(count))
    return f"BEGIN:VCALENDAR\r\n{entries}END:VCALENDAR".encode()


def refused(raw):
    with suppress(TooMuch):
        stripped(raw, mine=(), today=TODAY)


def free_times():
    """Return two weeks searched for three good times of two people, and a look at each half hour."""
    mine, theirs = diary(), [diary("America/New_York")]
    gap = timedelta(minutes=97)
    busy = [
        Busy(NOW + gap * n, NOW + gap * n + timedelta(minutes=20), n % 2 == 0) for n in range(200)
    ]

    def search():
        propose(free_starts(mine, theirs, busy, OPEN, now=NOW), mine, theirs, OPEN, count=3)

    def look():
        half_hours = (NOW + timedelta(minutes=30) * n for n in range(14 * 48))
        return [start for start in half_hours if 9 <= start.hour < 17]

    return search, look


def asked_in_years():
    topics = ["caching", "hiring", "rollbacks", "forecasts", "audits", "pagers", "schemas", "tests"]
    return [
        f"How did you handle {one} and {other} in year {year}?"
        for year in range(7)
        for one in topics
        for other in topics
    ]


def pairs_of(questions):
    return sum(one == other for one, other in combinations(questions, 2))


if __name__ == "__main__":
    sys.exit(main())
