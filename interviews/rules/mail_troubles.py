"""What keeps letters from leaving, read from what the mail server or the network said."""

import re
from enum import StrEnum

from interviews.rules.bouncing import is_hurried


class Trouble(StrEnum):
    """What is wrong, as far as it makes a difference to whoever mends it."""

    SIGN_IN = "sign_in"
    NO_SIGN_IN = "no_sign_in"
    CERTIFICATE = "certificate"
    OWN_AUTHORITY = "own_authority"
    NOT_ENCRYPTED = "not_encrypted"
    NAME = "name"
    NOBODY_LISTENS = "nobody_listens"
    NO_ANSWER = "no_answer"
    RATE = "rate"
    RELAY = "relay"
    NOT_WELCOME = "not_welcome"
    SENDER = "sender"
    NO_ROOM = "no_room"
    SERVER = "server"
    LATER = "later"
    FULL = "full"
    TOO_LARGE = "too_large"
    ADDRESS = "address"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    TIME = "time"
    ANOTHER = "another"


# What tells troubles with the server apart, the most telling first. Where these words come from:
# smtplib, the ssl module, the C library's words for errors of the network, and RFC 5321 and 4954.
_SIGNS = (
    # OpenSSL names the second two ways: whoever answers speaks, but not in TLS (smtps:// at port 587).
    (
        Trouble.NOT_ENCRYPTED,
        r"starttls|\btls not available|wrong.version.number|record.layer.failure",
    ),
    (Trouble.NO_SIGN_IN, r"smtp auth extension not supported|no suitable authentication"),
    # OpenSSL's words for an authority that nobody named to it, or that is not what RFC 5280 asks for.
    (
        Trouble.OWN_AUTHORITY,
        r"certificate.*(self.signed|local issuer|issuer certificate|ca cert|authority key|subject key)",
    ),
    (Trouble.CERTIFICATE, r"certificate|sslcertverif|hostname mismatch|\bssl\b"),
    (Trouble.RELAY, r"\brelay"),
    (Trouble.NOT_WELCOME, r"client host|helo|blocked|listed (in|at|by|on)"),
    (Trouble.SENDER, r"sender|not owned|mail from|from address"),
    (Trouble.RELAY, r"access denied"),
    (Trouble.NO_ROOM, r"\b4\.3\.1\b|system storage"),
    (Trouble.SIGN_IN, r"authenticat|\b53[0458]\b|username|password"),
    (Trouble.NAME, r"getaddrinfo|gaierror|name or service|nodename|name resolution"),
    (Trouble.NOBODY_LISTENS, r"refused.*connect|connect.*refused|unreachable|no route"),
    (Trouble.NO_ANSWER, r"timed out|timeout|unexpectedly closed|reset by peer"),
)
_TOO_LARGE = re.compile(r"\b5\.3\.4\b|\b5\.2\.3\b|size exceeds|too (large|big)", re.I)
_FULL = re.compile(r"\b[45]\.2\.2\b|\b552\b|mailbox.*full|over.?quota|quota exceed", re.I)


def trouble_with_server(said: str) -> Trouble:
    """Return what is wrong with the mail server as a whole."""
    words = " ".join(said.split())
    if is_hurried(words):
        return Trouble.RATE
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
        case "refused" if _TOO_LARGE.search(said):
            return Trouble.TOO_LARGE
        case "later" | "address" | "refused" if _FULL.search(said):
            return Trouble.FULL
        case _:
            return Trouble(cause)
