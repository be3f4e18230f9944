"""Whom a mail server must be, what it gets to know, and how long it may take."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.kit import env
from config.kit.smtp import NotOpen, Server, bare_address
from tests.certificates import Authority
from tests.post_office import PostOffice

# aiosmtpd warns of what one of these servers is to be: one that asks for open passwords.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")
LETTER = b"Subject: Hello\r\n\r\nWorld\r\n"


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def handed(office, **options):
    """Return the answer to one letter, at a server reached by name."""
    server = Server(office.mailers["default"]["OPTIONS"] | {"timeout": 3} | options)
    answer = server.hand("a@example.org", "b@example.org", LETTER)
    server.close()
    return answer


@pytest.mark.parametrize("is_hidden", [True, False])
def test_a_server_that_a_known_authority_vouches_for_gets_letters(
    authority, monkeypatch, is_hidden
):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    context = authority.context("localhost")

    with PostOffice(tls=context, is_hidden=is_hidden, password="open sesame") as office:
        answer = handed(office, host="localhost")

    assert (answer.step, answer.code) == ("end", 250), answer
    assert office.passwords == ["open sesame"] and len(office.letters) == 1


@pytest.mark.parametrize("is_hidden", [True, False])
@pytest.mark.parametrize("fault", ["unknown authority", "another name"])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(
    authority, monkeypatch, is_hidden, fault
):
    if fault == "another name":
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    context = authority.context("mail.example.org" if fault == "another name" else "localhost")

    with PostOffice(tls=context, is_hidden=is_hidden, password="open sesame") as office:
        answer = handed(office, host="localhost")

    assert (answer.step, answer.code) == ("opening", None)
    assert "certificate" in answer.words
    assert office.letters == [] and office.passwords == []


def test_where_encryption_is_wanted_and_not_offered_nothing_goes_out():
    with PostOffice() as office:
        answer = handed(office, use_tls=True, username="askwell", password="open sesame")

    assert answer.step == "opening" and "STARTTLS" in answer.words
    assert office.letters == [] and office.passwords == []


def test_a_password_goes_unencrypted_to_this_machine_alone(monkeypatch):
    server = Server({"host": "192.0.2.1", "port": 25, "username": "me", "password": "secret"})

    with pytest.raises(NotOpen, match="not sent unencrypted"):
        server.open()

    monkeypatch.setenv("ASKWELL_MAIL_URL", "smtp://me:secret@mail.example.org")
    with pytest.raises(ImproperlyConfigured, match=r"ASKWELL_MAIL_URL .* unencrypted") as refused:
        env.mail_server("ASKWELL_MAIL_URL")
    assert "secret" not in str(refused.value)
    monkeypatch.setenv("ASKWELL_MAIL_URL", "smtp://me:secret@localhost:2525")
    assert env.mail_server("ASKWELL_MAIL_URL")["username"] == "me"


def test_a_wrong_password_is_trouble_with_the_server():
    with PostOffice(password="open sesame") as office:
        answer = handed(office, password="wrong")

    assert (answer.step, answer.code) == ("opening", 535)


@pytest.mark.parametrize(("where", "step"), [("greeting", "opening"), ("DATA", "end")])
@pytest.mark.full
def test_a_server_that_falls_silent_does_not_hold_us(where, step):
    with PostOffice() as office:
        office.hangs = where
        begun = time.monotonic()
        answer = handed(office, timeout=0.3)

    assert (answer.step, answer.code) == (step, None)
    assert time.monotonic() - begun < 5


@contextmanager
def dripping():
    """A server that greets for ever, a byte at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip():
            link, _peer = listener.accept()
            with link:
                try:
                    while True:
                        link.sendall(b"2")
                        time.sleep(0.05)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        yield listener.getsockname()[1]


@pytest.mark.full
def test_a_server_that_says_a_byte_now_and_then_does_not_hold_us_either():
    with dripping() as port:
        begun = time.monotonic()
        server = Server({"host": "127.0.0.1", "port": port}, limit=0.5)
        answer = server.hand("a@x.org", "b@x.org", LETTER)

    assert answer.step == "opening" and time.monotonic() - begun < 10


def test_a_name_that_leads_nowhere_is_trouble_with_the_server():
    answer = Server({"host": "mail.invalid", "port": 25}).hand("a@x.org", "b@x.org", LETTER)

    assert (answer.step, answer.code) == ("opening", None) and "gaierror" in answer.words


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("Bo <bo@example.org>", "bo@example.org"),
        ("bo+tag@example.org", "bo+tag@example.org"),
        ("bo@bücher.example", "bo@xn--bcher-kva.example"),
    ],
)
def test_addresses_travel_in_their_ascii_form(address, bare):
    assert bare_address(address) == bare


@pytest.mark.parametrize(
    "address", ["", "bo", "bo@", "@x.org", "bö@x.org", "bo@x.org>\r\nRCPT TO:<y@z.org", "a b@x.org"]
)
def test_what_is_no_address_goes_nowhere(address):
    with pytest.raises(ValueError, match="address"):
        bare_address(address)
