"""The real settings, pool and password hashes included, on a database that only benches use."""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES

ROOT_URLCONF = "tests.bench.urls"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
DATABASES["default"]["NAME"] = os.environ.get("BENCH_DATABASE", "askwell_bench")
