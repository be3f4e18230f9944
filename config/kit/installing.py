"""Finds a Python that is new enough, and fills an environment by uv or by venv and pip.

Standard library only, and readable by Python 3.8: it runs before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OLDEST = (3, 12)
_NAMES = ("python3.14", "python3.13", "python3.12", "python3")
# Inside an environment, the Python that it was made with.
_WHO = (
    "import sys; print(sys.version_info[0], sys.version_info[1],"
    " getattr(sys, '_base_executable', '') or sys.executable)"
)


class NotReady(Exception):
    """The environment cannot be made; the text says why and what helps."""


def find_python() -> str:
    """Return a Python that is new enough, trying each one: a version manager's may only pretend."""
    folders = [os.path.dirname(sys.executable), *os.environ.get("PATH", "").split(os.pathsep)]
    places = (os.path.join(folder, name) for name in _NAMES for folder in folders if folder)
    for place in [sys.executable, *places]:
        version, executable = _ask(place)
        if version >= OLDEST:
            return executable
    raise NotReady(
        "It needs Python 3.12 or newer; this is {}.{} and no newer one was found on the PATH.\n"
        "Install one (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install "
        "python; elsewhere: python.org) and run the same command again.".format(*sys.version_info)
    )


def runs(python: Path) -> bool:
    """Return whether a Python starts and is new enough."""
    return _ask(str(python))[0] >= OLDEST


def install(python: str, venv: Path, lock: Path) -> None:
    """Fill `venv`, made with `python` unless it is there, with what the lock names.

    Raises NotReady with the remedy when neither uv nor venv and pip can do it.
    """
    uv = _find_uv()
    if not (uv and _install_with_uv(uv, python, venv, lock)):
        _install_with_pip(python, venv, lock)


def _ask(python: str) -> tuple[tuple[int, ...], str]:
    """Return a Python's version and its real path; version () when it does not run."""
    # The folder decides which version a version manager picks (.python-version), unless the
    # shim that started us has already settled on another.
    if not os.access(python, os.X_OK):
        return (), ""
    environ = {key: value for key, value in os.environ.items() if key != "PYENV_VERSION"}
    try:
        answer = _output([python, "-c", _WHO], env=environ).split(maxsplit=2)
        return (int(answer[0]), int(answer[1])), answer[2].strip()
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return (), ""


def _output(command: list[str], env: dict[str, str] | None = None) -> str:
    return subprocess.run(
        command,
        cwd=str(ROOT),
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=30,
        check=True,
        text=True,
    ).stdout


def _find_uv() -> str | None:
    """Return uv if it really runs: a version manager's shim may fail."""
    uv = shutil.which("uv")
    try:
        return uv if uv and _output([uv, "--version"]) else None
    except (OSError, subprocess.SubprocessError):
        return None


def _install_with_uv(uv: str, python: str, venv: Path, lock: Path) -> bool:
    """Return whether uv could do it; pip is tried otherwise."""
    inside = venv / "bin" / "python"
    make = [uv, "venv", "-q", "--allow-existing", "-p", python, str(venv)]
    if not inside.exists() and _run(make):
        return False
    install = [uv, "pip", "install", "-q", "--python", str(inside), "--require-hashes"]
    return not _run([*install, "-r", str(lock)])


def _install_with_pip(python: str, venv: Path, lock: Path) -> None:
    inside = venv / "bin" / "python"
    said = "" if inside.exists() else _run([python, "-m", "venv", str(venv)])
    if said:
        raise NotReady(_why_venv_failed(said, "{}.{}".format(*_ask(python)[0])))
    pip = [str(inside), "-m", "pip"]
    if _run([*pip, "--version"]):
        _run([str(inside), "-m", "ensurepip"])
    quietly = ["-q", "--disable-pip-version-check", "--no-input"]
    said = _run([*pip, "install", *quietly, "--require-hashes", "-r", str(lock)])
    if said:
        raise NotReady(_why_pip_failed(said))


def _why_venv_failed(said: str, version: str) -> str:
    if re.search(r"ensurepip|No module named '?venv", said):
        return (
            f"Python {version} cannot make environments because its venv module is missing.\n"
            f"Debian, Ubuntu: apt install python{version}-venv. Or install uv, which needs neither."
        )
    return f"Python {version} could not make an environment:\n{said[-2000:]}"


def _why_pip_failed(said: str) -> str:
    if "DO NOT MATCH THE HASHES" in said:
        reason = "A downloaded package is not the one the lock names, so it was not installed."
    elif re.search(r"connection|resolution|timed out|Could not fetch|No matching dist|SSL", said):
        reason = (
            "The packages it needs could not be downloaded. Check the network, or the proxy and "
            "index that pip is set to use, then run the same command again."
        )
    elif "No space left" in said:
        reason = "The disk is full; about 400 MB are needed."
    else:
        reason = "Installing the packages failed."
    return "\n".join([reason, "The installer's own words:", *said.splitlines()[-12:]])


def _run(command: list[str]) -> str:
    """Return what a failing command said, or nothing when it went well."""
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    environ["PIP_USER"] = "0"
    result = subprocess.run(
        command,
        cwd=str(ROOT),
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return (result.stdout.strip() or "no words") if result.returncode else ""
