"""A mail server in a process of its own that writes down every letter it takes, and misbehaves on order.

Run by the benches of letters: `python -m tests.bench.letters_server PORT JOURNAL [FOLDER]`; orders come
line by line on its standard input (see ORDERS), each is answered with "done". A line of the journal is
written before the answer, straight to the file, so that it counts what really came in whatever becomes
of either side: moment, connection, answer, Message-ID, recipient, bytes. With a folder, each letter is
kept there as it came. A thread a connection and next to no parsing: it must outrun what it measures.
"""

import itertools
import os
import re
import socket
import sys
import threading
import time
from pathlib import Path

ORDERS = """
take                  take every letter
keep                  the same, and have it safe on the disk before saying so, as mail servers must
greet CODE WORDS      answer so instead of a greeting, and hang up, on who is connected too
mail CODE WORDS       answer so to every sender
greylist SECONDS      ask each recipient's first try to come back after so long
hang greeting|data    say nothing more at that point; greeting: hang up on who is connected
cut N                 take the next N letters and hang up without an answer (-1: all)
slow SECONDS          take so long over each letter
"""
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>]*>)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(rb"<([^>]*)>")


class Gone(Exception):
    """The connection is over."""


class Behaviour:
    """What is ordered now; all connections look at it before each answer."""

    def __init__(self):
        self.lock = threading.Lock()
        self.set("take")

    def set(self, order):
        what, *words = order.split(" ", 2)
        with self.lock:
            self.greeting = self.sender = b""
            self.greylist, self.first_tries = 0.0, {}
            self.hang, self.cuts, self.pause, self.keeps = "", 0, 0.0, False
            match what:
                case "take":
                    pass
                case "keep":
                    self.keeps = True
                case "greet":
                    self.greeting = " ".join(words).encode()
                case "mail":
                    self.sender = " ".join(words).encode()
                case "greylist":
                    self.greylist = float(words[0])
                case "hang":
                    self.hang = words[0]
                case "cut":
                    self.cuts = int(words[0])
                case "slow":
                    self.pause = float(words[0])
                case _:
                    raise ValueError(order)

    def must_wait(self, recipient):
        """Return whether a recipient is asked to come back later."""
        if not self.greylist:
            return False
        with self.lock:
            first = self.first_tries.setdefault(recipient, time.monotonic())
        return time.monotonic() < first + self.greylist

    def cuts_now(self):
        """Return whether this letter gets no answer; counts it."""
        if not self.cuts:
            return False
        with self.lock:
            self.cuts -= self.cuts > 0
            return True


class Journal:
    """What happened, a line each, written at once."""

    def __init__(self, path, folder=None):
        self.path, self.folder, self.count = path, folder, 0
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, connection, answer, name=b"-", recipient=b"-", letter=b""):
        line = f"{time.time():.6f}\t{connection}\t{answer}\t{name.decode()}\t{recipient.decode()}"
        os.write(self.file, f"{line}\t{len(letter)}\n".encode())
        if self.folder and letter:
            self.count += 1
            (self.folder / f"{self.count:06}.eml").write_bytes(letter)

    def keep(self, connection, letter):
        """Write a letter to a file of its own and wait for the disk; then it may go on its way."""
        name = f"{self.path}.{connection}"
        spool = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(spool, letter)
        os.fsync(spool)
        os.close(spool)
        os.unlink(name)


class Conversation:
    """One connection, from the greeting to the end."""

    def __init__(self, link, number, behaviour, journal):
        self.link, self.lines = link, link.makefile("rb", 65536)
        self.number, self.behaviour, self.journal = number, behaviour, journal
        self.recipient = b""

    def run(self):
        self.journal.write(self.number, "connected")
        try:
            self._greet()
            while line := self.lines.readline(2048):
                self._answer(line)
        except (Gone, OSError):
            pass
        finally:
            self.journal.write(self.number, "ended")
            self.lines.close()
            self.link.close()

    def _say(self, answer):
        self.link.sendall(answer + b"\r\n")

    def _greet(self):
        if self.behaviour.hang == "greeting":
            self._say_nothing("greeting")
        if self.behaviour.greeting:
            self._say(self.behaviour.greeting)
            raise Gone
        self._say(b"220 bench.example.org ready")

    def _answer(self, line):
        if self.behaviour.greeting or self.behaviour.hang == "greeting":
            raise Gone
        match line[:4].upper():
            case b"EHLO" | b"HELO":
                self._say(
                    b"250-bench.example.org\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000"
                )
            case b"MAIL":
                self.recipient = b""
                self._say(self.behaviour.sender or b"250 2.1.0 fine")
                if self.behaviour.sender.startswith(b"421"):
                    raise Gone
            case b"RCPT" if self.behaviour.sender:
                self._say(b"503 5.5.1 from whom?")
            case b"RCPT":
                recipient = _ADDRESS.search(line)[1]
                if self.behaviour.must_wait(recipient):
                    self.journal.write(self.number, "later", recipient=recipient)
                    self._say(b"451 4.7.1 greylisted, come back later")
                else:
                    self.recipient = recipient
                    self._say(b"250 2.1.5 fine")
            case b"DATA" if not self.recipient:
                self._say(b"554 5.5.1 nobody to take it to")
            case b"DATA":
                self._say(b"354 go on")
                self._take(self._letter())
            case b"QUIT":
                self._say(b"221 2.0.0 bye")
                raise Gone
            case _:
                self._say(b"250 2.0.0 fine")

    def _letter(self):
        """Return what comes up to the line of one dot; raises Gone when it is cut before."""
        taken = []
        while (line := self.lines.readline()) != b".\r\n":
            if not line:
                raise Gone
            taken.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(taken)

    def _take(self, letter):
        if self.behaviour.pause:
            time.sleep(self.behaviour.pause)
        if self.behaviour.keeps:
            self.journal.keep(self.number, letter)
        is_hanging = self.behaviour.hang == "data"
        is_answered = not is_hanging and not self.behaviour.cuts_now()
        answer = "taken" if is_answered else "unanswered"
        name = _MESSAGE_ID.search(letter)[1]
        self.journal.write(self.number, answer, name, self.recipient, letter)
        if is_hanging:
            self._say_nothing("data")
        if not is_answered:
            raise Gone
        self._say(b"250 2.0.0 taken")

    def _say_nothing(self, point):
        """Wait while the order stands, then hang up."""
        while self.behaviour.hang == point:
            time.sleep(0.05)
        raise Gone


def serve(listener, journal, behaviour):
    for number in itertools.count(1):
        link, _where = listener.accept()
        # Answers to commands that came at once are not held back for one another.
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A name that no connection to another process at this port ever had.
        talk = Conversation(link, f"{os.getpid()}-{number}", behaviour, journal)
        threading.Thread(target=talk.run, daemon=True).start()


def main(port, journal, folder=None):
    if folder:
        Path(folder).mkdir(exist_ok=True)
    behaviour = Behaviour()
    listener = socket.create_server(("127.0.0.1", int(port)), backlog=100)
    words = listener, Journal(journal, Path(folder) if folder else None), behaviour
    threading.Thread(target=serve, args=words, daemon=True).start()
    print("ready", flush=True)
    for line in sys.stdin:
        behaviour.set(line.strip())
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
