"""Short messages that break a check by their shape, and others that only come near it."""

import tomllib
from pathlib import Path

import pytest

from contacts.rules.messages import About, faults_in
from contacts.rules.packs import pack

DATA = Path(__file__).parent.parent / "data" / "messages"
# Half of the heap was never looked at while the rules were changed.
MOST_MISSED, MOST_ALARMS = 0.15, 0.1
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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_most_of_what_was_written_before_the_rules_is_judged_rightly(language):
    heap = list(judged(language, "heap-write"))

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
