"""A parent and its children, as real processes."""

import os
import signal
import sys
import time

import pytest
from django.conf import settings

from config.kit import processes
from config.kit.processes import (
    AlreadyHeld,
    Child,
    GivenUp,
    Stopped,
    held,
    keep_running,
    stoppable,
)

ROOT = settings.BASE_DIR
PATIENCE = 60


def _child(tmp_path, source):
    (tmp_path / "part.py").write_text(source)
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    return Child("part", ["part"], {**os.environ, "PYTHONPATH": paths}, ROOT)


@pytest.mark.full
def test_a_child_that_keeps_crashing_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "MOST_CRASHES", 2)
    child, said = _child(tmp_path, "raise SystemExit(3)"), []

    with pytest.raises(GivenUp, match="The part ended with code 3, 3 times in a row"):
        keep_running([child], tell=said.append, each_round=lambda: None)

    assert said == [
        "The part ended with code 3; starting it again.",
        "The part ended with code 3; starting it again in 1 s.",
    ]


def test_a_child_leaves_when_its_parent_lets_go(tmp_path):
    child = _child(tmp_path, "import time; time.sleep(600)")
    child.start()

    child.process.stdin.close()

    assert child.process.wait(PATIENCE) == -15


def test_a_child_that_will_not_stop_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.2)
    ready = tmp_path / "ready"
    deaf = "import signal, time, pathlib; signal.signal(15, signal.SIG_IGN)\n"
    child = _child(tmp_path, deaf + f"pathlib.Path({str(ready)!r}).touch(); time.sleep(600)")
    child.start()
    deadline = time.monotonic() + PATIENCE
    while not ready.exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    processes.stop([child])

    assert child.process.returncode == -9


class Noisy:
    """Runs code where an exception is printed and lost."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_being_asked_to_stop_in_a_destructor_is_not_forgotten():
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(each) for each in asked]
    try:
        with pytest.raises(Stopped), stoppable():
            keep_running([], tell=print, each_round=Noisy)
    finally:
        for each, handler in zip(asked, before, strict=True):
            signal.signal(each, handler)


def test_a_lock_names_who_holds_it(tmp_path):
    path, refused = tmp_path / "lock", pytest.raises(AlreadyHeld, match="me")

    with held(path, who="me"), refused, held(path, who="you"):
        pass
    with held(path, who="you"):
        assert path.read_text() == "you"
