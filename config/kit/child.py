"""Runs a module as a child that ends when its parent does, however the parent ended.

The child's standard input is a pipe whose other end only the parent holds:
`python -m config.kit.child granian …`.
"""

import os
import runpy
import signal
import sys
import threading
import time

# A child that still runs so many seconds after it was asked to stop is killed.
GRACE = 10


def _leave_with_parent() -> None:
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
