"""What is read from the environment, and what is said when it is wrong."""

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.kit import env

ROOT = Path(settings.BASE_DIR)
LONG = "x" * 50


def _variables_read():
    """Return every variable that settings ask `env` for."""
    for node in ast.walk(ast.parse((ROOT / "config" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env."):
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant):
                    yield argument.value


def test_env_example_lists_every_variable_that_is_read():
    text = (ROOT / ".env.example").read_text()

    listed = re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)

    # The last is read by OpenSSL.
    assert sorted(listed) == sorted({*_variables_read(), "ASKWELL_ENV_FILE", "SSL_CERT_FILE"})


def test_env_example_changes_nothing_as_it_is(tmp_path, monkeypatch):
    before = dict(os.environ)

    env.read_file(ROOT / ".env.example")

    assert dict(os.environ) == before


def test_env_file_is_read_and_the_environment_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("ASKWELL_TRY_A", "set")
    monkeypatch.delenv("ASKWELL_TRY_B", raising=False)
    file = tmp_path / ".env"
    file.write_text('# a comment\n\nASKWELL_TRY_A=file\nexport ASKWELL_TRY_B = "a = b # c"\n')

    env.read_file(file)

    assert os.environ["ASKWELL_TRY_A"] == "set"
    assert os.environ.pop("ASKWELL_TRY_B") == "a = b # c"


def test_env_file_names_the_line_that_is_wrong(tmp_path):
    file = tmp_path / ".env"
    file.write_text("A_B=1\nwhat is this\n")

    with pytest.raises(ImproperlyConfigured, match="line 2: it must look like NAME=value"):
        env.read_file(file)
    del os.environ["A_B"]


# What is wrong, and what the message must say beside the variable's name.
WRONG = [
    ({"ASKWELL_DEBUG": "maybe"}, "1/0, true/false, yes/no, on/off"),
    ({"ASKWELL_SIGN_UP": "sometimes"}, "open, invitation, closed"),
    ({"ASKWELL_WEB_THREADS": "many"}, "1 to 16"),
    ({"ASKWELL_SITE_URL": "askwell.example.org"}, "https://askwell.example.org"),
    ({"ASKWELL_SITE_URL": "http://localhost:http"}, "https://askwell.example.org"),
    ({"ASKWELL_SITE_URL": "https://bücher.example"}, "https://askwell.example.org"),
    ({"ASKWELL_SECRET_KEY": "short"}, "32 or more characters"),
    ({"ASKWELL_ALLOWED_HOSTS": "example.net"}, "must hold 'localhost'"),
    ({"DATABASE_URL": "mysql://a/b"}, "postgres://user:password@host:5432/name"),
    ({"ASKWELL_MAIL_URL": "mail.example.org"}, "smtp+tls://"),
    ({"ASKWELL_POSTGRES_BIN": "/nowhere"}, "a folder that holds pg_ctl"),
    ({"ASKWELL_DATA_DIR": "/dev/null/data"}, "a folder that you may write to"),
]


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Return a loader of the settings as this environment alone would have them."""
    for name in [name for name in os.environ if name.startswith(("ASKWELL_", "DATABASE_"))]:
        monkeypatch.delenv(name)

    def load_settings(**environ):
        environ = {"ASKWELL_DATA_DIR": str(tmp_path), "ASKWELL_ENV_FILE": os.devnull, **environ}
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return load_settings


@pytest.mark.parametrize(("wrong", "allowed"), WRONG, ids=lambda value: str(value)[:40])
def test_wrong_value_names_the_variable_and_what_is_allowed(wrong, allowed, load):
    with pytest.raises(ImproperlyConfigured) as refusal:
        load(**wrong)

    assert next(iter(wrong)) in str(refusal.value)
    assert allowed in str(refusal.value)


def test_a_real_host_needs_a_secret(load):
    url = "https://askwell.example.org"

    with pytest.raises(ImproperlyConfigured, match="ASKWELL_SECRET_KEY is not set"):
        load(ASKWELL_SITE_URL=url)
    accepted = load(ASKWELL_SITE_URL=url, ASKWELL_SECRET_KEY=LONG)

    assert accepted["ALLOWED_HOSTS"] == ["askwell.example.org"]
    assert accepted["SESSION_COOKIE_SECURE"] is True


def test_secret_is_made_once_and_only_its_owner_reads_it(load, tmp_path):
    first, second = load(), load()

    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) > 50
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_wrong_setting_ends_in_one_sentence(tmp_path):
    result = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        env={"PATH": os.environ["PATH"], "ASKWELL_DEBUG": "maybe", "ASKWELL_ENV_FILE": os.devnull},
        capture_output=True,
        text=True,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("A setting is wrong. ASKWELL_DEBUG is 'maybe'; allowed: ")
    assert "Traceback" not in result.stderr
