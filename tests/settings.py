"""The real settings on the tests' own server, with fast password hashes, letters in memory."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["ASKWELL_DATA_DIR"] = str(ROOT / ".data" / "test")
os.environ["ASKWELL_ENV_FILE"] = os.devnull
for name in [name for name in os.environ if name.startswith("ASKWELL_")]:
    # A developer's own settings never reach the tests.
    if name not in ("ASKWELL_DATA_DIR", "ASKWELL_ENV_FILE"):
        del os.environ[name]
# Some tests start processes, and each would compile all of Django again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

from config.kit.database import EmbeddedPostgres  # noqa: E402
from config.settings import *  # noqa: E402, F403
from config.settings import DATA_DIR, DATABASES, IS_EMBEDDED, STORAGES  # noqa: E402

POSTGRES = EmbeddedPostgres(DATA_DIR / "postgres", fast=True)
if IS_EMBEDDED:
    DATABASES["default"].update(POSTGRES.address())
# A pool outlives the connections that a test's end closes.
DATABASES["default"]["OPTIONS"].pop("pool")
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
# Otherwise every test client looks through all static files before its first request.
WHITENOISE_AUTOREFRESH = True
# WhiteNoise warns of a missing folder; tests serve static files by the finders.
(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
