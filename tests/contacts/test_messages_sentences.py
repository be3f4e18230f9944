"""Single sentences in many trades and turns of phrase, and how the work grows with the text."""

import tomllib
from pathlib import Path

import pytest

from contacts.rules.messages import About, faults_in
from contacts.rules.packs import pack
from tests.cases import few
from tests.steps import steps_of

DATA = Path(__file__).parent.parent / "data" / "messages"
ABOUT = About(
    purpose="accept",
    channel="email",
    names=("Ana",),
    organisation=("Carrow",),
    other_organisations=("Kestrel Bank", "青禾教育"),
    notes="Walk the line first.",
)
HOSTILE = [
    "a",
    "a ",
    "!",
    "(",
    "[",
    '"',
    "_",
    " ",
    "\n",
    ". ",
    ", ",
    "我",
    "您说我想",
    "if you could ",
    "i ",
]


def sentences():
    for language in ("en", "zh"):
        told = tomllib.loads((DATA / f"sentences-{language}.toml").read_text())
        yield from ((language, key, text) for key, texts in told.items() for text in texts)


def found_in(text, language):
    return {fault.key for fault in faults_in(text, subject="", pack=pack(language), about=ABOUT)}


def test_sentences_are_judged_as_sorted():
    wrong = [
        (key, text)
        for language, key, text in sentences()
        if (
            found_in(text, language) != set()
            if key == "fine"
            else key not in found_in(text, language)
        )
    ]

    assert wrong == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("piece", few([*HOSTILE, "One more word. "]))
def test_a_text_twice_as_long_takes_about_twice_the_steps(piece, language):
    once, twice = (piece * 500)[:1000], (piece * 1000)[:2000]
    found_in(once, language)

    steps = steps_of(lambda: found_in(once, language))

    assert steps_of(lambda: found_in(twice, language)) < 2.2 * steps
