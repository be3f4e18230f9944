"""Keeps a few child processes running under one parent, and stops all of them together."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import psutil

# Every process of one `up` carries this variable with the data folder as its value.
MARK = "ASKWELL_UP"
# What crashes more often, without so many seconds of peace in between, is given up.
MOST_CRASHES = 5
STEADY = 60
# Seconds to stop in when asked; a child cuts its own work short after 10.
GRACE = 12


class GivenUp(Exception):
    """Something keeps crashing; the text says what."""


class Crashes:
    """Counts the crashes of one thing."""

    def __init__(self, name: str) -> None:
        """Name it as people would."""
        self.name, self.count, self.last_at = name, 0, 0.0

    def add(self, how: str) -> int:
        """Return which crash in a row this is; raise GivenUp when there were too many."""
        now = time.monotonic()
        self.count = self.count + 1 if now - self.last_at < STEADY else 1
        self.last_at = now
        if self.count > MOST_CRASHES:
            raise GivenUp(f"The {self.name} {how}, {self.count} times in a row; giving up.")
        return self.count


class Child:
    """One process that is started again when it crashes."""

    def __init__(
        self, name: str, arguments: Sequence[str], environ: Mapping[str, str], folder: Path
    ) -> None:
        """Name it as people would, and say what to run: a module, its arguments, and where.

        Modules are looked for in `folder` first, so never in whatever folder we were called from.
        """
        self.name, self.environ, self.folder = name, dict(environ), folder
        self.arguments = [sys.executable, "-m", "config.kit.child", *arguments]
        self.process: subprocess.Popen[bytes] | None = None
        self.crashes, self.due_at = Crashes(name), 0.0

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches only the parent."""
        self.process = subprocess.Popen(
            self.arguments,
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def look_after(self) -> str:
        """Start it again when it is gone; return what to tell, or nothing. Raises GivenUp."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due_at:
                self.start()
            return ""
        code = self.process.poll()
        if code is None:
            return ""
        # Its own children may have outlived it, and hold the port.
        self.signal(signal.SIGKILL)
        how = f"was killed (signal {-code})" if code < 0 else f"ended with code {code}"
        pause = 2 ** (self.crashes.add(how) - 1) - 1
        self.process, self.due_at = None, now + pause
        return f"The {self.name} {how}; starting it again{f' in {pause} s' if pause else ''}."

    def signal(self, number: signal.Signals) -> None:
        """Send a signal: to the process when it may stop by itself, SIGKILL to its whole group."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)

    def wait(self, seconds: float) -> None:
        """Wait for it to end, then kill what is left of its group."""
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(seconds, 0))
            self.signal(signal.SIGKILL)
            self.process.wait()


class AlreadyHeld(Exception):
    """Another process holds the lock; the text says who."""


@contextmanager
def held(path: Path, *, who: str = "") -> Iterator[None]:
    """Hold a lock file; the system lets go of it however this process ends. Raises AlreadyHeld."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyHeld(lock.read()) from None
        lock.truncate(0)
        lock.write(who)
        lock.flush()
        yield


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, or the terminal closed."""


# Set when we were asked to stop: where Python happens to run a destructor or a callback from C, the
# exception that the signal raises is printed and lost.
_asked = threading.Event()


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped inside the block when asked to stop; afterwards, let the clean-up finish."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    _asked.clear()

    def stop(number: int, frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        _asked.set()
        raise Stopped

    for each in signals:
        # nohup and background jobs of a shell ignore some of them on purpose.
        if signal.getsignal(each) != signal.SIG_IGN:
            signal.signal(each, stop)
    yield


def keep_running(
    children: Sequence[Child], *, tell: Callable[[str], None], each_round: Callable[[], None]
) -> None:
    """Look after the children until an exception (Stopped, GivenUp) comes, then stop them all."""
    try:
        while not _asked.is_set():
            for child in children:
                if message := child.look_after():
                    tell(message)
            each_round()
            time.sleep(0.5)
        raise Stopped
    finally:
        stop(children)


def stop(children: Sequence[Child]) -> None:
    """Ask all to stop at once and wait; kill what has not stopped by then."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        child.wait(deadline - time.monotonic())


def end_leftovers(mark: str) -> int:
    """Stop what an earlier parent that was killed left behind; return how many processes."""
    left = [process for process in psutil.process_iter() if _is_marked(process, mark)]
    for process in left:
        with suppress(psutil.Error):
            process.terminate()
    _, stubborn = psutil.wait_procs(left, timeout=2)
    for process in stubborn:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=5)
    return len(left)


def _is_marked(process: psutil.Process, mark: str) -> bool:
    try:
        return process.pid != os.getpid() and process.environ().get(MARK) == mark
    except (psutil.Error, OSError):
        return False
