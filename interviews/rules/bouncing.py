"""What a refused letter says about its address: nobody is there, or only this letter was refused."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

# Subjects of RFC 3463 that speak of the letter, the system or a rule, not of the address.
_OF_SYSTEM, _OF_ROUTE, _OF_CONTENT, _OF_POLICY = "3", "4", "6", "7"
# Of the mailbox: full, and letter too long for it; of the route: there is no such host.
_FULL, _TOO_LONG = "5.2.2", "5.2.3"
# Of addresses: the sender's.
_OF_SENDER = ("5.1.7", "5.1.8")
_NO_SUCH_HOST = ("5.4.1", "5.4.4", "5.4.310")


# Codes for an address when nothing finer is said: no such mailbox, not here, not allowed as a name.
_NO_MAILBOX = (501, 550, 551, 553)
# No room for a letter.
_NO_ROOM = 552


class Verdict(StrEnum):
    """What an answer to a letter means, at once or by a letter that comes back."""

    SENT = "sent"
    # This letter again after a while: greylisting, a full mailbox, a filter that is away.
    LATER = "later"
    # The address takes no mail, this letter nor any other.
    ADDRESS = "address"
    # This letter never, for what it is or whom it is from; others may.
    REFUSED = "refused"
    # The server as a whole cannot be used: no letter is to blame.
    SERVER = "server"
    # It may have been taken: the connection broke after all of it was handed over.
    UNKNOWN = "unknown"


def refusal(*, status: str, code: int | None, words: str) -> Verdict:
    """Return what a final refusal means: LATER, ADDRESS or REFUSED.

    `status` is the number of RFC 3463 (5.1.1) or empty, `code` that of SMTP (550) or None, `words`
    the server's own. Where all three say nothing, the address is given the benefit of the doubt.
    """
    is_passing = status.startswith("4.") or (not status and code is not None and code < 500)
    if is_passing or is_hurried(words):
        return Verdict.LATER
    if status in _OF_SENDER or blames_us(words):
        return Verdict.REFUSED
    if status == _FULL or is_full(words):
        return Verdict.LATER
    if status in _NO_SUCH_HOST or _says("gone", words):
        return Verdict.ADDRESS
    subject = status.split(".")[1] if status.count(".") == 2 else ""
    is_of_letter = subject in (_OF_SYSTEM, _OF_ROUTE, _OF_CONTENT, _OF_POLICY)
    if is_of_letter or status == _TOO_LONG:
        return Verdict.REFUSED
    if subject != "1" and is_about_sender(words):
        return Verdict.REFUSED
    if code == _NO_ROOM and not status:
        return Verdict.LATER
    return Verdict.ADDRESS if status or code in _NO_MAILBOX else Verdict.REFUSED


def blames_us(words: str) -> bool:
    """Return whether the words say that nothing is taken from our sender or our machine."""
    return _says("us", words)


def is_hurried(words: str) -> bool:
    """Return whether the words say that it was too much in too short a time."""
    return _says("hurry", words)


def is_full(words: str) -> bool:
    """Return whether the words say that the mailbox is there, and takes no more for now."""
    return _says("passing", words)


def is_about_sender(words: str) -> bool:
    """Return whether the words blame the letter or whoever sends it, and nobody's address."""
    return blames_us(words) or (_says("displeased", words) and not _says("gone", words))


def is_telling(words: str) -> bool:
    """Return whether the words say why, as far as they are known here."""
    return any(_says(meaning, words) for meaning in _patterns())


def _says(meaning: str, words: str) -> bool:
    return bool(_patterns()[meaning].search(words))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {key: re.compile("|".join(some), re.IGNORECASE) for key, some in data.items()}
