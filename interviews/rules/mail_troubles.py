"""What keeps letters from leaving, read from what the mail server or the network said."""

import re
from enum import StrEnum


class Trouble(StrEnum):
    """What is wrong, as far as it makes a difference to whoever mends it."""

    SIGN_IN = "sign_in"
    CERTIFICATE = "certificate"
    NOT_ENCRYPTED = "not_encrypted"
    NAME = "name"
    NOBODY_LISTENS = "nobody_listens"
    NO_ANSWER = "no_answer"
    SENDER = "sender"
    SERVER = "server"
    LATER = "later"
    FULL = "full"
    ADDRESS = "address"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    TIME = "time"
    ANOTHER = "another"


# What tells troubles with the server apart, the most telling first. Where these words come from:
# smtplib, the ssl module, the C library's words for errors of the network, and RFC 5321 and 4954.
_SIGNS = (
    # OpenSSL names the second two ways: whoever answers speaks, but not in TLS (smtps:// at port 587).
    (Trouble.NOT_ENCRYPTED, r"starttls|wrong.version.number|record.layer.failure"),
    (Trouble.CERTIFICATE, r"certificate|sslcertverif|hostname mismatch|\bssl\b"),
    (Trouble.SENDER, r"sender|not owned|mail from|from address"),
    (Trouble.SIGN_IN, r"authenticat|\b53[0458]\b|username|password"),
    (Trouble.NAME, r"getaddrinfo|gaierror|name or service|nodename|name resolution"),
    (Trouble.NOBODY_LISTENS, r"refused.*connect|connect.*refused|unreachable|no route"),
    (Trouble.NO_ANSWER, r"timed out|timeout|unexpectedly closed|reset by peer"),
)
_FULL = re.compile(r"\b[45]\.2\.2\b|\b452\b|\b552\b|mailbox.*full|over.?quota|quota exceed", re.I)


def trouble_with_server(said: str) -> Trouble:
    """Return what is wrong with the mail server as a whole."""
    words = " ".join(said.split())
    return next(
        (trouble for trouble, signs in _SIGNS if re.search(signs, words, re.I)), Trouble.SERVER
    )


def trouble_of(cause: str, said: str) -> Trouble | None:
    """Return what is wrong with one letter by its `cause` and what was said; None if nothing is."""
    match cause:
        case "":
            return None
        case "server":
            return trouble_with_server(said)
        case "later" | "address" | "refused" if _FULL.search(said):
            return Trouble.FULL
        case _:
            return Trouble(cause)
