"""What a message says that a mail system sent back: which letter did not arrive, where, and why."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import Message
from email.utils import parseaddr
from enum import StrEnum

from config.kit.labels import N_
from contacts.rules import replies
from interviews.importing import returned
from interviews.rules.bouncing import is_telling

# Larger than any bounce of a letter of ours; beyond it nothing is read.
MAX_BYTES = 10_000_000
MAX_WORDS, MAX_FAILURES = 300, 20
MAX_PARAGRAPHS, MAX_PARAGRAPH = 30, 8

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")
_CODE = re.compile(r"(?<![\d.])([45][0-5]\d)(?=[\s:;,#-])")
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Brackets and marks that stand around an address, Chinese ones too.
_AROUND = r"\s<>()\[\]\"',;:@（）【】《》“”‘’：；，。、"
_ADDRESS = re.compile(rf"[^{_AROUND}]{{1,64}}@[^{_AROUND}]{{1,250}}[^{_AROUND}.]")
# An address behind which the mailbox is, and the one that was written to.
_MEANT = re.compile(r"(?:expanded|generated) from:?\s{0,9}<?([^\s<>()@]{1,64}@[^\s<>()@]{1,250})")
_SYSTEM = re.compile(
    r"daemon|postmaster|mail[-._ ]?(delivery|system|admin|server|service)|exchange|smtp|anti-?virus"
    r"|system[-._ ]?admin",
    re.I,
)
_LATE = re.compile(
    r"delayed|not yet been delivered|will (be retried|retry|keep trying|continue to)"
    r"|warning message only|继续(尝试|投递|重试)|延迟|暂未(送达|投递)",
    re.I,
)
# Where a letter that is quoted below begins.
_QUOTED = re.compile(
    r"^.{0,40}(copy of the (message|original)|(original|returned) message|message follows"
    r"|原始?邮件(内容|如下)).{0,60}$",
    re.I | re.MULTILINE,
)


class Why(StrEnum):
    """Why a message tells of no letter that came back, in the words that a person reads."""

    LARGE = N_("This file is far larger than a letter that came back.")
    TANGLED = N_("This message is packed in a way that no mail system does; it was not read.")
    DAMAGED = N_("This message is damaged and cannot be read.")
    OUTLOOK = N_(
        "This is Outlook's own format (.msg). Open the message and copy its text in here instead."
    )
    LOCKED = N_("This message is encrypted. Open it in your mail program and paste its text here.")
    LATE = N_(
        "This only says that the letter is late: the mail system keeps trying. Nothing came back yet."
    )
    AWAY = N_("This is an automatic answer, as sent by somebody who is away: the letter arrived.")
    ARRIVED = N_("This says that the letter arrived.")
    NONE = N_("This does not read like the report of a mail system about a letter that came back.")


class NoBounce(ValueError):
    """Nothing came back, or it cannot be read; `why` says which."""

    def __init__(self, why: Why) -> None:
        """Keep the reason."""
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Failure:
    """One address that a letter did not reach, for good.

    `addresses` are its names as the mail systems on the way wrote them; `status` is the number of
    RFC 3463, `code` that of SMTP, `words` what the last system said.
    """

    addresses: frozenset[str]
    status: str = ""
    code: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Bounce:
    """What a mail system reports: whom a letter did not reach, and which letter, the likeliest first."""

    failures: tuple[Failure, ...]
    letters: tuple[str, ...]


def read_bounce(raw: bytes) -> Bounce:
    """Return what came back, whole as a mail program keeps it or as pasted text; raise NoBounce."""
    if len(raw) > MAX_BYTES:
        raise NoBounce(Why.LARGE)
    if raw.startswith(_OUTLOOK):
        raise NoBounce(Why.OUTLOOK)
    try:
        return _read(returned.opened(raw))
    except NoBounce:
        raise
    except returned.TooTangled:
        raise NoBounce(Why.TANGLED) from None
    except Exception as error:
        # Whatever a parser stumbles over in somebody else's message is a fault of the message.
        raise NoBounce(Why.DAMAGED) from error


def _read(message: Message) -> Bounce:
    letters = returned.letters_in(message)
    failures = tuple(_reported(message)) or tuple(_told(message))
    return Bounce(failures[:MAX_FAILURES], letters)


def _reported(message: Message) -> Iterator[Failure]:
    """Yield what is reported by the standard; raise NoBounce where that says it is no failure."""
    blocks = [(returned.header(one, "action").lower(), one) for one in returned.blocks(message)]
    # OpenSMTPD says "error".
    failed = [one for action, one in blocks if action.startswith(("fail", "error"))]
    for block in failed:
        yield _failure(block, message)
    if failed:
        return
    if any(action.startswith("delayed") for action, _block in blocks):
        raise NoBounce(Why.LATE)
    if any(action.startswith(_GOOD) for action, _block in blocks) or _is_receipt(message):
        raise NoBounce(Why.ARRIVED)


_GOOD = ("delivered", "relayed", "expanded")


def _failure(block: Message, message: Message) -> Failure:
    said = returned.header(block, "diagnostic-code").partition(";")
    words = (said[2] or said[0]).strip()
    fields = ("original-recipient", "final-recipient", "x-actual-recipient")
    named = " ".join(returned.header(block, field) for field in fields)
    addresses = frozenset([*_ADDRESS.findall(named), *_MEANT.findall(f"{named} {words}")])
    status = returned.header(block, "status")
    return _judged(addresses, words or _why(_notice(message), addresses), status)


def _judged(addresses: frozenset[str], words: str, status: str = "") -> Failure:
    """Return a failure with its numbers; those in the words are more exact than "other" (x.0.0)."""
    told = _STATUS.search(status)
    exact = _STATUS.search(words)
    is_vague = told is None or told[1].endswith(".0.0")
    best = exact if exact and is_vague else told
    code = _CODE.search(f"{words} ")
    return Failure(
        addresses=addresses,
        status=best[1] if best else "",
        code=int(code[1]) if code else None,
        words=" ".join(words.split())[:MAX_WORDS].replace("\x00", ""),
    )


def _is_receipt(message: Message) -> bool:
    said = [
        returned.header(one, "disposition").lower()
        for part in message.walk()
        if part.get_content_type() == "message/disposition-notification"
        for one in returned.parts_of(part)
    ]
    # A program that throws it away, since the mailbox is full, says so in the form of a receipt.
    return bool(said) and not any("automatic" in one and "deleted" in one for one in said)


def _told(message: Message) -> Iterator[Failure]:
    """Yield what is told in words alone; raise NoBounce where they tell of no failure."""
    sender, subject = returned.header(message, "from"), returned.header(message, "subject")
    if any(part.get_content_type() in _LOCKED for part in message.walk()):
        raise NoBounce(Why.LOCKED)
    notice = _notice(message)
    is_system = not sender or bool(_SYSTEM.search(sender)) or "x-failed-recipients" in message
    is_system |= returned.header(message, "return-path") == "<>"
    if _is_automatic_answer(message, subject):
        raise NoBounce(Why.AWAY)
    is_bounce = _means(f"{subject}\n{notice}") == replies.BOUNCE
    passing, found = _detected(message)
    if is_system and (passing or _LATE.search(f"{subject}\n{notice}")) and not found:
        raise NoBounce(Why.LATE)
    if not (found or (is_system and is_bounce)):
        raise NoBounce(Why.AWAY if _means(notice) == replies.AWAY else Why.NONE)
    own = {parseaddr(returned.header(message, name))[1].lower() for name in ("from", "to")}
    named = found or frozenset(_ADDRESS.findall(notice)) - own
    yield _judged(named | frozenset(_MEANT.findall(notice)), _why(f"{notice}\n\n{subject}", named))


_LOCKED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


def _is_automatic_answer(message: Message, subject: str) -> bool:
    """Return whether a program answered for a person (RFC 3834 and what is older than it)."""
    is_marked = any(
        name in message for name in ("x-autoreply", "x-autorespond", "x-mail-autoreply")
    )
    precedence = returned.header(message, "precedence").lower()
    return is_marked or precedence == "auto_reply" or _means(subject) == replies.AWAY


def _means(text: str) -> str:
    # No day is asked for, so any will do.
    return replies.guess(text, today=date(2000, 1, 1)).meaning


def _detected(message: Message) -> tuple[frozenset[str], frozenset[str]]:
    """Return the addresses that are late and those that failed, in the many forms there are."""
    # Here, since few processes ever read a bounce.
    from flufl.bounce import all_failures

    # It would log at length whatever a stranger's message makes it stumble over.
    logging.getLogger("flufl.bounce").disabled = True
    try:
        passing, failed = all_failures(returned.flattened(message))
    except Exception:
        return frozenset(), frozenset()
    return _words(passing), _words(failed)


def _words(addresses: frozenset[bytes]) -> frozenset[str]:
    return frozenset(one.decode("ascii", "replace") for one in addresses)


def _notice(message: Message) -> str:
    """Return what the mail system wrote itself, without the letter that it quotes."""
    return _QUOTED.split("\n".join(returned.texts(message)), maxsplit=1)[0]


def _why(notice: str, named: frozenset[str]) -> str:
    """Return the lines that say why: those about an address, best with a number or words we know.

    Where none does, the last may, which is the subject.
    """
    lines = [line.strip() for line in notice.splitlines()] or [""]
    about = [n for n, line in enumerate(lines) if any(one in line for one in named)]
    numbered = [n for n, line in enumerate(lines) if _is_numbered(line)]
    told = [_paragraph(lines, n) for n in [*about, *numbered][:MAX_PARAGRAPHS] or [0]]
    told.append(lines[-1])
    exact = (one for one in told if _is_numbered(one))
    known = (one for one in told if is_telling(one))
    return next(exact, next(known, told[0]))


def _is_numbered(text: str) -> bool:
    return bool(_STATUS.search(text) or _CODE.search(f"{text} "))


def _paragraph(lines: list[str], start: int) -> str:
    """Return a line and what follows it up to a blank one; a lone first line goes on after it."""
    kept: list[str] = []
    for line in lines[start : start + MAX_PARAGRAPH]:
        if not line and len(kept) > 1:
            break
        if line:
            kept.append(line)
    return " ".join(kept)
