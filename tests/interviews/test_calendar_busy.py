import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from interviews.calendars.busy import (
    NotACalendar,
    TooMuch,
    busy_between,
    stripped,
    worked_out,
)

DATA = Path(__file__).parent.parent / "data" / "calendars"
TODAY = date(2026, 11, 22)
UNTIL = date(2026, 12, 1)


def busy(raw, *, zone="Europe/Lisbon", mine=(), first=TODAY, last=UNTIL, work=busy_between):
    """Return the stretches of a calendar as `23 09:30–10:00`, day of November in UTC."""
    raw = raw if isinstance(raw, bytes) else raw.encode()
    text = stripped(raw, mine=mine, today=TODAY)
    return [
        f"{start:%d %H:%M}–{end:%H:%M}"
        for start, end in work(text, zone=zone, first=first, last=last)
    ]


def calendar(*entries, head=""):
    """Return a calendar of entries, each given by its lines."""
    inner = "\r\n".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT" for one in entries)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{head}{inner}\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Mondays and Wednesdays, one left out, one moved to the afternoon; declined and free are not.
        ("google", ["23 09:30–10:00", "30 14:00–15:00"]),
        # A Windows zone, one of the file's own, one named without being told.
        (
            "outlook",
            [
                "23 08:00–08:30",
                "24 08:00–08:30",
                "25 08:00–08:30",
                "26 06:15–07:15",
                "28 09:00–10:00",
            ],
        ),
        # A time without a zone is on my clock; what overlaps is one stretch.
        ("apple", ["23 18:00–20:00", "25 00:00–00:00", "28 18:30–20:00", "29 18:30–20:00"]),
        # One instance cancelled; a second calendar in the file lists busy times.
        ("fastmail", ["24 10:00–11:00", "24 13:00–14:00", "30 14:00–14:45"]),
    ],
)
def test_the_files_of_common_programs_give_their_busy_times(name, expected):
    assert busy((DATA / f"{name}.ics").read_bytes()) == expected


@pytest.mark.parametrize("name", ["google", "outlook", "apple", "fastmail"])
def test_nothing_of_what_entries_are_about_is_kept(name):
    raw = (DATA / f"{name}.ics").read_bytes()

    text = stripped(raw, mine=(), today=TODAY)

    assert b"Plumtree" in raw
    assert not any(
        word in text.lower() for word in ("plumtree", "summary", "attendee", "@", "040000")
    )


HOUR = "DTSTART:20261124T090000Z\r\nDTEND:20261124T100000Z"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (HOUR, ["24 09:00–10:00"]),
        (HOUR + "\r\nTRANSP:TRANSPARENT", []),
        (HOUR + "\r\nSTATUS:CANCELLED", []),
        (HOUR + "\r\nSTATUS:TENTATIVE", ["24 09:00–10:00"]),
        (HOUR + "\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        (HOUR + "\r\nATTENDEE;PARTSTAT=DECLINED:MAILTO:Me@example.com", []),
        (HOUR + "\r\nATTENDEE;PARTSTAT=DECLINED:mailto:you@example.com", ["24 09:00–10:00"]),
        ("DTSTART:20261124T090000Z", []),
        ("DTSTART;VALUE=DATE:20261124", ["24 00:00–00:00"]),
        ("DTSTART;VALUE=DATE:20261124\r\nTRANSP:TRANSPARENT", []),
        ("SUMMARY:no start at all", []),
        ("DTSTART:yesterday\r\nDTEND:tomorrow", []),
        ("DTSTART:20261124T090000Z\r\nDURATION:PT15M", ["24 09:00–09:15"]),
        ("DTSTART:20261124T090000Z\r\nDTEND:20261124T080000Z", ["24 08:00–09:00"]),
        # Two weeks that began before: cut to the days that are asked for.
        ("DTSTART;VALUE=DATE:20261120\r\nDTEND;VALUE=DATE:20261220", ["22 00:00–00:00"]),
        ("DTSTART;TZID=No/Such:20261124T090000\r\nDURATION:PT1H", ["24 09:00–10:00"]),
    ],
)
def test_an_entry_takes_time_unless_it_says_otherwise(lines, expected):
    assert busy(calendar(f"UID:1\r\n{lines}"), mine={"me@example.com"}) == expected


def test_times_without_a_zone_follow_my_clock():
    raw = calendar("UID:1\r\nDTSTART:20261124T090000\r\nDTEND:20261124T100000")

    assert busy(raw, zone="Asia/Tokyo") == ["24 00:00–01:00"]
    assert busy(raw, zone="Pacific/Apia") == ["23 20:00–21:00"]


def test_a_whole_day_lasts_from_midnight_to_midnight_here_also_where_clocks_change():
    raw = calendar("UID:1\r\nDTSTART;VALUE=DATE:20261025")

    text = stripped(raw.encode(), mine=(), today=date(2026, 10, 20))
    found = busy_between(
        text, zone="Europe/Lisbon", first=date(2026, 10, 20), last=date(2026, 10, 30)
    )

    assert found == [
        (datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 26, 0, tzinfo=UTC))
    ]


