import tomllib
from pathlib import Path
from string import Formatter

import pytest
from django.urls import reverse

from contacts.rules.cadence import numbers, presets
from interviews.rules import method as method_module
from interviews.rules.method import method


def test_anybody_can_read_about_the_method(db, client):
    answer = client.get(reverse("about"))

    assert answer.status_code == 200
    assert "The 2-Hour Job Search" in answer.content.decode()
    assert "20–40 %" in answer.content.decode()
    assert '<p class="method-value numbers"></p>' not in answer.content.decode()


@pytest.mark.parametrize("section", method().sections, ids=lambda section: section.title)
def test_every_fact_names_its_source(section):
    assert section.facts
    assert all(fact.sources and fact.text.endswith(".") for fact in section.facts)


def test_every_source_is_used():
    used = {
        source for section in method().sections for fact in section.facts for source in fact.sources
    }

    assert used == set(method().sources)


FILE = Path(method_module.__file__).with_suffix(".toml")
SECTIONS = tomllib.loads(FILE.read_text(encoding="utf-8"))["sections"]
WRITTEN = [fact for section in SECTIONS for fact in section["facts"]]


def told(fact):
    """Return the keys of the numbers that a fact gives."""
    names = [name for _, name, _, _ in Formatter().parse(f"{fact.get('value', '')}{fact['is']}")]
    return {name.partition("[")[2].rstrip("]") or name for name in names if name}


def test_numbers_are_those_that_count():
    facts = [fact for section in method().sections for fact in section.facts]
    shown = " ".join(f"{fact.value} {fact.text}" for fact in facts)

    gentle = presets()["gentle"]["first_message_words"]
    assert f"{numbers()['nudge'].value} days of work without a reply: one follow-up" in shown
    assert f"({gentle} if you take the gentle way)" in shown


@pytest.mark.parametrize("number", [one for one in numbers().values() if one.source])
def test_who_gave_a_number_stands_beside_it(number):
    names = {source.key: source.name for source in method().sources}
    facts = [fact for fact in WRITTEN if number.key in told(fact)]

    assert facts or number.unit in ("choice", "times")
    for fact in facts:
        assert any(names[key] in number.source for key in fact["from"])
