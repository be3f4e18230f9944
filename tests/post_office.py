"""A real mail server in a thread that keeps what it takes, and fails in every way it is told to."""

import asyncio
import socket
import threading
import time
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class PostOffice:
    """`letters` are the messages taken so far, `raw` the same unparsed, `arrived` (to, Message-ID),
    `senders` who mail systems would tell of trouble.

    What it answers: `answer` to a letter, `greeting` to a connection, `answers` by command ("MAIL",
    "RCPT"), `refused` by recipient. `greylists` answers 451 the first time somebody is named. `hangs` in
    "greeting" or "DATA" for ever. `room` bytes are all that it takes of one letter. `cuts` so many
    connections after it took a letter, without a word.
    `most` letters in one connection, then 421. `offers` are lines of its answer to EHLO;
    `is_lax` lets who named nobody but refused ones go on to a letter. With `tls` (an SSLContext) it
    speaks TLS, from the first byte where `is_hidden`, otherwise by STARTTLS; with `password` nobody
    sends without signing in.
    """

    def __init__(self, *, tls=None, is_hidden=False, password=None):
        self.letters, self.raw, self.arrived, self.senders = [], [], [], []
        # When each arrived.
        self.moments = []
        self.answer, self.greeting, self.answers, self.refused = "250 taken", "", {}, {}
        self.greylists, self.hangs, self.cuts, self.most = False, "", 0, None
        # Every connection counts, and every hand-over of a whole letter, whatever the answer.
        self.connections, self.handed, self.seen = 0, 0, set()
        # Set when a letter is being handed over; while `is_slow` the hand-over takes for ever.
        self.knocked = threading.Event()
        self.is_slow = False
        self.room, self.offers, self.is_lax = None, [], False
        # Seconds that each letter takes.
        self.pause = 0
        self.passwords, self.transports = [], []
        self.tls, self.is_hidden, self.password = tls, is_hidden, password
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], *self.offers, responses[-1]]

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.most is not None and server.taken >= self.most:
            return "421 4.7.0 enough for one connection"
        size = next((int(one[5:]) for one in options if one.startswith("SIZE=")), 0)
        if self.room is not None and size > self.room:
            return "452 4.3.1 no room for that"
        answer = self.answers.get("MAIL", "250 fine")
        envelope.mail_from = address if answer.startswith("250") else None
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            if self.is_lax:
                envelope.rcpt_tos.append(address)
            return self.refused[address]
        if self.greylists and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 greylisted, come back later"
        answer = self.answers.get("RCPT", "250 fine")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.handed += 1
        self.knocked.set()
        while self.is_slow or self.hangs == "DATA":
            await asyncio.sleep(0.02)
        if self.pause:
            await asyncio.sleep(self.pause)
        if self.answer.startswith("250"):
            server.taken += 1
            self.raw.append(envelope.content)
            self.letters.append(message_from_bytes(envelope.content, policy=default))
            self.senders.append(envelope.mail_from)
            self.arrived.append((envelope.rcpt_tos[0], self.letters[-1]["Message-ID"]))
            self.moments.append(time.monotonic())
        if self.cuts > 0:
            self.cuts -= 1
            server.transport.abort()
        return self.answer

    def __enter__(self):
        self.open()
        return self

    def __exit__(self, *_error):
        self.close()

    def open(self):
        """Begin to listen, again at the same port after a close."""
        hidden = {"ssl_context": self.tls} if self.is_hidden else {}
        self.controller = _Controller(
            self, hostname="127.0.0.1", port=self.port, ready_timeout=20, **hidden
        )
        self.controller.start()

    def close(self):
        """Be down; whoever talks to it is cut off."""
        self.is_slow, self.hangs = False, ""
        if self.controller:
            # Python waits for open connections since 3.12, and one that hung is never read to its end.
            for transport in self.transports:
                self.controller.loop.call_soon_threadsafe(transport.abort)
            self.transports = []
            self.controller.stop()
            self.controller = None

    @property
    def mailers(self):
        options = {"host": "127.0.0.1", "port": self.port, "timeout": 10}
        if self.tls:
            options |= {"use_ssl": True} if self.is_hidden else {"use_tls": True}
        if self.password:
            options |= {"username": "askwell", "password": self.password}
        return {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": options,
            }
        }


class _Controller(Controller):
    """Counts on by itself that the server is up: a greeting that hangs must not stop the start."""

    def factory(self):
        office = self.handler
        options = {"hostname": "post.example"}
        if office.tls and not office.is_hidden:
            options |= {"tls_context": office.tls}
        if office.password:
            options |= {
                "auth_required": True,
                "auth_require_tls": office.tls is not None and not office.is_hidden,
                "auth_callback": self._signed_in,
            }
        return _Server(office, **options)

    def _signed_in(self, mechanism, login, password):
        self.handler.passwords.append(password.decode())
        return password.decode() == self.handler.password

    def _trigger_server(self):
        """Look whether the port is open, and no more."""
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex((self.hostname, self.port)) == 0:
                    # With hidden TLS it never gets as far as a connection that counts.
                    self.handler.connections -= 0 if self.handler.is_hidden else 1
                    return
            time.sleep(0.01)


class _Server(SMTP):
    """Counts connections, and greets as it is told."""

    def __init__(self, office, **options):
        super().__init__(office, **options)
        self.office, self.taken, self.has_greeted = office, 0, False

    def connection_made(self, transport):
        # By STARTTLS the same connection is made a second time.
        if self.transport is None:
            self.office.connections += 1
        self.office.transports.append(transport)
        super().connection_made(transport)

    async def push(self, status):
        if not self.has_greeted:
            self.has_greeted = True
            while self.office.hangs == "greeting":
                await asyncio.sleep(0.02)
            status = self.office.greeting or status
        await super().push(status)
        if str(status).startswith("421") and self.transport:
            self.transport.close()
