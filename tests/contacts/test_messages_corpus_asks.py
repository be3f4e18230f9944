"""Whether the labelled asks and follow-ups are well formed, and hold enough of every fault."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data" / "messages"
FILES = sorted(path.name for path in DATA.glob("??-asks-*.toml"))
ABOUT_FIELDS = {"names", "organisation", "other_organisations", "notes", "connection"}
NEEDED = {"id", "about", "purpose", "channel", "body"}
FIELDS = NEEDED | {"breaks", "near", "subject"}
CHANNELS = {
    *("email", "linkedin_invitation", "linkedin_message", "inmail", "wechat", "phone"),
    "in_person",
}
FIRST = {"first_ask", "second_person"}
ASKS = FIRST | {"nudge", "referral_ask"}
AFTER = {"report_advice", "report_referrer", "referral_ask", "keep_in_touch", "end_of_search"}
PURPOSES = ASKS | AFTER | {"accept", "confirm", "congratulate", "decline"}
# The purposes that a check is about; elsewhere nobody can break it.
CHECKS = {
    **dict.fromkeys(("connection", "interest", "about_them"), FIRST),
    **dict.fromkeys(("length", "job", "resume", "pressing", "effusive", "limit"), PURPOSES),
    **dict.fromkeys(("exclamation", "excuse", "blank", "name", "place"), PURPOSES),
    "question": ASKS,
    "concrete": AFTER,
}
LEAST_BROKEN = 5


def read(name):
    return tomllib.loads((DATA / name).read_text())


def abouts():
    return {key: about for path in DATA.glob("abouts*.toml") for key, about in read(path).items()}


@pytest.mark.parametrize(
    "path", sorted(DATA.glob("abouts-asks-*.toml")), ids=lambda path: path.name
)
def test_people_written_to_have_a_language_and_every_field(path):
    for key, about in read(path).items():
        assert key.startswith(("en_", "zh_"))
        assert set(about) == ABOUT_FIELDS, key


@pytest.mark.parametrize("name", FILES)
def test_asks_are_labelled_with_known_words(name):
    people = abouts()
    for message in read(name)["message"]:
        breaks, near = set(message.get("breaks", ())), set(message.get("near", ()))

        assert NEEDED <= set(message) <= FIELDS, message["id"]
        assert message["about"] in people, message["id"]
        assert message["channel"] in CHANNELS, message["id"]
        assert message["purpose"] in PURPOSES, message["id"]
        assert breaks | near <= set(CHECKS), message["id"]
        assert not breaks & near, message["id"]
        assert all(message["purpose"] in CHECKS[key] for key in breaks), message["id"]


@pytest.mark.parametrize("name", FILES)
def test_half_of_the_asks_are_good_and_a_third_of_these_near_a_rule(name):
    messages = read(name)["message"]

    good = [message for message in messages if not message.get("breaks")]
    near = [message for message in good if message.get("near")]

    assert len(good) * 2 >= len(messages)
    assert len(near) * 3 >= len(good)


@pytest.mark.parametrize("name", FILES)
def test_every_check_is_broken_often_enough(name):
    broken = Counter(key for message in read(name)["message"] for key in message.get("breaks", ()))

    assert {key: broken[key] for key in CHECKS if broken[key] < LEAST_BROKEN} == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_asks_share_an_id_or_a_text(language):
    names = [name for name in FILES if name.startswith(language)]
    messages = [message for name in names for message in read(name)["message"]]

    for field in ("id", "body"):
        seen = Counter(message[field] for message in messages)
        assert [value for value, times in seen.items() if times > 1] == []
