"""A real mail server in a thread that keeps what it takes, refuses or dawdles when told to."""

import asyncio
import socket
import threading
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


class PostOffice:
    """`letters` are the messages taken so far, `raw` the same unparsed; `answer` is the server's."""

    def __init__(self):
        self.letters, self.raw = [], []
        self.answer = "250 taken"
        # Set when a letter is being handed over; while `is_slow` the hand-over takes for ever.
        self.knocked = threading.Event()
        self.is_slow = False

    async def handle_DATA(self, server, session, envelope):
        self.knocked.set()
        while self.is_slow:
            await asyncio.sleep(0.02)
        if self.answer.startswith("250"):
            self.raw.append(envelope.content)
            self.letters.append(message_from_bytes(envelope.content, policy=default))
        return self.answer

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        return self

    def __exit__(self, *_error):
        self.is_slow = False
        self.controller.stop()

    @property
    def mailers(self):
        options = {"host": "127.0.0.1", "port": self.port, "timeout": 10}
        return {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": options,
            }
        }
