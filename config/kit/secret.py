"""The secret key of an installation that nobody configured."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def kept_secret(data_dir: Path) -> str:
    """Return the secret kept with the data (`secret`, mode 0600), making it the first time.

    Raises ImproperlyConfigured when the folder cannot be written to.
    """
    path = data_dir / "secret"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        return path.read_text().strip()
    except OSError as problem:
        raise ImproperlyConfigured(
            f"ASKWELL_DATA_DIR is {str(data_dir)!r}, but {problem.filename} cannot be used: "
            f"{problem.strerror}. Allowed: a folder that you may write to."
        ) from problem


def _make(path: Path) -> None:
    """Write a secret whole, so that nobody who starts at the same moment reads half of one."""
    fresh = path.with_name(f"secret-{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
