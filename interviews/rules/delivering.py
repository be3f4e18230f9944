"""What a mail server's answer means for a letter, how long to wait, and how a rate is kept."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from interviews.rules.bouncing import Verdict, blames_us, is_hurried, refusal

# The steps of a conversation, as config.kit.smtp names them.
OPENING, SENDER, RECIPIENT, DATA, END = "opening", "sender", "recipient", "data", "end"

# X.Y.Z of RFC 3463.
_ENHANCED = re.compile(r"^\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
# What servers say to who did not sign in, or is not known to them.
_SIGN_IN_NEEDED = (530, 535, 538)
_RELAY = re.compile(r"relay(ing)?\b|authenticat", re.I)
# Subjects of RFC 3463: the mail system; and those of addresses that speak of the sender's.
_OF_SYSTEM, _OF_SENDER = 3, ((1, 7), (1, 8))


def verdict(step: str, code: int | None, words: str, *, is_working: bool = False) -> Verdict:
    """Return what an answer at a step of the conversation means; no code stands for no answer.

    `is_working` says that the server took other letters just now: then what would otherwise keep every
    letter back is about this one.

    Who refuses at a step before the recipient is named refuses us, not the letter; 421 is the server
    that closes (RFC 5321, 3.8). Many say only once a recipient is named what they hold against us. After
    the recipient only what is said of a mailbox (RFC 3463, X.1.*, or the bare code) speaks of the
    address; a full one (X.2.2) is not a wrong one.
    """
    if code is None:
        return Verdict.UNKNOWN if step == END else Verdict.SERVER
    if 200 <= code < 300 and step == END:
        return Verdict.SENT
    if step == OPENING or code == 421:
        return Verdict.SERVER
    subject, detail = _enhanced(words)
    if step == SENDER:
        return Verdict.REFUSED if _is_too_large(code, subject, detail) else Verdict.SERVER
    if is_hurried(words):
        return Verdict.SERVER
    if not is_working and _is_about_all(step, code, words):
        return Verdict.SERVER
    if code < 500:
        return Verdict.LATER
    # A bare code speaks of the address only where one was just named.
    is_exact = subject is not None and (subject, detail) != (0, 0)
    return refusal(
        status=f"5.{subject}.{detail}" if is_exact else "",
        code=code if step == RECIPIENT else None,
        words=words,
    )


def _enhanced(words: str) -> tuple[int | None, int | None]:
    """Return subject and detail of an enhanced status code, where one begins the words."""
    found = _ENHANCED.match(words)
    return (int(found[2]), int(found[3])) if found else (None, None)


def _is_too_large(code: int, subject: int | None, detail: int | None) -> bool:
    return (subject, detail) in ((3, 4), (2, 3)) or (code == 552 and subject is None)


def _is_about_all(step: str, code: int, words: str) -> bool:
    """Return whether it is held against us or in the server's own way, whomever a letter is to."""
    subject, detail = _enhanced(words)
    if code in _SIGN_IN_NEEDED:
        return True
    if step != RECIPIENT:
        return False
    if code < 500:
        return subject == _OF_SYSTEM or (subject, detail) in _OF_SENDER or blames_us(words)
    return (subject, detail) in _OF_SENDER or blames_us(words) or bool(_RELAY.search(words))


# After 1, 2, 4 … minutes, never more than 4 hours apart: 12 waits of together some 20 hours. That
# comes back soon after the 5 or 15 minutes of greylisting, and outlasts a filter that is away for a
# night. A server that cannot be used at all costs no attempt (see `host_wait`).
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
MAX_ATTEMPTS = 13
# Whatever it waits for: as long as mail servers keep trying (RFC 5321, 4.5.4.1, four to five days).
OLDEST = timedelta(days=5)
# An unanswered letter is repeated once. Until then a server that was cut off can settle.
UNANSWERED_WAIT = timedelta(minutes=5)
# A server that came back is found within these; one attempt to connect every few minutes harms none.
FIRST_HOST_WAIT, LONGEST_HOST_WAIT = timedelta(seconds=20), timedelta(minutes=5)
# So that what failed together does not come back together.
JITTER = 0.2


def wait(attempts: int, *, chance: float) -> timedelta:
    """Return how long a letter waits after so many attempts (1 or more); chance is from 0 to 1."""
    return _grown(FIRST_WAIT, LONGEST_WAIT, attempts, chance)


def host_wait(failures: int, *, chance: float) -> timedelta:
    """Return how long a server is left alone after so many failures in a row (1 or more)."""
    return _grown(FIRST_HOST_WAIT, LONGEST_HOST_WAIT, failures, chance)


def _grown(first: timedelta, longest: timedelta, times: int, chance: float) -> timedelta:
    """Return the first wait doubled each time up to the longest, give or take a fifth."""
    # Beyond 20 the factor would only overflow.
    plain = min(first * 2 ** min(times - 1, 20), longest)
    return plain * (1 - JITTER + 2 * JITTER * chance)


@dataclass(frozen=True)
class Slots:
    """So many letters may leave now; the next one at `free_at`, each further one `gap` later."""

    count: int
    free_at: datetime
    gap: timedelta

    def slot(self, place: int) -> datetime:
        """Return when the letter at a place (0 and up) of those that must wait may leave."""
        return self.free_at + self.gap * place


# Letters that may leave in one go after a pause: what a rate lets through in so long.
BURST = timedelta(seconds=2)


def slots(free_at: datetime | None, now: datetime, *, wanted: int, per_minute: int) -> Slots:
    """Return how many of the wanted letters a host takes now, at a rate; the rest waits in a row.

    `free_at` is what the last call for this host returned, None before the first. In any stretch of
    time no more leave than its share of the rate and one burst.
    """
    gap = timedelta(minutes=1) / per_minute
    saved = max(BURST - gap, timedelta())
    begin = max(free_at, now - saved) if free_at else now - saved
    count = min(wanted, int((now - begin) / gap) + 1) if begin <= now else 0
    return Slots(count, begin + gap * count, gap)
