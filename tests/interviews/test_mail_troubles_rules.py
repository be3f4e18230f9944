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
        ("The certificate is not trusted: self-signed certificate", Trouble.CERTIFICATE),
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
