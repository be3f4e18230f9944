import pytest

from contacts.rules.cadence import (
    DEFAULT,
    OutOfBounds,
    Reason,
    StepKind,
    checked,
    numbers,
    preset_of,
    presets,
)
from tests.contacts.cadence import at, day, english, held, planned, sent


def test_the_presets_are_offered_in_order_and_3_and_7_is_the_default():
    assert list(presets()) == ["3-and-7", "gentle", "campus", "inside-a-company"]
    assert next(iter(presets())) == DEFAULT
    assert preset_of("one that is gone").key == DEFAULT


@pytest.mark.parametrize("key", ["3-and-7", "gentle", "campus", "inside-a-company"])
def test_a_preset_differs_from_the_default_only_where_it_says_so(key):
    differing = {
        "3-and-7": {},
        "gentle": {"second_person": 0, "nudge": 10, "first_message_words": 100},
        "campus": {"quota_messages": 10, "quota_strangers": 5, "quota_talks": 1},
        "inside-a-company": {"talk_minutes": 30, "whom_next": 1},
    }
    default = presets()[DEFAULT].values

    preset = presets()[key]

    assert {k: v for k, v in preset.values.items() if v != default[k]} == differing[key]


def test_the_numbers_are_those_of_the_method():
    preset = presets()[DEFAULT]
    method = {
        "second_person": 3,
        "nudge": 7,
        "nudges": 1,
        "rest": 3,
        "out_of_office": 30,
        "answer": 24,
        "thank_you": 24,
        "nudge_introduction": 7,
        "tell_referrer": 14,
        "keep_in_touch": 1,
        "keep_in_touch_calm": 4,
        "check_ins": 2,
        "first_message_words": 75,
        "linkedin_note": 200,
        "linkedin_note_premium": 300,
        "linkedin_notes": 5,
        "inmail_subject": 200,
        "inmail_body": 1900,
    }

    assert {key: preset[key] for key in method} == method


def test_every_number_lies_within_its_own_bounds_and_says_why():
    for number in numbers().values():
        assert number.holds(number.value)
        assert number.label and number.why.endswith((".", "?"))


def test_an_own_value_counts_and_is_known_as_such():
    preset = preset_of("gentle", {"nudge": 5, "a number of long ago": 3})

    assert (preset["nudge"], preset.is_own("nudge")) == (5, True)
    assert (preset["rest"], preset.is_own("rest")) == (3, False)
    assert presets()["gentle"]["nudge"] == 10


@pytest.mark.parametrize("value", [1, 31, "7", 7.5, True, None])
def test_a_value_out_of_bounds_is_rejected_and_named(value):
    with pytest.raises(OutOfBounds, match=r"nudge: .* is not a whole number from 2 to 30") as error:
        checked({"nudge": value})

    assert (error.value.number.key, error.value.value) == ("nudge", value)


@pytest.mark.parametrize("value", [31, "7", None])
def test_a_stored_value_that_is_out_of_bounds_by_now_gives_way_and_is_told_once(value, caplog):
    first, _ = (preset_of("gentle", {"nudge": value, "rest": 4}) for _ in range(2))

    assert (first["nudge"], first["rest"], first.is_own("nudge")) == (10, 4, False)
    assert [record.message for record in caplog.records] == [
        f"nudge: {value!r} is not from 2 to 30, passed over"
    ]


def test_a_value_for_no_number_is_rejected():
    with pytest.raises(KeyError):
        checked({"nudges_a_day": 3})


def test_each_step_follows_from_a_number_with_its_source():
    made = planned(sent(at(3, 2)), today=day(3, 2))
    talked = planned(held(at(3, 2)), today=day(3, 2))

    sources = {s.kind: numbers()[s.number].source for s in (*made.steps, *talked.steps)}
    assert "Dalton" in sources[StepKind.NUDGE]
    assert "Yale" in sources[StepKind.THANK]
    assert sources[StepKind.KEEP_IN_TOUCH] == ""


def test_a_reason_is_stored_and_read_again():
    for step in planned(held(at(3, 2)), today=day(3, 2)).steps:
        assert Reason.of(step.reason.stored()) == step.reason


def test_a_reason_speaks_in_the_singular_and_shows_days_as_told():
    one = Reason("nudge", 1).text(english)
    told = Reason("confirm", day=day(3, 2)).text(english, lambda d: f"{d:%d.%m.}")

    assert one == "1 business day without a reply: your one nudge."
    assert "02.03." in told
