from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from config.kit import clock
from interviews.actions import calendars
from interviews.actions.calendars import (
    LOST,
    add_address,
    ask_due_readings,
    forget_removed,
    read_calendar,
)
from interviews.models import BusyCalendar
from tests.cases import few
from tests.config.test_fetching import Server
from tests.interviews.test_calendar_busy import DATA

PAGE = reverse("settings-calendars")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GOOGLE = (DATA / "google.ics").read_bytes()


def served(body=GOOGLE, **headers):
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture
def at_home(settings):
    """Let calendars be read from this machine, as somebody may who runs the site."""
    settings.CALENDAR_HOSTS = ["127.0.0.1"]


@pytest.fixture
def read(account, at_home):
    """Return a function that adds a calendar behind a server and reads it."""

    def read(server, at=NOW):
        address = f"http://127.0.0.1:{server.port}/private-plumtree-key/basic.ics"
        calendar = add_address(account, name="Work", address=address, at=at)
        return again(calendar, at)

    return read


def again(calendar, at):
    read_calendar(calendar.pk, at=at)
    calendar.refresh_from_db()
    return calendar


def starts(calendar):
    return [f"{one.starts_at:%d %H:%M}" for one in calendar.times.all()][:3]


def upload(page, raw=GOOGLE, name="Home", **more):
    file = SimpleUploadedFile("home.ics", raw)
    return page.post(PAGE, {"do": "file", "file-name": name, "file-upload": file, **more})


def test_a_secret_address_is_handed_to_the_worker_and_not_asked_by_the_page(page, account, at_home):
    with Server() as server:
        address = f"webcal://127.0.0.1:{server.port}/x.ics"
        answer = page.post(
            PAGE, {"do": "address", "address-name": "Work", "address-address": address}
        )

    calendar = account.busy_calendars.get()
    job = ProcrastinateJob.objects.get(task_name="read_calendar")
    assert answer.status_code == 303 and server.asked == []
    assert (calendar.name, calendar.address) == ("Work", address)
    assert job.args == {"calendar_id": calendar.pk}
    assert "being read" in page.get(PAGE).content.decode()


def test_a_calendar_read_gives_its_times_and_keeps_no_word_of_it(read, page, account):
    with Server(served(ETag='"1"')) as server:
        calendar = read(server)

    assert starts(calendar) == ["23 09:30", "30 14:00", "02 09:30"]
    assert (calendar.error, calendar.etag, calendar.asked_at) == ("", '"1"', None)
    with clock.moved_to(NOW):
        html = page.get(PAGE).content.decode()
    count = calendar.times.count()
    assert f"{count} busy times in the next 90 days, the next Mon 23 Nov, 09:30" in html
    assert "private-plumtree-key" not in html and "127.0.0.1" in html


@pytest.mark.parametrize("name", few(["google", "outlook", "apple", "fastmail"]))
def test_no_text_column_of_the_database_holds_what_entries_are_about(read, page, account, name):
    raw = (DATA / f"{name}.ics").read_bytes()
    with Server(served(raw)) as server:
        read(server)
    upload(page, raw)

    account.busy_calendars.update(address="")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema ="
            " 'public' AND data_type IN ('text', 'character varying', 'jsonb', 'ARRAY', 'bytea')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', ["%plumtree%"]
            )
            assert cursor.fetchone() == (0,), (table, column)


@pytest.mark.full
def test_an_unchanged_calendar_is_asked_for_by_its_etag_and_worked_out_for_the_new_day(read):
    with Server(served(ETag='"1"'), b"HTTP/1.1 304 Same\r\n\r\n") as server:
        calendar = read(server)
        last = calendar.times.latest("starts_at").starts_at
        again(calendar, NOW + timedelta(days=7))

    assert 'If-None-Match: "1"' in server.asked[1]
    assert calendar.times.latest("starts_at").starts_at == last + timedelta(days=7)
    assert starts(calendar)[0] == "30 14:00"
    assert calendar.fetched_at == NOW + timedelta(days=7)


