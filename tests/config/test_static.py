"""Hashed names reach into modules and style sheets."""

import re

import pytest
from django.core.management import call_command


@pytest.mark.full
def test_modules_and_style_sheets_import_by_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "config.kit.static.HashedStaticFiles"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    script = next(tmp_path.glob("js/site.????????????.js")).read_text()
    sheet = next(tmp_path.glob("css/site.????????????.css")).read_text()
    imported = re.findall(r'import"\./([^"]+)"', script)
    assert imported and all((tmp_path / "js" / name).is_file() for name in imported)
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imported)
    assert re.search(r"tokens\.[0-9a-f]{12}\.css", sheet)
