"""How many faults of the labelled messages are found, and how many are seen where none are."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from contacts.rules.messages import About, faults_in
from contacts.rules.packs import checks, checks_for, pack
from tests.cases import few

DATA = Path(__file__).parent.parent / "data" / "messages"
# The thank-yous, and every other message; each in two languages and in two halves.
KINDS = ("", "-asks")
# The aim is 0.95 in each language; these are the floors held today.
LEAST_RECALL = {"en": 0.94, "zh": 0.95}
MOST_FALSE_ALARMS = 0.05


def messages(language, kind, half):
    return tomllib.loads((DATA / f"{language}{kind}-{half}.toml").read_text())["message"]


def abouts():
    files = [tomllib.loads(path.read_text()) for path in sorted(DATA.glob("abouts*.toml"))]
    return {key: tupled(fields) for fields in files for key, fields in fields.items()}


def tupled(fields):
    return {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}


def about_of(message, people):
    kind = {name: message[name] for name in ("purpose", "channel") if name in message}
    return About(**people[message["about"]], **kind)


def found_in(message, language, about):
    """Return the checks that fire; the length of what is no thank-you counts when it is too much."""
    faults = faults_in(
        message["body"], subject=message.get("subject", ""), pack=pack(language), about=about
    )
    is_ask = about.purpose != "thank_you"
    return {
        fault.key
        for fault in faults
        if not (is_ask and (fault.key, fault.severity) == ("length", "hint"))
    }


def count(language, half):
    """Return per check what was broken, found, whole, and falsely alarmed."""
    tally, people = {check.key: Counter() for check in checks()}, abouts()
    for kind in KINDS:
        for message in messages(language, kind, half):
            about = about_of(message, people)
            found, broken = found_in(message, language, about), set(message.get("breaks", ()))
            for check in checks_for(about.purpose, about.channel):
                counts = tally[check.key]
                counts["broken" if check.key in broken else "whole"] += 1
                if check.key in found:
                    counts["found" if check.key in broken else "false"] += 1
            tally["all"] = tally.get("all", Counter())
            tally["all"]["good" if not broken else "bad"] += 1
            tally["all"]["good, alarmed"] += bool(found and not broken)
    return tally


def table(tally):
    """Return the figures as lines to print."""
    for key, counts in tally.items():
        if key != "all":
            yield (
                f"{key:<12} found {counts['found']:>3}/{counts['broken']:<3}"
                f" false alarms {counts['false']:>3}/{counts['whole']}"
            )
    yield f"{'all':<12} {dict(tally['all'])}"


@pytest.mark.parametrize("half", few(["write", "count"]))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_labelled_messages_are_judged_within_the_limits(language, half):
    tally = count(language, half)

    total = sum((counts for key, counts in tally.items() if key != "all"), Counter())
    recall, alarms = total["found"] / total["broken"], total["false"] / total["whole"]
    print(f"\n{language}, {half} half: recall {recall:.1%}, false alarms {alarms:.1%}")
    print(*table(tally), sep="\n")
    assert all(counts["broken"] for key, counts in tally.items() if key != "all")
    assert recall >= LEAST_RECALL[language]
    assert alarms <= MOST_FALSE_ALARMS