def test_a_failure_is_said_keeps_what_there_was_and_waits_longer_each_time(read, page):
    bad = b"HTTP/1.1 404 No\r\n\r\n"
    with Server(served(), bad, bad) as server:
        calendar = read(server)
        again(calendar, NOW + timedelta(hours=1))
        first = calendars.next_try(calendar)
        again(calendar, NOW + timedelta(days=1))
    second = calendars.next_try(calendar)

    assert (calendar.error, calendar.failures) == ("gone", 2)
    assert starts(calendar) == ["23 09:30", "30 14:00", "02 09:30"]
    assert first == NOW + timedelta(hours=3) and second == NOW + timedelta(days=1, hours=4)
    with clock.moved_to(NOW + timedelta(days=1)):
        html = page.get(PAGE).content.decode()
    assert "Copy the secret address again" in html
    assert "it gave before still count" in html and "Next try by itself: Mon 23 Nov, 16:00" in html


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!doctype html><title>Sign in</title>", "This is a web page, not a calendar"),
        (b"hello", "not a whole calendar file"),
        (GOOGLE[:-20], "not a whole calendar file"),
    ],
)
def test_what_is_no_calendar_is_said_in_plain_words(read, page, body, said):
    with Server(served(body)) as server:
        read(server)

    assert said in page.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.1/x.ics", "http://localhost/x.ics", "http://2130706433/", "http://[::1]/x.ics"],
)
def test_an_address_in_our_own_network_is_refused_in_the_job(account, address):
    calendar = add_address(account, name="Inside", address=address, at=NOW)

    assert again(calendar, NOW).error == "not_public"


def test_the_secret_address_is_in_no_log_and_in_no_job(read, caplog):
    with caplog.at_level("DEBUG"), Server(b"HTTP/1.1 500 Broken\r\n\r\n") as server:
        calendar = read(server)

    said = caplog.text + repr(list(ProcrastinateJob.objects.values())) + calendar.error
    assert calendar.error == "broken" and "plumtree-key" not in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("ftp://calendar.test/x.ics", "It begins with https:// or webcal://".lower()),
        ("https://me:word@calendar.test/x.ics", "user name or password"),
        ("https://calendar.test:8443/x.ics", "ports of the web"),
        ("", "This field is required"),
    ],
)
def test_an_address_that_is_never_asked_is_refused_at_once(page, account, given, said):
    answer = page.post(PAGE, {"do": "address", "address-name": "Work", "address-address": given})

    assert answer.status_code == 422 and not account.busy_calendars.exists()
    assert said in answer.content.decode() or said in answer.content.decode().lower()
    assert 'value="Work"' in answer.content.decode()


def test_a_file_gives_its_times_and_a_newer_one_takes_its_place(page, account):
    with clock.moved_to(NOW):
        assert upload(page).status_code == 303
        calendar = again(account.busy_calendars.get(), NOW)
        before = starts(calendar)
        edit = reverse("busy-calendar-edit", args=[calendar.pk])
        newer = SimpleUploadedFile("b.ics", (DATA / "apple.ics").read_bytes())
        page.post(edit, {"name": "Home now", "upload": newer})
        again(calendar, NOW)

    assert before == ["23 09:30", "30 14:00", "02 09:30"]
    assert starts(calendar) == ["23 18:00", "25 00:00", "28 18:30"] and calendar.name == "Home now"


def test_a_file_that_is_none_changes_nothing_and_says_why(page, account):
    answer = upload(page, b"%PDF-1.7")

    assert answer.status_code == 422 and "not a whole calendar file" in answer.content.decode()
    assert not account.busy_calendars.exists()


@pytest.mark.full
def test_a_reading_of_what_was_replaced_meanwhile_is_dropped(page, account, monkeypatch):
    """The file changes while the worker is at it: the times of the older one must not stay."""
    upload(page)
    calendar = account.busy_calendars.get()
    work = calendars.worked_out

    def slowly(*args, **options):
        monkeypatch.setattr(calendars, "worked_out", work)
        calendars.replace_file(calendar, (DATA / "apple.ics").read_bytes(), at=NOW)
        return work(*args, **options)

    monkeypatch.setattr(calendars, "worked_out", slowly)
    again(calendar, NOW)
    between = starts(calendar), calendar.asked_at
    again(calendar, NOW)

    assert between == ([], NOW) and starts(calendar) == ["23 18:00", "25 00:00", "28 18:30"]
    assert ProcrastinateJob.objects.filter(task_name="read_calendar").count() == 2


