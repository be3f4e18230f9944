"""Which time zone rules count: those of the locked `tzdata`, the same on every machine."""

import os
import zoneinfo


def use_locked() -> None:
    """Read zones from the `tzdata` of the lock, never from the machine's, which may be years old.

    Whoever needs other rules names their folders in PYTHONTZPATH (see Python's zoneinfo).
    """
    if not os.environ.get("PYTHONTZPATH"):
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


def is_known(zone: str) -> bool:
    """Return whether the rules know a zone by this name."""
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return False
    return True
