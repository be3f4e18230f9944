"""Letters and sheets are whole in Chinese, and what is compiled is what is written."""

import re

import polib
import pytest
from django.utils import translation
from django.utils.translation import ngettext, pgettext

from tests.translations import SOURCES, po_path, wanted

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def _entries(app):
    catalogue = polib.pofile(str(po_path(app)))
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}


@pytest.mark.parametrize("app", SOURCES)
def test_every_text_of_letters_and_sheets_is_translated(app):
    entries = _entries(app)

    missing = [
        f"{place}: {one}"
        for (context, one, _many), place in wanted(app).items()
        if (context, one) not in entries or not entries[context, one].translated()
    ]

    assert missing == [], "run `python -m tests.translations` and fill them in"


@pytest.mark.parametrize("app", SOURCES)
def test_translations_fill_the_same_places(app):
    for entry in _entries(app).values():
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(entry.msgid))
                assert "fuzzy" not in entry.flags


@pytest.mark.parametrize("app", SOURCES)
def test_the_compiled_catalogue_is_up_to_date(app):
    compiled = po_path(app).with_suffix(".mo").read_bytes()

    assert compiled == polib.pofile(str(po_path(app))).to_binary(), (
        "run `python -m tests.translations`"
    )


def test_chinese_is_found_by_django():
    with translation.override("zh-hans"):
        assert ngettext("%(count)d talk", "%(count)d talks", 2) % {"count": 2} == "2 场访谈"
        assert pgettext("between two parts of a list", ", ") == "，"