def test_a_calendar_is_removed_with_its_times_and_comes_back(read, page, htmx):
    with Server(served()) as server:
        calendar = read(server)
    url = reverse("busy-calendar-remove", args=[calendar.pk])

    answer = htmx.post(url, target="calendars").content.decode()
    gone = calendar.times.count(), "<strong>Work" in page.get(PAGE).content.decode()
    read_calendar(calendar.pk, at=NOW)
    back = page.post(reverse("busy-calendar-restore", args=[calendar.pk]))

    assert f'action="{reverse("busy-calendar-restore", args=[calendar.pk])}"' in answer
    assert gone == (0, False) and calendar.times.count() == 0
    assert back.status_code == 303
    assert "being read" in page.get(PAGE).content.decode()


def test_a_removed_calendar_is_forgotten_after_a_day(account):
    calendar = add_address(account, name="Work", address="https://calendar.test/x", at=NOW)
    calendars.remove_calendar(calendar, at=NOW)

    forget_removed(at=NOW + timedelta(hours=23))
    kept = BusyCalendar.objects.count()
    forget_removed(at=NOW + timedelta(hours=25))

    assert (kept, BusyCalendar.objects.count()) == (1, 0)


def test_a_calendar_is_read_again_after_an_hour_on_a_new_day_and_when_its_job_is_lost(account):
    def asked(at, **state):
        fields = {"asked_at": None, "expanded_on": at.date(), "failures": 0, "tried_at": at} | state
        BusyCalendar.objects.update(**fields)
        ask_due_readings(at=at)
        return BusyCalendar.objects.get().asked_at == at

    add_address(account, name="Work", address="https://calendar.test/x", at=NOW)

    assert not asked(NOW, tried_at=NOW - timedelta(minutes=50))
    assert asked(NOW, tried_at=NOW - timedelta(hours=1))
    assert not asked(NOW, tried_at=NOW - timedelta(hours=3), failures=2)
    assert asked(NOW, tried_at=NOW - timedelta(days=1), failures=900)
    assert asked(NOW, expanded_on=NOW.date() - timedelta(days=1))
    assert not asked(NOW, tried_at=None, asked_at=NOW - LOST / 2)
    assert asked(NOW, tried_at=None, asked_at=NOW - LOST)


def test_read_now_asks_once_and_not_too_often(page, htmx, account):
    calendar = add_address(account, name="Work", address="https://calendar.test/x", at=NOW)
    BusyCalendar.objects.update(asked_at=None)
    url = reverse("busy-calendar-read", args=[calendar.pk])

    with clock.moved_to(NOW):
        html = [htmx.post(url, target="calendars").content.decode() for _ in range(21)]

    # One when it was added, one now: the others found it being read.
    assert ProcrastinateJob.objects.filter(task_name="read_calendar").count() == 2
    assert "being read" in html[0] and "often enough" in html[20]


def test_an_account_has_room_for_ten(page, account):
    for n in range(10):
        add_address(account, name=str(n), address="https://calendar.test/x", at=NOW)

    answer = upload(page)

    assert answer.status_code == 422 and "remove one first" in answer.content.decode()


@pytest.mark.full
def test_the_page_takes_as_many_queries_with_three_calendars(page, account):
    counts = []
    for n in (1, 2):
        for _ in range(n):
            add_address(account, name="Work", address="https://calendar.test/x", at=NOW)
        with CaptureQueriesContext(connection) as queries:
            page.get(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_stranger_touches_none_of_them(client, stranger, account):
    calendar = add_address(account, name="Work", address="https://calendar.test/x", at=NOW)
    client.force_login(stranger)
    names = ("edit", "read", "remove", "restore")
    urls = [reverse(f"busy-calendar-{name}", args=[calendar.pk]) for name in names]

    assert [client.post(url).status_code for url in urls] == [404] * 4


def test_the_feed_is_made_switched_given_a_new_address_and_ended(page, account, client):
    url = reverse("settings-feed")

    page.post(url, {"do": "on"})
    first = account.calendar_feeds.get()
    html = page.get(PAGE).content.decode()
    page.post(url, {"do": "keep", "with_follow_ups": "on"})
    page.post(url, {"do": "on"})
    second = account.calendar_feeds.get()
    page.post(url, {"do": "off"})

    assert f"/feed/{first.token}/askwell.ics" in html and "webcal://localhost:8000/feed/" in html
    assert '<svg class="qr"' in html
    assert second.token != first.token
    assert (second.with_follow_ups, second.with_details) == (True, False)
    assert not account.calendar_feeds.exists()
    assert page.post(url, {"do": "keep"}).status_code == 400
