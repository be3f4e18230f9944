from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.bouncing import Verdict
from interviews.rules.delivering import (
    BURST,
    LONGEST_HOST_WAIT,
    LONGEST_WAIT,
    MAX_ATTEMPTS,
    host_wait,
    slots,
    verdict,
    wait,
)

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "code", "words", "means"),
    [
        ("end", 250, "2.0.0 Ok: queued as 4F2A", "sent"),
        ("end", None, "timed out", "unknown"),
        # Nobody there, or nobody who talks to us: no letter is to blame.
        ("opening", None, "ConnectionRefusedError", "server"),
        ("opening", 421, "4.3.2 shutting down", "server"),
        ("opening", 554, "no SMTP service here", "server"),
        ("opening", 535, "5.7.8 bad credentials", "server"),
        ("sender", 530, "5.7.0 authentication required", "server"),
        ("sender", 553, "5.7.1 sender address not owned by user", "server"),
        ("sender", 550, "5.1.8 sender rejected", "server"),
        ("sender", 451, "4.3.0 queue file write error", "server"),
        ("sender", 452, "4.3.1 insufficient system storage", "server"),
        ("sender", None, "Connection unexpectedly closed", "server"),
        ("recipient", None, "Connection unexpectedly closed", "server"),
        ("data", None, "Broken pipe", "server"),
        ("recipient", 421, "4.7.0 try again later", "server"),
        ("end", 421, "4.3.0 shutting down", "server"),
        ("recipient", 554, "5.7.1 <bo@example.org>: Relay access denied", "server"),
        ("recipient", 550, "Sender address rejected: not logged in", "server"),
        # What is held against us, said only after a recipient is named: Postfix and Exim, word for word.
        ("recipient", 454, "4.7.1 <bo@example.com>: Relay access denied", "server"),
        ("recipient", 550, "relay not permitted", "server"),
        (
            "recipient",
            554,
            "5.7.1 <bo@example.org>: Recipient address rejected: Access denied",
            "server",
        ),
        (
            "recipient",
            554,
            "5.7.1 <localhost[127.0.0.1]>: Client host rejected: Access denied",
            "server",
        ),
        (
            "recipient",
            504,
            "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname",
            "server",
        ),
        (
            "recipient",
            450,
            "4.1.8 <b@example.invalid>: Sender address rejected: Domain not found",
            "server",
        ),
        (
            "recipient",
            550,
            "5.1.0 <b@example.org>: Sender address rejected: User unknown in virtual mailbox table",
            "server",
        ),
        ("recipient", 550, "5.1.7 bad sender address syntax", "server"),
        ("recipient", 550, "Sender verify failed", "server"),
        ("recipient", 550, "host is listed in zen.example.com", "server"),
        ("recipient", 550, "Client host 192.0.2.1 is blocked using an RBL", "server"),
        (
            "recipient",
            451,
            "4.3.5 <bo@example.org>: Recipient address rejected: Server configuration error",
            "server",
        ),
        ("sender", 450, "4.7.1 Error: too much mail from 127.0.0.1", "server"),
        ("recipient", 550, "Sender rate 3.0 / 1m", "server"),
        ("end", 550, "5.4.5 Daily user sending limit exceeded", "server"),
        # This letter, later.
        ("recipient", 451, "4.7.1 greylisted, see you in five minutes", "later"),
        ("recipient", 450, "mailbox busy", "later"),
        ("recipient", 452, "4.2.2 over quota", "later"),
        ("recipient", 552, "5.2.2 mailbox full", "later"),
        ("recipient", 552, "over quota", "later"),
        ("recipient", 550, "mailbox is full", "later"),
        (
            "recipient",
            450,
            "4.2.0 <bo@example.org>: Recipient address rejected: Greylisted",
            "later",
        ),
        ("end", 552, "5.2.2 user over quota", "later"),
        ("end", 451, "4.3.0 the filter is away", "later"),
        ("data", 451, "4.3.0 lookup failed", "later"),
        # Nobody lives there.
        ("recipient", 550, "5.1.1 no such user", "address"),
        ("recipient", 550, "User unknown", "address"),
        ("recipient", 551, "user not local", "address"),
        ("recipient", 553, "mailbox name not allowed", "address"),
        ("recipient", 550, "5.1.10 RESOLVER.ADR.RecipientNotFound", "address"),
        ("recipient", 550, "5.2.1 the account is disabled", "address"),
        ("recipient", 550, "5.4.1 recipient address rejected: access denied", "address"),
        ("recipient", 556, "5.1.10 the domain takes no mail", "address"),
        ("recipient", 550, "5.0.0 rejected", "address"),
        # Many servers give this number for everything.
        ("recipient", 550, "5.7.1 Recipient address rejected: User unknown", "address"),
        ("recipient", 550, "Unrouteable address", "address"),
        ("recipient", 550, "bo is not listed in directory.example.edu", "address"),
        ("end", 550, "5.1.1 no such user", "address"),
        # This letter never.
        ("sender", 552, "5.3.4 message too big", "refused"),
        ("recipient", 550, "5.7.1 blocked by policy", "refused"),
        ("recipient", 554, "transaction failed", "refused"),
        ("data", 554, "no valid recipients", "refused"),
        ("end", 554, "5.7.1 looks like spam", "refused"),
        ("end", 552, "message too large", "refused"),
        ("end", 550, "5.7.26 the sender's domain has no DKIM", "refused"),
        ("end", 550, "not wanted", "refused"),
        ("end", 550, "5.0.0 rejected", "refused"),
        # Without finer numbers words tell: nothing is said of the address.
        (
            "recipient",
            550,
            "SC-001 your messages look like spam or have a bad reputation",
            "refused",
        ),
        ("recipient", 550, "unknown user, as is our policy", "address"),
    ],
)
def test_what_an_answer_means(step, code, words, means):
    assert verdict(step, code, words) == means


