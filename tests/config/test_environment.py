"""manage.py's first steps: a Python that is new enough, .venv from the lock, in again."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.kit import installing

ROOT = Path(settings.BASE_DIR)
FIRST_STEPS = ["manage.py", "config/kit/environment.py", "config/kit/installing.py"]
# Not this environment's Python, which has all it needs and so goes no further.
BARE_PYTHON = getattr(sys, "_base_executable", sys.executable)
NOT_TO_BE_HAD = f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n"
ENTER = "from config.kit import environment; environment.enter(['probe.py', *{}])"


@pytest.mark.parametrize("name", FIRST_STEPS)
def test_first_steps_are_read_by_python_3_8(name):
    ast.parse((ROOT / name).read_text(), feature_version=(3, 8))


@pytest.mark.parametrize("name", FIRST_STEPS[1:])
def test_first_steps_need_nothing_installed(name):
    tree = ast.parse((ROOT / name).read_text())

    names = {
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    tops = {name.split(".")[0] for name in names}
    assert tops <= set(sys.stdlib_module_names) | {"config"}


@pytest.fixture
def project(tmp_path):
    """A project that needs no package: what manage.py does before Django comes."""
    folder = tmp_path / "a project"
    (folder / "config" / "kit").mkdir(parents=True)
    for name in [".python-version", *FIRST_STEPS]:
        shutil.copy(ROOT / name, folder / name)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (folder / name).write_text("# nothing\n")
    (folder / "probe.py").write_text("import sys; print('inside', sys.prefix, sys.argv[1:])")
    return folder


def enter(project, *arguments, python=BARE_PYTHON):
    # Without uv, and without the packages of the environment that runs this test.
    clean = {"HOME": str(project), "PATH": os.path.dirname(python) + ":/usr/bin:/bin"}
    clean |= {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
    return subprocess.run(
        [python, "-c", ENTER.format(list(arguments))],
        cwd=project,
        env=clean,
        capture_output=True,
        text=True,
    )


@pytest.mark.full
def test_environment_is_made_from_the_lock_and_kept_up_with_it(project):
    # An interrupted start left half of one behind.
    (project / ".venv").mkdir()
    (project / ".venv" / "unfinished").touch()
    (project / ".venv" / "half").touch()
    inside = f"inside {project}/.venv ['up']\n"

    first, second = enter(project, "up"), enter(project, "up")
    for_tests, downgraded = enter(project, "test"), enter(project, "up")
    (project / "requirements-dev.lock").write_text(NOT_TO_BE_HAD)
    changed = enter(project, "up")

    assert first.stdout == f"Setting up .venv from requirements.lock; this happens once …\n{inside}"
    assert not (project / ".venv" / "half").exists()
    assert second.stdout == inside
    assert "requirements-dev.lock" in for_tests.stdout
    assert downgraded.stdout == inside, "what tests need contains what running needs"
    assert changed.stdout.startswith("Setting up .venv from requirements-dev.lock")
    assert changed.returncode == 1
    assert changed.stderr.startswith(
        "Askwell cannot start yet. The packages it needs could not be downloaded. Check the network"
    )
    assert "No matching distribution" in changed.stderr


def _program(folder, name, *lines):
    path = folder / name
    path.write_text("\n".join(["#!/bin/sh", *lines]))
    path.chmod(0o755)
    return path


def test_python_is_looked_for_behind_shims_that_fail(tmp_path, monkeypatch):
    shims, real = tmp_path / "shims", tmp_path / "real"
    shims.mkdir(), real.mkdir()
    _program(shims, "python3.14", "exit 127")
    _program(shims, "python3.13", "echo no such version >&2; exit 127")
    _program(real, "python3.12", f'exec "{BARE_PYTHON}" "$@"')
    old = _program(tmp_path, "python3", "echo 3 8 /old/python3")
    monkeypatch.setattr(sys, "executable", str(old))
    monkeypatch.setenv("PATH", f"{shims}:{real}")

    found = installing.find_python()

    assert Path(found).exists()
    assert installing.runs(Path(found))


def test_python_too_old_is_named_with_the_remedy(tmp_path, monkeypatch):
    old = _program(tmp_path, "python3", "echo 3 8 /old/python3")
    monkeypatch.setattr(sys, "executable", str(old))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(installing.NotReady, match=r"needs Python 3.12 or newer.*\n.*apt install"):
        installing.find_python()


def test_venv_missing_is_named_with_the_remedy(tmp_path, monkeypatch):
    python = _program(
        tmp_path,
        "python3.12",
        '[ "$2" = venv ] && echo "ensurepip is not available" && exit 1',
        "echo 3 12 /usr/bin/python3.12",
    )
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(installing.NotReady, match=r"apt install python3\.12-venv"):
        installing.install(str(python), tmp_path / "new", tmp_path / "lock")


def test_uv_that_only_pretends_is_passed_over(tmp_path, monkeypatch):
    _program(tmp_path, "uv", "exit 127")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert installing._find_uv() is None
