import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.notes import Outcome, clean, is_typed_on, joined, outcome

STORED = {"stored": "They ship weekly.", "version": 4}


@pytest.mark.parametrize(
    ("text", "seen", "then"),
    [
        ("They ship weekly. Often.", 4, Outcome.WRITE),
        ("", 4, Outcome.WRITE),
        ("They ship weekly.", 4, Outcome.SAME),
        ("They ship weekly.", 3, Outcome.SAME),
        ("They ship daily.", 3, Outcome.CONFLICT),
        ("", 3, Outcome.CONFLICT),
        ("They ship daily.", 5, Outcome.CONFLICT),
    ],
)
def test_a_text_is_written_only_by_who_saw_the_stored_one(text, seen, then):
    assert outcome(**STORED, text=text, seen_version=seen) is then


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\x00b", "ab"),
        ("\ud83d\ude00", "😀"),
        ("\ud83d", "�"),
        ("王小明", "王小明"),
    ],
)
def test_what_the_database_refuses_is_cleaned(typed, stored):
    assert clean(typed) == stored


@given(st.text(), st.text())
def test_joined_texts_hold_both(first, second):
    both = joined(first, second)

    assert first.rstrip() in both
    assert second in both


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


@pytest.mark.parametrize(
    ("old", "new", "is_on"),
    [("", "a", True), ("They sh", "They ship", True), ("no", "I know", False), ("ab", "a", False)],
)
def test_only_a_text_that_goes_on_needs_no_version(old, new, is_on):
    assert is_typed_on(old, new) is is_on
