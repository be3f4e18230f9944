"""Addresses that take no mail: one each, however it is written and whoever says so."""

from datetime import UTC, datetime
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from interviews.actions.stopping import is_stopped, lift, stop, stopped_among
from interviews.models import StoppedAddress
from interviews.rules.addresses import LONGEST, one_spelling

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bo@Example.com", "bo@example.com"),
        (" bo@example.com\n", "bo@example.com"),
        ("bo@bücher.example", "bo@xn--bcher-kva.example"),
        ("bo@BÜCHER.example", "BO@XN--bcher-kva.EXAMPLE"),
        ("bo@例子.example", "bo@xn--fsqu00a.example"),
    ],
)
def test_spellings_of_one_mailbox_are_one(one, other):
    assert one_spelling(one) == one_spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bo@example.com", "bo@example.org"),
        ("bo+askwell@example.com", "bo@example.com"),
        ("b.o@example.com", "bo@example.com"),
        ("bo@bücher.example", "bo@bucher.example"),
    ],
)
def test_different_mailboxes_stay_apart(one, other):
    assert one_spelling(one) != one_spelling(other)


@given(st.text(max_size=300))
def test_any_text_has_one_spelling_and_keeps_it(text):
    spelling = one_spelling(text)

    assert one_spelling(spelling) == spelling
    assert len(spelling) <= max(LONGEST, len(text.lower()))


def test_a_stopped_address_is_found_however_it_is_written(db):
    stop("Bo@Bücher.example", at=NOW, code=550, reason="No such user")

    found = stopped_among(["bo@xn--bcher-kva.example", "ana@example.com"])

    assert list(found) == ["bo@xn--bcher-kva.example"]
    assert found["bo@xn--bcher-kva.example"].code == 550
    assert is_stopped("BO@bücher.EXAMPLE")


def test_the_first_reason_stays(db):
    stop("bo@example.com", at=NOW, code=550, reason="No such user")

    stop("BO@example.com", at=NOW, code=554, reason="Go away")

    assert StoppedAddress.objects.get().reason == "No such user"


@pytest.mark.parametrize(
    ("code", "reason", "said"),
    [
        (550, "5.1.1 No such user", "550 5.1.1 No such user"),
        (550, "550 5.1.1 No such user", "550 5.1.1 No such user"),
        (None, "No such user", "No such user"),
        (550, "", "550"),
        (None, "", ""),
    ],
)
def test_the_servers_number_is_said_once(code, reason, said):
    assert StoppedAddress(address="bo@example.com", code=code, reason=reason).said == said


def test_lifting_lets_mail_go_again(db):
    stop("bo@example.com", at=NOW)

    assert lift("Bo@Example.com") is True
    assert not is_stopped("bo@example.com")
    assert lift("bo@example.com") is False


def test_looking_many_up_is_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        stopped_among(f"bo{number}@example.com" for number in range(50))


def test_who_runs_this_sees_what_is_stopped_and_lifts_it(db):
    stop("bo@example.com", at=NOW, code=550, reason="No such user")

    listed, lifted = StringIO(), StringIO()
    call_command("mail_stopped", stdout=listed)
    call_command("mail_stopped", "--lift", "Bo@Example.com", stdout=lifted)

    assert listed.getvalue() == "2026-11-20 09:00 UTC  bo@example.com  550 No such user\n"
    assert not is_stopped("bo@example.com")
    with pytest.raises(CommandError, match=r"bo@example\.com"):
        call_command("mail_stopped", "--lift", "bo@example.com")
    call_command("mail_stopped", stdout=lifted)
    assert lifted.getvalue().endswith("No address is known to take no mail.\n")


@pytest.mark.django_db(transaction=True)
def test_several_who_stop_one_address_at_once_leave_one_row():
    together = Barrier(4)

    def say(spelling):
        try:
            together.wait()
            stop(spelling, at=NOW)
        finally:
            connection.close()

    spellings = ["bo@example.com", "BO@example.com", "Bo@Example.com", "bo@EXAMPLE.com"]
    threads = [Thread(target=say, args=[one]) for one in spellings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [row.address for row in StoppedAddress.objects.all()] == ["bo@example.com"]
