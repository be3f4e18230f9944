"""How many faults of the labelled messages are found, and how many are seen where none are."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from contacts.rules.messages import About, faults_in
from contacts.rules.packs import checks, pack

DATA = Path(__file__).parent.parent / "data" / "messages"
ABOUTS = {
    key: About(**{name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()})
    for key, fields in tomllib.loads((DATA / "abouts.toml").read_text()).items()
}
LEAST_RECALL, MOST_FALSE_ALARMS = 0.9, 0.05


def messages(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text())["message"]


def found_in(message, language):
    faults = faults_in(
        message["body"],
        subject=message["subject"],
        pack=pack(language),
        about=ABOUTS[message["about"]],
    )
    return {fault.key for fault in faults}


def count(half):
    """Return per check: broken, found, whole, false alarms."""
    tally = {check.key: Counter() for check in checks()}
    for language in ("en", "zh"):
        for message in messages(f"{language}-{half}"):
            found, broken = found_in(message, language), set(message.get("breaks", ()))
            for key, counts in tally.items():
                counts["broken" if key in broken else "whole"] += 1
                if key in found:
                    counts["found" if key in broken else "false"] += 1
    return tally


@pytest.mark.parametrize("language", ["en", "zh"])
def test_messages_that_rules_are_written_by_are_judged_as_labelled(language):
    for message in messages(f"{language}-write"):
        found = found_in(message, language)

        assert found == set(message.get("breaks", ())), (message["id"], found)


def test_messages_that_are_only_counted_stay_within_the_limits():
    tally = count("count")

    total = sum(tally.values(), Counter())
    for key, counts in tally.items():
        print(f"{key:<11} found {counts['found']}/{counts['broken']}", end="  ")
        print(f"false alarms {counts['false']}/{counts['whole']}")
    print(f"overall recall {total['found'] / total['broken']:.0%}", end="  ")
    print(f"false alarms {total['false'] / total['whole']:.1%}")
    assert all(counts["broken"] for counts in tally.values())
    assert total["found"] / total["broken"] >= LEAST_RECALL
    assert total["false"] / total["whole"] <= MOST_FALSE_ALARMS
