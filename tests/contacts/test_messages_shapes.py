"""Short messages that break a check by their shape, and others that only come near it."""

import tomllib
from pathlib import Path

import pytest

from contacts.rules.messages import About, faults_in
from contacts.rules.packs import pack
from contacts.rules.phrases import Language

DATA = Path(__file__).parent.parent / "data" / "messages"
# Some of it was not looked at when the rules were changed, and some was given up.
MOST_MISSED, MOST_ALARMS = 0.2, 0.1
ABOUT = About(purpose="keep_in_touch", names=("Ana",), organisation=("Carrow Motors",))


def judged(language, file="shapes"):
    told = tomllib.loads((DATA / f"{file}-{language}.toml").read_text())
    about = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in told.pop("about").items()
    }
    for key, sides in told.items():
        for side, messages in sides.items():
            for purpose, subject, body in messages:
                to_them = About(purpose=purpose, channel="email", **about)
                faults = faults_in(body, subject=subject, pack=pack(language), about=to_them)
                yield key, side == "broken", key in {fault.key for fault in faults}, body


@pytest.mark.parametrize("language", ["en", "zh"])
def test_messages_are_judged_as_sorted(language):
    wrong = [(key, body) for key, broken, found, body in judged(language) if broken != found]

    assert wrong == []


@pytest.mark.full
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("file", ["heap-write", "heap-later"])
def test_most_of_what_was_written_before_the_rules_is_judged_rightly(language, file):
    heap = list(judged(language, file))

    missed = [(key, body) for key, broken, found, body in heap if broken and not found]
    alarms = [(key, body) for key, broken, found, body in heap if found and not broken]
    broken = sum(broken for _, broken, _, _ in heap)
    assert len(missed) <= MOST_MISSED * broken, missed
    assert len(alarms) <= MOST_ALARMS * (len(heap) - broken), alarms


@pytest.mark.parametrize("name", ["Carrow Motors", "Carrow", "your team"])
def test_asking_to_join_their_organisation_by_name_is_asking_to_join_them(name):
    body = f"The ride was fun. I'd love to join {name} one day."

    found = {
        fault.key: fault for fault in faults_in(body, subject="", pack=pack("en"), about=ABOUT)
    }

    assert found["job"].quote in body


def test_their_organisation_named_is_no_request():
    body = "The ride was fun. I told everybody how Carrow Motors asks its drivers."

    found = {fault.key for fault in faults_in(body, subject="", pack=pack("en"), about=ABOUT)}

    assert "job" not in found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Sorry for the late reply. The office had moved.", True),
        ("Sorry for the late reply. You had asked about the office.", False),
        ("Sorry for the late reply. Monday is good.", False),
    ],
)
def test_what_follows_a_slip_counts_unless_it_turns_to_them(text, is_found):
    found = {fault.key for fault in faults_in(text, subject="", pack=pack("en"), about=ABOUT)}

    assert ("excuse" in found) == is_found


def test_a_family_of_words_may_stand_among_single_words():
    speech = Language({"staff": ["helper", "pair of hands"]}, is_spaced=True)

    need = speech.pattern(["need ~ someone/[staff]"])

    assert need and need.search("we need another pair of hands")
    assert need.search("we need someone")
    assert not need.search("we need rain")


def test_phrases_are_found_from_left_to_right_and_never_twice_at_one_place():
    speech = Language({}, is_spaced=True)

    found = speech.pattern(["one two", "two three", "thr*", "*ee"])

    assert found
    assert [match.group() for match in found.finditer("one two three tree")] == [
        "one two",
        "three",
        "tree",
    ]


@pytest.mark.parametrize("text", ['Joost said "why not?" to me.', "The result? Half the error."])
def test_what_is_quoted_or_answered_at_once_is_no_question(text):
    about = About(purpose="first_ask", channel="email", names=("Ana",))

    found = {fault.key for fault in faults_in(text, subject="", pack=pack("en"), about=about)}

    assert "question" in found
