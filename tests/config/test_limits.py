from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from config.kit import clock
from config.kit.limits import Limit, forget_counts, seconds_to_wait, where_from

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
THREE = Limit("three", 3, 60)


@pytest.fixture(autouse=True)
def noon(db):
    cache.clear()
    with clock.moved_to(NOON):
        yield


def test_so_many_times_and_then_not_until_the_window_ends():
    waits = [seconds_to_wait([(THREE, "192.0.2.7")]) for _ in range(5)]

    assert waits[:3] == [0, 0, 0]
    assert all(0 < wait <= 60 for wait in waits[3:])
    assert seconds_to_wait([(THREE, "192.0.2.8")]) == 0
    with clock.moved_to(NOON + timedelta(minutes=1)):
        assert seconds_to_wait([(THREE, "192.0.2.7")]) == 0


def test_who_it_was_is_kept_nowhere_and_counted_by_another_secret_tomorrow():
    seconds_to_wait([(THREE, "192.0.2.7")])
    first = _kept()
    with clock.moved_to(NOON + timedelta(days=1)):
        seconds_to_wait([(THREE, "192.0.2.7")])

    assert "192.0.2.7" not in str(first)
    secrets = {key for key, _value in _kept() if "secret" in key}
    assert len(secrets) == 1 and not secrets & {key for key, _value in first}


def test_what_counts_no_more_is_deleted():
    seconds_to_wait([(THREE, "192.0.2.7")])
    there = len(_kept())
    cache.set("limits-secret:1", "of a day long ago", timeout=-60)
    assert len(_kept()) == there + 1

    forget_counts()

    assert len(_kept()) == there


@pytest.mark.full
def test_many_others_push_no_count_out():
    cache.set("a-sign-in", 9, timeout=60)

    for one in range(320):
        seconds_to_wait([(THREE, str(one))])

    assert cache.get("a-sign-in") == 9


def _kept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM askwell_cache")
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("address", "same"),
    [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("192.0.2.7", "::ffff:192.0.2.7")],
)
def test_a_network_counts_as_one(address, same):
    asked = [RequestFactory().get("/", REMOTE_ADDR=one) for one in (address, same)]

    assert where_from(asked[0]) == where_from(asked[1]) != ""


def test_visitors_by_ipv4_count_one_by_one_however_they_are_named():
    asked = [RequestFactory().get("/", REMOTE_ADDR=f"::ffff:192.0.2.{one}") for one in (7, 8)]

    assert where_from(asked[0]) != where_from(asked[1])


def test_nobody_is_counted_where_no_address_is_known():
    request = RequestFactory().get("/", REMOTE_ADDR="")

    assert [seconds_to_wait([(THREE, where_from(request))]) for _ in range(5)] == [0] * 5
