import pytest

from interviews.mail_words import advice, meaning
from interviews.models import Cause
from interviews.rules.mail_troubles import Trouble, trouble_of, trouble_with_server


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("535 5.7.8 Username and Password not accepted.", Trouble.SIGN_IN),
        ("530 5.7.0 Authentication required", Trouble.SIGN_IN),
        ("534 5.7.9 Application-specific password required", Trouble.SIGN_IN),
        ("530 5.7.0 Must issue a STARTTLS command first", Trouble.NOT_ENCRYPTED),
        ("SMTPNotSupportedError: STARTTLS extension not supported", Trouble.NOT_ENCRYPTED),
        ("The certificate is not trusted: self-signed certificate", Trouble.OWN_AUTHORITY),
        ("SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number", Trouble.NOT_ENCRYPTED),
        ("SSLError: [SSL: RECORD_LAYER_FAILURE] record layer failure", Trouble.NOT_ENCRYPTED),
        ("gaierror: [Errno -2] Name or service not known", Trouble.NAME),
        ("gaierror: [Errno 8] nodename nor servname provided", Trouble.NAME),
        ("ConnectionRefusedError: [Errno 111] Connection refused", Trouble.NOBODY_LISTENS),
        ("OSError: [Errno 113] No route to host", Trouble.NOBODY_LISTENS),
        ("TimeoutError: timed out", Trouble.NO_ANSWER),
        ("SMTPServerDisconnected: Connection unexpectedly closed", Trouble.NO_ANSWER),
        ("553 5.7.1 Sender address rejected: not owned by user", Trouble.SENDER),
        ("550 5.7.60 Client does not have permissions to send as this sender", Trouble.SENDER),
        # What Postfix 3.7, Exim 4.96, OpenSSL and smtplib say, word for word.
        (
            "553 5.7.1 <bounces@example.org>: Sender address rejected: not owned by user bo",
            Trouble.SENDER,
        ),
        ("4.1.8 <b@example.invalid>: Sender address rejected: Domain not found", Trouble.SENDER),
        ("535 5.7.8 Error: authentication failed: (reason unavailable)", Trouble.SIGN_IN),
        ("535 Incorrect authentication data", Trouble.SIGN_IN),
        (
            "SMTPNotSupportedError: SMTP AUTH extension not supported by server.",
            Trouble.NO_SIGN_IN,
        ),
        ("454 4.7.0 TLS not available due to local problem", Trouble.NOT_ENCRYPTED),
        ("554 5.7.1 <bo@example.com>: Relay access denied", Trouble.RELAY),
        ("454 4.7.1 <bo@example.com>: Relay access denied", Trouble.RELAY),
        ("550 relay not permitted", Trouble.RELAY),
        ("554 5.7.1 <bo@example.org>: Recipient address rejected: Access denied", Trouble.RELAY),
        (
            "554 5.7.1 <localhost[127.0.0.1]>: Client host rejected: Access denied",
            Trouble.NOT_WELCOME,
        ),
        (
            "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
            Trouble.NOT_WELCOME,
        ),
        ("450 4.7.1 Error: too much mail from 127.0.0.1", Trouble.RATE),
        ("421 4.7.0 mail.example.org Error: too many connections from 127.0.0.1", Trouble.RATE),
        ("550 Sender rate 3.0 / 1m", Trouble.RATE),
        ("452 4.3.1 Insufficient system storage", Trouble.NO_ROOM),
        ("451 4.7.1 Service unavailable - try again later", Trouble.SERVER),
        (
            "The certificate is not trusted: unable to get local issuer certificate",
            Trouble.OWN_AUTHORITY,
        ),
        (
            "The certificate is not trusted: CA cert does not include key usage extension",
            Trouble.OWN_AUTHORITY,
        ),
        (
            "Its certificate is not trusted: Hostname mismatch, certificate is not valid for 'mx'.",
            Trouble.CERTIFICATE,
        ),
        ("The certificate is not trusted: certificate has expired", Trouble.CERTIFICATE),
        ("421 4.3.2 Service shutting down", Trouble.SERVER),
        ("", Trouble.SERVER),
    ],
)
def test_what_a_server_says_is_understood(said, trouble):
    assert trouble_with_server(said) == trouble


@pytest.mark.parametrize(
    ("cause", "said", "trouble"),
    [
        ("", "", None),
        ("later", "451 4.7.1 greylisted", Trouble.LATER),
        ("later", "452 4.2.2 The recipient's inbox is out of storage space", Trouble.FULL),
        ("refused", "552 5.2.2 Mailbox full", Trouble.FULL),
        ("refused", "5.3.4 Message size exceeds fixed limit", Trouble.TOO_LARGE),
        ("refused", "Message size exceeds maximum permitted", Trouble.TOO_LARGE),
        ("later", "4.3.1 Insufficient system storage", Trouble.LATER),
        ("address", "550 5.1.1 no such user", Trouble.ADDRESS),
        ("refused", "554 5.7.1 looks like spam", Trouble.REFUSED),
        ("server", "535 5.7.8 no", Trouble.SIGN_IN),
    ],
)
def test_what_became_of_a_letter_is_understood(cause, said, trouble):
    assert trouble_of(cause, said) == trouble


def test_every_cause_and_trouble_has_words():
    assert all(trouble_of(cause, "") for cause in Cause.values)
    for trouble in Trouble:
        assert meaning(trouble)
        for runs_it in (True, False):
            assert advice(trouble, runs_it=runs_it) or trouble == Trouble.ANOTHER


def test_only_whoever_runs_it_reads_names_of_settings():
    assert not any("ASKWELL" in advice(trouble, runs_it=False) for trouble in Trouble)