@pytest.mark.parametrize(
    ("code", "words", "means"),
    [
        (550, "5.7.1 Relay access denied", "refused"),
        (550, "relaying denied", "refused"),
        (550, "5.1.0 Sender address rejected: User unknown", "refused"),
        (454, "4.7.1 Relay access denied", "later"),
        (451, "4.3.0 temporary lookup failure", "later"),
        # It took others, and now they are too many.
        (450, "4.7.1 Error: too much mail from 192.0.2.1", "server"),
    ],
)
def test_a_server_that_takes_others_means_this_letter(code, words, means):
    assert verdict("recipient", code, words, is_working=True) == means


CODES = st.one_of(st.none(), st.integers(200, 599))


@given(st.sampled_from(["opening", "sender", "recipient", "data", "end"]), CODES, st.text())
def test_only_the_end_can_send_or_leave_it_open_and_only_a_5xx_ends_a_letter(step, code, words):
    means = verdict(step, code, words)

    if means in (Verdict.SENT, Verdict.UNKNOWN):
        assert step == "end"
    if means in (Verdict.ADDRESS, Verdict.REFUSED):
        assert code >= 500 and step != "opening"
    if step == "opening":
        assert means is Verdict.SERVER


def test_a_letter_is_tried_soon_after_greylisting_and_outlasts_a_night():
    waits = [wait(attempts, chance=0.5) for attempts in range(1, MAX_ATTEMPTS)]
    tries = [sum(waits[:n], timedelta()) for n in range(1, MAX_ATTEMPTS)]

    assert waits == sorted(waits) and waits[0] == timedelta(minutes=1)
    for greylisted in (5, 15):
        after = next(t for t in tries if t >= timedelta(minutes=greylisted))
        assert after <= timedelta(minutes=2 * greylisted + 2)
    assert timedelta(hours=18) < tries[-1] < timedelta(hours=22)


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_waits_stay_within_a_fifth_of_their_bounds(times, chance):
    assert timedelta(seconds=48) <= wait(times, chance=chance) <= LONGEST_WAIT * 1.2
    assert timedelta(seconds=16) <= host_wait(times, chance=chance) <= LONGEST_HOST_WAIT * 1.2


@given(
    st.integers(1, 3000),
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 60)), min_size=1, max_size=60),
)
def test_a_rate_is_kept_over_any_stretch_of_time(per_minute, asked):
    """Each ask is (milliseconds since the last, letters wanted)."""
    moment, free_at, taken = NOW, None, []
    for milliseconds, wanted in asked:
        moment += timedelta(milliseconds=milliseconds)
        given_ = slots(free_at, moment, wanted=wanted, per_minute=per_minute)
        free_at = given_.free_at
        taken.append((moment, given_.count))
        assert 0 <= given_.count <= wanted
        if given_.count < wanted:
            # Whoever waits until then gets a place.
            assert slots(free_at, given_.slot(0), wanted=1, per_minute=per_minute).count == 1

    for first in range(len(taken)):
        for last in range(first, len(taken)):
            lasted = taken[last][0] - taken[first][0] + BURST
            most = lasted / timedelta(minutes=1) * per_minute + 1
            assert sum(count for _at, count in taken[first : last + 1]) <= most + 1e-6
