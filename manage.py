#!/usr/bin/env python3
"""Run Askwell's commands, after making sure of the environment they need."""

import os
import sys

from config.kit import environment


def main() -> None:
    """Run one command; the embedded database runs at least as long as the command does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.kit.commands import run

    run(sys.argv)


if __name__ == "__main__":
    environment.enter(sys.argv)
    main()
