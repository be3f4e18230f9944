"""Times `up` from a fresh clone to the first answer, with pip and with uv, and again when warm.

Run it with: python -m tests.bench.start
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PORT = "8765"
# Where the system's own programs are; no uv among them.
PLAIN = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def start(folder, path):
    """Return wall-clock and CPU seconds until the address is printed, then stop it again."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environ = {key: value for key, value in os.environ.items() if "ASKWELL" not in key}
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys._base_executable, folder / "manage.py", "up", "--port", PORT],
        env={**environ, "HOME": str(folder.parent), "PATH": path},
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:
        if "Askwell is running" in line:
            break
    wall = time.monotonic() - begun
    process.terminate()
    process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, spent, process.returncode


def main():
    uv = shutil.which("uv")
    ways = {"pip": PLAIN, **({"uv": f"{Path(uv).parent}:{PLAIN}"} if uv else {})}
    for name, path in ways.items():
        with tempfile.TemporaryDirectory(prefix="ask well ") as place:
            folder = Path(place) / "clone"
            subprocess.run(["git", "clone", "-q", ROOT, folder], check=True)
            for what in (f"cold, {name}", "warm"):
                wall, spent, code = start(folder, path)
                print(
                    f"{what:10} {wall:5.1f} s until it serves, {spent:5.1f} s of CPU, exit {code}"
                )
    if not uv:
        print("uv is not on the PATH: timed with pip only")


if __name__ == "__main__":
    main()