def test_a_repeated_entry_keeps_its_local_time_over_a_change_of_clocks():
    raw = calendar(
        "UID:1\r\nDTSTART;TZID=Europe/Lisbon:20261019T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY"
    )

    text = stripped(raw.encode(), mine=(), today=date(2026, 10, 18))
    found = busy_between(text, zone="UTC", first=date(2026, 10, 18), last=date(2026, 10, 27))

    assert [start.hour for start, _ in found] == [8, 9]


def test_the_past_is_left_out_but_for_what_moves_it_here():
    """An instance moved away from tomorrow into the past must not come back."""
    series = "UID:1\r\nDTSTART:20261101T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY"
    moved = "UID:1\r\nRECURRENCE-ID:20261129T090000Z\r\nDTSTART:20261110T090000Z\r\nDURATION:PT1H"
    ended = "UID:2\r\nDTSTART:20200101T090000Z\r\nRRULE:FREQ=DAILY;UNTIL=20210101T090000Z"
    raw = calendar(series, moved, ended)

    assert "UNTIL" not in stripped(raw.encode(), mine=(), today=TODAY)
    assert busy(raw) == ["22 09:00–10:00"]


@pytest.mark.parametrize(
    ("raw", "is_page"),
    [
        (b"", False),
        (b"\x00\x01\x02PNG", False),
        (b"<!doctype html><html>Sign in</html>", True),
        (b"Subject: BEGIN:VCALENDAR", False),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTST", False),
    ],
)
def test_what_is_no_calendar_is_told_apart(raw, is_page):
    with pytest.raises(NotACalendar) as told:
        stripped(raw, mine=(), today=TODAY)

    assert told.value.is_page == is_page


def test_other_encodings_and_line_ends_are_read():
    raw = calendar(f"UID:1\r\n{HOUR}")

    assert busy(b"\xef\xbb\xbf" + raw.encode()) == ["24 09:00–10:00"]
    assert busy(raw.encode("utf-16")) == ["24 09:00–10:00"]
    assert busy(raw.replace("\r\n", "\n").replace("DT", "dt").replace(":VEVENT", ":vevent")) == [
        "24 09:00–10:00"
    ]
    assert busy(raw.replace("DTEND:2026", "DTEND:\r\n 2026")) == ["24 09:00–10:00"]


@pytest.mark.parametrize(
    "bad",
    [
        "UID:2\r\nDTSTART:20261124T120000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=SOMETIMES;BYDAY=XX",
        "UID:2\r\nDTSTART:99991231T235959Z\r\nDURATION:P9D\r\nRRULE:FREQ=YEARLY",
        "UID:2\r\nDTSTART:20261124T120000Z\r\nDTSTART:20261124T130000Z\r\nDURATION:PT1H",
    ],
)
def test_a_bad_entry_does_not_spoil_the_others(bad):
    assert "24 09:00–10:00" in busy(calendar(f"UID:1\r\n{HOUR}", bad))


def test_a_line_that_would_take_hundreds_of_megabytes_apart_is_refused():
    line = "DTSTART" + ";A=" * 1_000_000 + ":20261124T100000Z"

    tracemalloc.start()
    with pytest.raises(TooMuch):
        stripped(calendar(f"UID:1\r\n{line}").encode(), mine=(), today=TODAY)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 100_000_000


@pytest.mark.full
def test_a_hundred_thousand_entries_are_refused_but_those_over_are_passed_by():
    one = "BEGIN:VEVENT\r\nUID:{0}\r\n" + HOUR + "\r\nEND:VEVENT\r\n"
    entries = "".join(one.format(n) for n in range(100_000))
    raw = f"BEGIN:VCALENDAR\r\n{entries}END:VCALENDAR".encode()

    with pytest.raises(TooMuch):
        stripped(raw, mine=(), today=TODAY)

    assert stripped(raw.replace(b"2026", b"2020"), mine=(), today=TODAY).count("VEVENT") == 0


@pytest.mark.full
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY;INTERVAL=1",
        "FREQ=HOURLY;BYSECOND=" + ",".join(map(str, range(60))),
    ],
)
def test_a_rule_that_would_take_for_ever_is_stopped(rule, monkeypatch):
    from interviews.calendars import busy as module

    monkeypatch.setattr(module, "CPU_SECONDS", 1)
    raw = calendar(f"UID:1\r\nDTSTART:19700101T000000Z\r\nDURATION:PT1S\r\nRRULE:{rule}")

    # Unstopped it would still be at it when the suite is over.
    with pytest.raises(TooMuch):
        busy(raw, work=worked_out)


def test_the_process_of_its_own_gives_what_there_is():
    raw = (DATA / "google.ics").read_bytes()

    assert busy(raw, work=worked_out) == busy(raw)
