"""The embedded server: adopted, refused, shared, stopped by the last who uses it."""

import shutil
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from config.kit.database import EmbeddedPostgres
from config.kit.programs import PostgresFailed

pytestmark = pytest.mark.skipif(not settings.IS_EMBEDDED, reason="DATABASE_URL is set")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = EmbeddedPostgres(tmp_path_factory.mktemp("it's, a place") / "pg", fast=True)
    yield server
    server.stop()
    shutil.rmtree(server.home, ignore_errors=True)


def _connect(server):
    return psycopg.connect(host=str(server.socket_dir), user="postgres", dbname="askwell")


START = """
import sys
from pathlib import Path
from config.kit.database import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1]), fast=True).prepare("askwell")
"""


@pytest.mark.full
def test_four_starts_at_once_make_one_server_that_finds_chinese_names(server):
    command = [sys.executable, "-c", START, str(server.home)]

    starts = [subprocess.Popen(command, cwd=settings.BASE_DIR) for _ in range(4)]

    assert [start.wait(120) for start in starts] == [0, 0, 0, 0]
    with _connect(server) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT show_trgm('王小明')").fetchone()[0]


@pytest.mark.full
def test_server_found_running_is_left_running(server):
    server.start()

    with server.running("askwell"):
        pass

    assert server.is_up()


def test_server_is_stopped_by_the_last_who_uses_it(server):
    server.stop()

    with server.running("askwell"):
        with EmbeddedPostgres.running(server, "askwell", adopt=True):
            pass
        assert server.is_up(), "somebody else still uses it"

    assert not server.is_up()


def test_data_of_another_version_is_refused_with_the_way_out(server, tmp_path):
    other = EmbeddedPostgres(tmp_path / "pg")
    other.home.mkdir(parents=True)
    other.data.mkdir()
    (other.data / "PG_VERSION").write_text("15\n")

    with pytest.raises(PostgresFailed) as refusal:
        other.start()

    assert "was written by Postgres 15" in str(refusal.value)
    assert "manage.py backup" in str(refusal.value)
    assert "manage.py restore" in str(refusal.value)
    shutil.rmtree(other.home)
