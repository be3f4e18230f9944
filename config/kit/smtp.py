"""A conversation with a mail server: in which step it said what, and never longer than allowed."""

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import getaddresses
from typing import Any

from django.core.mail.utils import DNS_NAME
from django.utils.encoding import punycode

from config.kit.env import LOOPBACK

# Seconds for one answer, for the answer to a whole letter (a server may look through it first), and
# for all that one letter takes, a new connection included.
REPLY, TAKING, LETTER = 30, 120, 200
# The answers after which a conversation goes on to its next step.
_GO_ON = {"sender": (250,), "recipient": (250, 251), "data": (354,)}
# Nearly all addresses; the others are looked at more closely.
_PLAIN = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*", re.ASCII)


@dataclass(frozen=True)
class Answer:
    """What the server said, in which step; no code where it said nothing, and then what went wrong.

    Steps: `opening` (until it is ready for letters), `sender`, `recipient`, `data`, and `end` once all
    of the letter is handed over.
    """

    step: str
    code: int | None
    words: str

    def __str__(self) -> str:
        """Return it in one line, its number first."""
        return f"{self.code} {self.words}" if self.code else self.words

    @property
    def is_parting(self) -> bool:
        """Return whether the connection is of no use any more."""
        return self.code is None or self.code == 421


class NotOpen(Exception):
    """The server is not ready for letters; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        """Take what it said."""
        super().__init__(answer.words)
        self.answer = answer


class Server:
    """One mail server, and one connection to it that is opened when needed and kept."""

    def __init__(self, options: Mapping[str, Any], *, limit: float = LETTER) -> None:
        """Take host, port, username, password, use_tls (STARTTLS), use_ssl and timeout."""
        self.options, self.limit = options, limit
        self.host, self.port = str(options["host"]), int(options.get("port") or 25)
        self.username = str(options.get("username") or "")
        self.reply = float(options.get("timeout") or REPLY)
        self._talk: _Talk | None = None

    @property
    def name(self) -> str:
        """Return `host:port`."""
        return f"{self.host}:{self.port}"

    @property
    def is_open(self) -> bool:
        """Return whether there is a connection."""
        return self._talk is not None

    @property
    def socket(self) -> socket.socket | None:
        """Return what the conversation goes through, an `ssl.SSLSocket` where it is encrypted."""
        return self._talk.sock if self._talk else None

    def hand(self, sender: str, to: str, letter: bytes | None) -> Answer:
        """Hand over one letter whose lines end in CRLF, to bare addresses; return what became of it.

        A connection that was kept may have been closed meanwhile (idle for long, as many letters as
        the server takes in one): then a new one is tried at once, unless the letter is with the server.
        Without a letter the server is only asked whether it would take one.
        """
        is_kept = self.is_open
        answer = self._hand(sender, to, letter)
        if is_kept and answer.is_parting and answer.step != "end":
            answer = self._hand(sender, to, letter)
        return answer

    def open(self) -> None:
        """Get ready for letters as the options say; raise NotOpen where that fails."""
        self.connect()
        self.sign_in()

    def connect(self) -> None:
        """Connect and encrypt; raise NotOpen where that fails."""
        self.drop()
        use_tls, use_ssl = self.options.get("use_tls"), self.options.get("use_ssl")
        with self._opening():
            if self.username and not (use_tls or use_ssl) and self.host not in LOOPBACK:
                raise ValueError(
                    "the password is not sent unencrypted: use smtp+tls:// or smtps://"
                )
            self._talk = talk = _Talk(self.host, self.reply, self.limit, is_hidden=bool(use_ssl))
            code, words = talk.connect(self.host, self.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, words)
            talk.ehlo_or_helo_if_needed()
            if use_tls:
                talk.starttls(context=_verifying())
                talk.ehlo()

    def sign_in(self) -> None:
        """Say who we are where there is a user name; raise NotOpen where that is refused."""
        if self.username and self._talk:
            with self._opening():
                try:
                    self._talk.login(self.username, str(self.options.get("password")))
                except smtplib.SMTPServerDisconnected as end:
                    # Each way to sign in is tried in turn; some servers hang up after two or three.
                    raise ValueError("It hung up over user name and password.") from end

    def close(self) -> None:
        """Say goodbye and hang up."""
        if self._talk:
            self._talk.part()
            self._talk = None

    def drop(self) -> None:
        """Hang up."""
        if self._talk:
            self._talk.hang_up()
            self._talk = None

    def _hand(self, sender: str, to: str, letter: bytes | None) -> Answer:
        try:
            if not self._talk:
                self.open()
            assert self._talk is not None, "open() raises otherwise"
            answer = self._talk.hand(sender, to, letter)
        except NotOpen as why:
            answer = why.answer
        if answer.is_parting or (self._talk and not self._talk.sock):
            self.drop()
        return answer

    @contextmanager
    def _opening(self) -> Iterator[None]:
        """Raise NotOpen for whatever goes wrong, and hang up."""
        try:
            yield
        except BaseException as error:
            self.drop()
            if isinstance(error, smtplib.SMTPResponseException):
                words = _text(error.smtp_error)
                raise NotOpen(Answer("opening", error.smtp_code, words)) from error
            if isinstance(error, OSError | smtplib.SMTPException | ValueError):
                raise NotOpen(Answer("opening", None, in_words(error))) from error
            raise


class _Talk(smtplib.SMTP):
    """One connection. Somebody watches the clock and cuts it off when a letter takes too long.

    A server that sends a byte now and then would otherwise hold us for ever: each byte ends the wait
    for the next one.
    """

    def __init__(self, host: str, reply: float, limit: float, *, is_hidden: bool) -> None:
        """Take the server's name for its certificate, and whether TLS begins at once."""
        super().__init__(local_hostname="unused", timeout=reply)
        self._host, self._is_hidden = host, is_hidden
        self._is_over = threading.Event()
        self._limit, self._deadline = limit, time.monotonic() + limit
        threading.Thread(target=self._watch, daemon=True).start()

    def hand(self, sender: str, to: str, letter: bytes | None) -> Answer:
        """Hand over one letter and return what was said to it in the end."""
        self._deadline = time.monotonic() + self._limit
        size = f" SIZE={len(letter)}" if letter and self.has_extn("size") else ""
        asked = {"sender": f"MAIL FROM:<{sender}>{size}", "recipient": f"RCPT TO:<{to}>"}
        if letter is not None:
            asked["data"] = "DATA"
        # All at once where the server takes it so (RFC 2920): it answers in the same order.
        is_at_once = self.has_extn("pipelining")
        step, rest = "sender", iter(asked.items())
        try:
            if is_at_once:
                self.send("".join(f"{line}\r\n" for line in asked.values()))
            for step, line in rest:
                if not is_at_once:
                    self.putcmd(line)
                code, words = self.getreply()
                if code not in _GO_ON[step]:
                    break
            if letter is not None and step == "data" and code == 354:
                # Without the end of its last line the period after it ends nothing.
                ending = b"" if letter.endswith(b"\r\n") else b"\r\n"
                self.send(letter.replace(b"\r\n.", b"\r\n..") + ending + b".\r\n")
                step = "end"
                code, words = self._taken()
        except (OSError, smtplib.SMTPException) as error:
            # A line that never ends, for which smtplib makes up a 500, is no answer either.
            return Answer(step, None, in_words(error))
        answer = Answer(step, code if code > 0 else None, _text(words))
        if step != "end" and not answer.is_parting:
            self._take_back(len(list(rest)) if is_at_once else 0)
        return answer

    def _take_back(self, ahead: int) -> None:
        """End what was begun, so that the next letter can begin; so many answers are still to come."""
        try:
            for _ in range(ahead):
                code, _words = self.getreply()
                if code == 354:
                    # It waits for a letter to nobody, as RFC 2920, 3.1 allows.
                    self.docmd(".")
            self.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def part(self) -> None:
        """Say goodbye, without waiting long for theirs, and hang up."""
        try:
            if self.sock:
                self.sock.settimeout(1)
                self.docmd("QUIT")
        except (OSError, smtplib.SMTPException):
            pass
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection, and let the watch go home."""
        self._is_over.set()
        self.close()

    def _taken(self) -> tuple[int, bytes]:
        """Return the answer to the whole letter, which a server may look through first."""
        assert self.sock is not None, "the letter was sent through it"
        self.sock.settimeout(self.timeout * TAKING / REPLY)
        answer = self.getreply()
        self.sock.settimeout(self.timeout)
        return answer

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected = socket.create_connection((host, port), timeout)
        # Each command waits for its answer: nothing is gained by holding small packets back.
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.local_hostname = own_name(connected)
        if self._is_hidden:
            return _verifying().wrap_socket(connected, server_hostname=host)
        return connected

    def _watch(self) -> None:
        while not self._is_over.wait(1):
            if time.monotonic() > self._deadline and self.sock:
                try:
                    self.sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return


def _verifying() -> ssl.SSLContext:
    """Have certificate and name verified against the system's authorities, or SSL_CERT_FILE.

    They are read anew each time, which takes long, and only where they are needed.
    """
    return ssl.create_default_context()


def own_name(connected: socket.socket) -> str:
    """Return how this machine introduces itself: by its full name, else by its number.

    Strict servers refuse a name without a domain, such as a container's (RFC 5321, 4.1.3).
    """
    name = DNS_NAME.get_fqdn()
    if "." in name:
        return name
    number = connected.getsockname()[0]
    return f"[IPv6:{number}]" if ":" in number else f"[{number}]"


def bare_address(address: str) -> str:
    """Return `Bo <bo@example.org>` as it travels, a domain of other letters in its ASCII form.

    Raises ValueError for what cannot be an address, or not without SMTPUTF8.
    """
    if _PLAIN.fullmatch(address):
        return address
    # Older Pythons (3.12.1) find a first address in a list of them as well.
    addresses = [found for _name, found in getaddresses([address])]
    found = addresses[0] if len(addresses) == 1 else ""
    name, _at, domain = found.rpartition("@")
    if not name or not domain:
        raise ValueError(f"{address!r} is no address")
    bare = found if domain.isascii() else str(Address(username=name, domain=punycode(domain)))
    if not bare.isascii() or re.search(r"[\s<>\x00-\x1f]", bare):
        raise ValueError(f"{address!r} cannot be written as an address of mail")
    return bare


def in_words(error: Exception) -> str:
    """Return what went wrong without an answer, for a person."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate is not trusted: {error.verify_message}"
    return str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"


def _text(words: bytes | str) -> str:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    # No database keeps the sign of nothing.
    return " ".join(said.replace("\0", " ").split())[:500]
