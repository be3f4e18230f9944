"""The secret key of an installation that nobody configured."""

import os
import secrets
from pathlib import Path


def kept_secret(data_dir: Path) -> str:
    """Return the secret kept with the data (`secret`, mode 0600), making it the first time."""
    path = data_dir / "secret"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(64)
        file.write(secret)
    return secret
