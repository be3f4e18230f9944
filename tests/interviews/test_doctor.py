import re
import socket
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.kit import clock, smtp
from config.kit.env import mail_server
from interviews.mail_health import server_name
from interviews.management import mail_checkup
from interviews.models import MailHost
from tests.certificates import Authority
from tests.mail import goes_down, letter, worker_beats
from tests.post_office import PostOffice

# aiosmtpd warns of what one of these tests wants it to be: a server that asks for open passwords.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")
PASSWORD = "Zwiebel&Kuchen"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def serve(monkeypatch, settings, authority, tmp_path):
    """Return a function that opens a mail server and sets it up: `serve("smtps", names=…)`."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    settings.DATA_DIR, settings.LETTERS_DIR = tmp_path, tmp_path / "letters"
    settings.DEFAULT_FROM_EMAIL = settings.MAIL_BOUNCES = "Askwell <ask@example.org>"
    opened = []

    def open_server(scheme, *, names=("127.0.0.1",), user="", lasts=timedelta(days=30)):
        tls = None if scheme == "smtp" else authority.context(*names, lasts=lasts)
        password = PASSWORD if user else None
        office = PostOffice(tls=tls, is_hidden=scheme == "smtps", password=password)
        opened.append(office)
        office.open()
        _set_up(settings, monkeypatch, f"{scheme}://{user}127.0.0.1:{office.port}")
        return office

    yield open_server
    for office in opened:
        office.close()


def _set_up(settings, monkeypatch, url):
    monkeypatch.setenv("ASKWELL_MAIL_URL", url)
    settings.MAIL_SERVER = mail_server("ASKWELL_MAIL_URL")
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": settings.MAIL_SERVER}}


def doctor(**options):
    """Return (exit status, what it prints)."""
    said = StringIO()
    try:
        call_command("doctor", stdout=said, **options)
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


def mail_lines(said):
    return said.split("\nMail\n")[1]


def test_a_healthy_installation_ends_well(db, serve):
    office = serve("smtp+tls", user="askwell:Zwiebel%26Kuchen@")
    worker_beats()

    status, said = doctor(send_to="me@example.com")

    assert status == 0, said
    assert "FAIL" not in said
    assert "Postgres" in said and "Workers in the background: 1" in said
    assert "It is encrypted (TLSv1." in said
    assert "accepts user name and password" in said
    assert "It took a test letter to me@example.com: 250 taken" in said
    assert [one["To"] for one in office.letters] == ["me@example.com"]
    assert office.letters[0]["Auto-Submitted"] == "auto-generated"


def test_without_being_asked_nothing_is_sent(db, serve):
    office = serve("smtps")
    worker_beats()

    status, said = doctor()

    assert status == 0, said
    assert "It takes letters from ask@example.org" in said
    assert office.letters == []


@pytest.mark.parametrize(
    ("scheme", "server", "says", "fix"),
    [
        ("smtp+tls", {"user": "askwell:wrong@"}, "does not accept", "app password"),
        ("smtps", {"names": ["mail.example.net"]}, "certificate", "name that stands in"),
        ("smtps", {"lasts": timedelta(hours=-1)}, "certificate", "out of date"),
    ],
)
def test_what_is_wrong_with_the_server_is_named_and_what_to_mend(
    db, serve, scheme, server, says, fix
):
    serve(scheme, **server)

    status, said = doctor()

    assert status == 1
    [line] = [one for one in re.split(r"\n  (?=\S)", mail_lines(said)) if "FAIL" in one]
    assert says in line and fix in line


def test_a_password_never_travels_or_is_printed_in_the_open(db, serve, settings, monkeypatch):
    serve("smtp", user="askwell:wrong-but-secret@")
    monkeypatch.setattr(mail_checkup, "ANSWER", 2)

    monkeypatch.setattr(smtp, "LOOPBACK", ())
    status, said = doctor()

    assert status == 1
    assert "not sent unencrypted" in said
    settings.SECRET_KEY, settings.MAIL_SERVER["password"] = "of-the-key" * 5, "No such"
    settings.MAIL_SERVER |= {"use_tls": True}
    _status, said = doctor()
    assert "wrong-but-secret" not in said and "of-the-key" not in said


def test_encryption_that_is_not_offered_is_no_reason_to_go_without(db, serve, settings):
    office = serve("smtp")
    settings.MAIL_SERVER["use_tls"] = True

    status, said = doctor(send_to="me@example.com")

    assert status == 1 and "do not agree on encryption" in said
    assert office.letters == []


def test_a_sender_that_is_refused_is_named(db, serve):
    office = serve("smtp")
    office.answers["MAIL"] = "553 5.7.1 not owned by you"

    status, said = doctor(send_to="me@example.com")

    assert status == 1
    assert "553 5.7.1 not owned by you" in said and "Set ASKWELL_MAIL_FROM" in said
    assert office.letters == []


def test_a_server_that_falls_silent_over_the_test_letter_is_told(db, serve, monkeypatch):
    monkeypatch.setattr(mail_checkup, "ANSWER", 0.1)
    office = serve("smtp")
    office.hangs = "DATA"

    status, said = doctor(send_to="me@example.com")

    assert status == 1 and "takes too long to answer" in said and "It took a test" not in said


@pytest.mark.parametrize(
    ("answer", "says", "fix"),
    [
        ("553 5.7.1 <ask@example.org>: Sender address rejected: not owned by bo", "sender", "FROM"),
        ("554 5.7.1 <vm[127.0.0.1]>: Client host rejected: Access denied", "machine", "let this"),
        ("550 relay not permitted", "passes letters on only", "user name and password"),
    ],
)
def test_what_is_held_against_us_once_a_recipient_is_named_is_found(db, serve, answer, says, fix):
    office = serve("smtp")
    office.answers["RCPT"] = answer

    status, said = doctor(send_to="me@example.com")

    assert status == 1 and "FAIL" in mail_lines(said)
    assert answer in said and says in said and fix in said
    assert office.letters == []


def test_a_server_for_its_own_domain_alone_is_told_of(db, serve):
    office = serve("smtp")
    office.refused["postmaster@elsewhere.example"] = "454 4.7.1 Relay access denied"
    worker_beats()

    status, said = doctor()

    assert status == 0
    assert "warn  It does not pass letters on to other domains: 454 4.7.1" in said


def test_greylisting_is_no_fault(db, serve):
    office = serve("smtp")
    office.answers["RCPT"] = "450 4.2.0 Recipient address rejected: Greylisted"
    worker_beats()

    status, said = doctor()

    assert status == 0, said
    assert "  ok    It takes letters to ask@example.org later" in said


def test_a_server_that_says_nothing_is_left_in_time(db, serve, settings, monkeypatch):
    monkeypatch.setattr(mail_checkup, "ANSWER", 60)
    monkeypatch.setattr(mail_checkup, "ALL", 0.3)
    serve("smtp")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        _set_up(settings, monkeypatch, f"smtp://127.0.0.1:{port}")

        status, said = doctor()

    assert status == 1
    assert "takes too long to answer" in said


def test_without_a_mail_server_it_says_how_to_set_one_up(db, serve, settings):
    worker_beats()

    status, said = doctor()

    assert status == 0
    assert "warn  No mail server is set" in said and "ASKWELL_MAIL_URL" in said


def test_what_waits_for_the_worker_is_told(account, serve, settings):
    worker_beats(ago=timedelta(minutes=7))
    letter(account, try_at=clock.now() - timedelta(minutes=20))

    status, said = doctor()

    assert status == 1
    assert "Nobody has worked in the background since" in said
    assert "could have left 20 minutes ago" in said


def test_what_workers_know_of_the_server_is_told(account, serve):
    serve("smtp")
    worker_beats()
    goes_down(MailHost(name=server_name()), ago=timedelta(minutes=1))

    _status, said = doctor()

    assert "Workers find the mail server unusable since" in said


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told_and_the_rest_is_looked_at(serve, settings):
    settings.IS_EMBEDDED = False
    connection.close()
    place = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = "1"
    try:
        status, said = doctor()
    finally:
        connection.settings_dict["PORT"] = place

    assert status == 1
    assert "The database cannot be used" in said and "\t" not in said
    assert "No mail server is set" in said


@pytest.mark.parametrize(
    ("sender", "says"),
    [
        ("Askwell <askwell@localhost>", "no mail server believes"),
        ("nobody at all", "holds no address"),
    ],
)
def test_a_sender_nobody_believes_is_told(db, serve, settings, sender, says):
    serve("smtp")
    settings.DEFAULT_FROM_EMAIL = sender

    status, said = doctor()

    assert status == 1 and says in said


def test_what_is_no_address_is_refused(db):
    with pytest.raises(CommandError, match="no address"):
        doctor(send_to="--all")
