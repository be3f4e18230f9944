"""Where the embedded Postgres keeps its data and its socket, and whose folders these are."""

import hashlib
import os
import pwd
import re
import tempfile
from pathlib import Path

from config.kit.programs import ROOT_BASE, UNPRIVILEGED, PostgresFailed


def home_of(wanted: Path) -> Path:
    """Return the folder for the data: `wanted`, unless root's server could not go there.

    That server runs as `nobody`, whom a private home shuts out; it then lives in a system folder.
    Data that is there already is never left behind, whatever became of the folders above it.
    """
    if os.geteuid() != 0:
        return wanted
    fallback = ROOT_BASE / _tag(wanted)
    for home in (wanted, fallback):
        if (home / "data" / "PG_VERSION").exists():
            return home
    parents = (parent for parent in wanted.parents if parent.exists())
    return wanted if all(parent.stat().st_mode & 0o001 for parent in parents) else fallback


def socket_dir_of(wanted: Path) -> Path:
    """Return the folder for the socket, whose path holds at most 104 bytes and no comma."""
    place = home_of(wanted) / "sock"
    if len(str(place).encode()) < 80 and not re.search(r"[,'\"]", str(place)):
        return place
    return Path(tempfile.gettempdir()) / f"askwell-{_tag(wanted)}"


def make(home: Path, socket_dir: Path) -> None:
    """Make both folders, open to the server's user only; raise PostgresFailed where one is not ours."""
    try:
        for folder in (home, socket_dir):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        if os.geteuid() == 0:
            _hand_over(home, socket_dir)
    except PermissionError as problem:
        raise PostgresFailed(
            f"{problem.filename} belongs to somebody else. Start Askwell as the user who "
            "started it first, or set ASKWELL_DATA_DIR to a folder of your own."
        ) from problem


def _hand_over(home: Path, socket_dir: Path) -> None:
    home.parent.chmod(home.parent.stat().st_mode | 0o011)
    entry = pwd.getpwnam(UNPRIVILEGED)
    for folder in (home, socket_dir):
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def _tag(wanted: Path) -> str:
    return hashlib.sha256(str(wanted).encode()).hexdigest()[:10]
