"""Single sentences in many trades and turns of phrase, and how long reading takes."""

import time
import tomllib
from pathlib import Path

import pytest

from contacts.rules.messages import About, faults_in
from contacts.rules.packs import pack
from tests.cases import few

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
@pytest.mark.parametrize("piece", few(HOSTILE))
def test_no_text_takes_long_to_read(piece, language):
    text = (piece * 20_000)[:20_000]
    started = time.process_time()

    found_in(text, language)

    assert time.process_time() - started < 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_three_hundred_words_are_read_while_they_are_typed(language):
    message = tomllib.loads((DATA / f"{language}-asks-write.toml").read_text())["message"]
    text = " ".join(one["body"] for one in message)
    text = " ".join(text.split()[:300]) if language == "en" else text[:500]
    about = About(purpose="first_ask", channel="email", names=("Ana",), notes="The line.")
    rules = pack(language)
    faults_in(text, subject="", pack=rules, about=about)
    started = time.process_time()

    for _ in range(5):
        faults_in(text, subject="", pack=rules, about=about)

    # About 8 ms on the machine it was written on; a busy one may take longer.
    assert (time.process_time() - started) / 5 < 0.04
