"""Bounces in the shapes that mail systems give them, and everything that looks like one and is none."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.importing.bounces import MAX_BYTES, NoBounce, Why, read_bounce
from interviews.rules.bouncing import Verdict, refusal
from tests.returned import LETTER, SAMPLES
from tests.steps import steps_of


def verdict_of(failure):
    return refusal(status=failure.status, code=failure.code, words=failure.words)


@pytest.mark.parametrize(
    ("name", "status", "code", "words", "meaning"),
    [
        ("standard-postfix.eml", "5.1.1", 550, "Recipient address rejected: User", Verdict.ADDRESS),
        ("standard-exchange.eml", "5.1.10", 550, "RecipientNotFound", Verdict.ADDRESS),
        ("standard-vague.eml", "5.2.1", 550, "switched off", Verdict.ADDRESS),
        ("standard-opensmtpd.eml", "5.1.1", None, "", Verdict.ADDRESS),
        ("standard-no-host.eml", "5.4.4", None, "Host not found", Verdict.ADDRESS),
        ("standard-forwarded.eml", "5.1.1", 550, "No such user", Verdict.ADDRESS),
        ("standard-full.eml", "5.2.2", 552, "holds no more", Verdict.LATER),
        ("standard-expired.eml", "4.4.1", 421, "timed out", Verdict.LATER),
        ("standard-policy.eml", "5.7.1", 554, "looks like spam", Verdict.REFUSED),
        ("standard-too-large.eml", "5.3.4", 552, "size exceeds", Verdict.REFUSED),
        ("postfix-alias.eml", "5.1.1", None, 'unknown user: "b.li"', Verdict.ADDRESS),
        ("postfix-full.eml", "5.2.2", 552, "Quota exceeded", Verdict.LATER),
        ("postfix-next-hop.eml", "5.0.0", 550, "relay not permitted", Verdict.REFUSED),
        ("postfix-expired.eml", "4.4.1", None, "Connection refused", Verdict.LATER),
        ("exim-alias.eml", "5.0.0", None, "Unrouteable address", Verdict.ADDRESS),
        ("exim-full.eml", "5.0.0", None, "mailbox is full", Verdict.LATER),
        ("exim-next-hop.eml", "5.7.1", 554, "Relay access denied", Verdict.REFUSED),
        ("qmail.eml", "5.1.1", 550, "no mailbox here by that name", Verdict.ADDRESS),
        ("exim.eml", "", 550, "Unrouteable address", Verdict.ADDRESS),
        ("exim-forwarded.eml", "5.1.1", 550, "no such user", Verdict.ADDRESS),
        ("exchange-old.eml", "", None, "not recognized", Verdict.ADDRESS),
        ("words-mixed.eml", "", None, "has been disabled", Verdict.ADDRESS),
        ("thrown-away-full.eml", "", None, "Quota exceeded", Verdict.LATER),
        ("subject-tells.eml", "", None, "User unknown!", Verdict.ADDRESS),
        ("zh-web-mail.eml", "5.1.1", 550, "不存在", Verdict.ADDRESS),
        ("zh-standard.eml", "5.0.0", 550, "User not found", Verdict.ADDRESS),
        ("zh-plain.eml", "", None, "域名不存在", Verdict.ADDRESS),
        ("zh-full.eml", "", 552, "邮箱已满", Verdict.LATER),
    ],
)
def test_a_bounce_tells_which_letter_where_and_why(name, status, code, words, meaning):
    bounce = read_bounce((SAMPLES / name).read_bytes())

    (failure,) = bounce.failures
    assert bounce.letters[0] == LETTER
    assert "bo@example.edu" in {one.lower() for one in failure.addresses}
    assert (failure.status, failure.code) == (status, code)
    assert words in failure.words
    assert verdict_of(failure) == meaning


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("late-standard.eml", Why.LATE),
        ("postfix-late.eml", Why.LATE),
        ("late-exim.eml", Why.LATE),
        ("late-zh.eml", Why.LATE),
        ("arrived-standard.eml", Why.ARRIVED),
        ("arrived-receipt.eml", Why.ARRIVED),
        ("away-marked.eml", Why.AWAY),
        ("away-plain.eml", Why.AWAY),
        ("away-zh.eml", Why.AWAY),
        ("locked.eml", Why.LOCKED),
        ("a-real-answer.eml", Why.NONE),
    ],
)
def test_what_is_no_bounce_says_what_it_is(name, why):
    with pytest.raises(NoBounce) as refused:
        read_bounce((SAMPLES / name).read_bytes())

    assert refused.value.why == why


@pytest.mark.parametrize(
    ("status", "code", "words", "meaning"),
    [
        ("5.1.1", 550, "", Verdict.ADDRESS),
        ("5.1.1", 550, "listed here, spam or not", Verdict.ADDRESS),
        ("5.0.0", None, "", Verdict.ADDRESS),
        ("", 550, "", Verdict.ADDRESS),
        ("5.4.1", 550, "Recipient address rejected: Access denied", Verdict.ADDRESS),
        # Many servers give this number for everything.
        ("5.7.1", 550, "Recipient address rejected: User unknown", Verdict.ADDRESS),
        ("5.7.1", 550, "Relaying denied", Verdict.REFUSED),
        ("5.1.8", 550, "Sender address rejected: user unknown", Verdict.REFUSED),
        # Said of us, with the words of a mailbox; and of too much at once.
        (
            "5.1.0",
            550,
            "550 5.1.0 <b@askwell.example>: Sender address rejected: User unknown in virtual mailbox "
            "table (in reply to RCPT TO command)",
            Verdict.REFUSED,
        ),
        ("", 550, "550 Sender verify failed", Verdict.REFUSED),
        ("5.0.0", 550, "550 mx.example.net is listed in zen.example.com", Verdict.REFUSED),
        ("", 550, "550 Sender rate 3.0 / 1m", Verdict.LATER),
        ("5.4.5", 550, "550 5.4.5 Daily user sending limit exceeded", Verdict.LATER),
        ("5.4.7", None, "", Verdict.REFUSED),
        ("5.0.0", 554, "Blocked: this network has a poor reputation", Verdict.REFUSED),
        ("5.0.0", 552, "Mailbox is full", Verdict.LATER),
        ("", 452, "", Verdict.LATER),
        ("", 552, "", Verdict.LATER),
        ("", 554, "", Verdict.REFUSED),
        ("4.2.2", 550, "User unknown", Verdict.LATER),
        ("", None, "", Verdict.REFUSED),
    ],
)
def test_numbers_and_words_together_tell_what_it_means(status, code, words, meaning):
    assert refusal(status=status, code=code, words=words) == meaning


def test_every_sample_is_in_a_table():
    told = Path(__file__).read_text()

    assert [one.name for one in SAMPLES.iterdir() if f'"{one.name}"' not in told] == []


def test_an_address_in_its_ascii_form_is_read():
    bounce = read_bounce((SAMPLES / "standard-international.eml").read_bytes())

    assert bounce.failures[0].addresses == {"bo@xn--bcher-kva.example"}
    assert bounce.failures[0].words == "550 5.1.1 No such user"
    assert bounce.letters == (LETTER,)


def test_a_report_about_somebody_else_names_them_alone():
    bounce = read_bounce((SAMPLES / "standard-somebody-else.eml").read_bytes())

    assert bounce.failures[0].addresses == {"dean@example.edu"}


def test_pasted_words_tell_the_address_and_why():
    bounce = read_bounce((SAMPLES / "pasted.txt").read_bytes())

    assert bounce.failures[0].addresses == {"bo@example.edu"}
    assert bounce.letters == ()
    assert verdict_of(bounce.failures[0]) == Verdict.ADDRESS


def test_bytes_beyond_ascii_in_headers_do_no_harm(caplog):
    raw = (SAMPLES / "qmail.eml").read_bytes()

    bounce = read_bounce(raw.replace(b"MAILER-DAEMON", b"MAILER-DAEMON \xcf\xb5\xcd\xb3"))

    assert bounce.failures[0].addresses == {"bo@example.edu"}
    assert caplog.text == ""


def test_the_letter_returned_comes_before_those_it_answers():
    bounce = read_bounce((SAMPLES / "standard-postfix.eml").read_bytes())

    assert bounce.letters == (LETTER,)


def _nested(depth):
    return b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(depth)
    )


ZIP = b"PK\x03\x04" + b"\x00" * 200_000


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", Why.NONE),
        (b"\x00" * 5000, Why.NONE),
        (ZIP, Why.NONE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, Why.OUTLOOK),
        (b"a" * (MAX_BYTES + 1), Why.LARGE),
        (_nested(2000), Why.TANGLED),
        (b"Content-Type: message/rfc822\n\n" * 2000, Why.TANGLED),
        (b'Content-Type: multipart/mixed; boundary="x"\n\n' + b"--x\n\n\n" * 5000, Why.TANGLED),
        (
            b"From: MAILER-DAEMON@example.net\nContent-Type: text/plain; charset=punycode\n\nx",
            Why.NONE,
        ),
    ],
)
def test_what_cannot_be_read_costs_a_message_only(raw, why):
    with pytest.raises(NoBounce) as refused:
        read_bounce(raw)

    assert refused.value.why == why


_SYSTEM = b"From: MAILER-DAEMON@example.net\nSubject: Undelivered mail\n\n"
_ALL_FORMS = (
    b"This message was created automatically by mail delivery software\n"
    b"Your message has encountered delivery problems\nDelivery has failed\n"
    b"Did not reach the following recipient\nYour message\nthe following addresses had\n"
    b"A message that you sent could not be delivered\nthis is the email server at\n"
)


# What mail may hold that takes long to read; how long: tests/bench/rules.py.
LONG = [
    _SYSTEM + b"a" * 900_000,
    _SYSTEM + _ALL_FORMS + b"a" * 900_000,
    _SYSTEM + _ALL_FORMS + (b"a" * 290 + b"\n") * 3000,
    _SYSTEM + b"<" * 900_000,
    _SYSTEM.replace(b"\n\n", b"\nContent-Type: text/html\n\n") + b"<style" * 100_000,
    _SYSTEM + b"a@" * 400_000,
    _SYSTEM + b"\n" * 900_000,
    b"References: " + b"<a" * 400_000,
    b"X: 1\n" * 180_000,
    b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n"
    + b"Action: failed\n\n" * 50_000,
    _nested(30) + b"--1\n" * 200_000,
]


@pytest.mark.parametrize("raw", LONG, ids=range(len(LONG)))
@pytest.mark.full
def test_a_message_twice_as_long_takes_about_twice_the_steps(raw):
    def steps(length):
        return steps_of(lambda: read_if_one(raw[:length]))

    steps(3_000)

    assert steps(6_000) < 2.2 * steps(3_000)


def read_if_one(raw):
    with suppress(NoBounce):
        return read_bounce(raw)


_WORDS = st.sampled_from(
    [
        b"From: MAILER-DAEMON@example.net\n",
        b"Content-Type: multipart/report; boundary=x\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Final-Recipient: rfc822; bo@example.edu\n",
        b"Action: failed\n",
        b"Status: 5.1.1\n",
        b"\n",
        b"--x\n",
        b"--x--\n",
        b"Undelivered mail 550 5.1.1 <bo@example.edu>: unknown\n",
        b"Subject: =?gb18030?B?zbXNs==?=\n",
    ]
)


@given(st.lists(_WORDS | st.binary(max_size=60), max_size=40).map(b"".join))
def test_any_bytes_are_a_bounce_or_a_message_to_the_person(raw):
    failures = ()
    with suppress(NoBounce):
        failures = read_bounce(raw).failures

    assert all(len(one.words) <= 300 and "\x00" not in one.words for one in failures)
