"""What is behind a secret link keeps it: whatever is answered, the link leads nobody else there."""

import logging

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from config.kit import clock
from config.kit.limits import seconds_to_wait
from config.kit.logs import WithoutLinks
from interviews.actions.feeds import open_feed
from interviews.views import booking, calendar_feeds
from tests.booked import MONDAY, TUESDAY, an_offer, url, value


@pytest.fixture(autouse=True)
def monday(db):
    cache.clear()
    with clock.moved_to(MONDAY):
        yield


def as_written(records):
    """Return the log as it is written by this installation."""
    handlers = logging.getLogger().handlers
    line = next(one.formatter for one in handlers if isinstance(one.formatter, WithoutLinks))
    return "\n".join(line.format(record) for record in records)


def test_every_answer_to_a_booking_link_keeps_it_from_others(account, caplog):
    offer = an_offer(account)
    client = Client(headers={"Cookie": "askwell_session=x; csrftoken=y"})

    answers = [
        client.get(url(offer)),
        client.post(url(offer), {}),
        client.post(url(offer), {"starts_at": value(MONDAY)}),
        client.put(url(offer)),
        client.options(url(offer)),
        client.get(url(offer).rstrip("/")),
        client.get(f"{url(offer)}typo/"),
        client.post(url(offer), dict.fromkeys(map(str, range(1100)), "x")),
        client.post(url(offer), b"x", content_type="multipart/form-data"),
        client.get(url(offer), headers={"Host": "elsewhere.example"}),
        client.post(url(offer, "booking-decline"), {}),
        client.get(f"/book/{'x' * 43}/"),
        *(client.post(url(offer), {}) for _ in range(20)),
    ]
    # As if it had gone with an update of the time zone data.
    account.zone = "Mars/Base"
    account.save()
    answers.append(Client(raise_request_exception=False).get(url(an_offer(account, zone=""))))

    codes = [200, 422, 409, 405, 405, 301, 404, 400, 400, 400, 303, 404]
    assert [answer.status_code for answer in answers[:12]] == codes
    assert [answer.status_code for answer in answers[-2:]] == [429, 500]
    for answer in answers:
        assert_kept(answer)
    written = as_written(caplog.records)
    assert "/book/…" in written and offer.token[-30:] not in written


def test_every_answer_to_a_feed_keeps_its_address_from_others(account, caplog):
    feed = open_feed(account, at=TUESDAY)
    address = url_of(feed)
    client = Client(enforce_csrf_checks=True, headers={"Cookie": "askwell_session=x"})

    answers = [
        client.get(address),
        client.head(address),
        client.post(address),
        client.options(address),
        client.get(f"{address}.bak"),
        client.get("/feed/x/askwell.ics"),
        client.get(address, headers={"Host": "elsewhere.example"}),
    ]
    use_up(calendar_feeds.READS, feed.token)
    answers.append(client.get(address))

    codes = [200, 200, 403, 405, 404, 404, 400]
    assert [answer.status_code for answer in answers[:7]] == codes
    assert answers[-1].status_code == 429
    for answer in answers:
        assert_kept(answer)
    written = as_written(caplog.records)
    assert "/feed/…" in written and feed.token not in written


@pytest.mark.full
def test_trying_links_fills_no_memory_and_ends(client):
    use_up(booking.READS[1], "127.0.0.1", but=5)
    use_up(calendar_feeds.GUESSES, "127.0.0.1", but=5)

    codes = [client.get(f"/book/{one}/").status_code for one in range(6)]
    codes += [client.get(f"/feed/{one}/askwell.ics").status_code for one in range(6)]

    assert codes == [*[404] * 5, 429] * 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM askwell_cache")
        assert cursor.fetchone()[0] <= 3


def use_up(limit, who, *, but=0):
    """Count as many uses as a limit has room for, but for the last few."""
    for _ in range(limit.most - but):
        seconds_to_wait([(limit, who)])


def assert_kept(answer):
    assert not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Cache-Control"] in ("no-store", "private, no-cache")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def url_of(feed):
    return f"/feed/{feed.token}/askwell.ics"


def test_a_link_that_was_copied_badly_stands_in_no_log_either(client, caplog):
    for path in ("/letter/%20KEY/", "/unsubscribe//KEY/", "/accounts/password/reset/key/%20/KEY/"):
        client.get(path)

    assert "Not Found" in caplog.text and "KEY" not in as_written(caplog.records)
