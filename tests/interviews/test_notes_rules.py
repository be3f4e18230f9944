from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.notes import clean, is_worth_keeping, joined, to_store

STORED = {"stored": "They ship weekly.\nOften.", "version": 4}


@pytest.mark.parametrize(
    ("text", "seen", "base", "then"),
    [
        ("They ship weekly. Often.", 4, None, "They ship weekly. Often."),
        ("", 4, None, ""),
        (STORED["stored"], 3, None, STORED["stored"]),
        ("They ship daily.", 3, None, None),
        ("They ship daily.", 3, "They ship weekly.", "They ship daily.\nOften."),
        ("They ship daily.", 3, "They ship.", None),
        ("They ship daily.", 5, "They ship weekly.", None),
    ],
)
def test_a_text_takes_the_place_only_of_one_that_its_writer_saw(text, seen, base, then):
    assert to_store(**STORED, text=text, seen_version=seen, base=base) == then


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


FRESH, LATER = timedelta(seconds=59), timedelta(seconds=60)


@pytest.mark.parametrize(
    ("old", "new", "kept", "since", "is_worth"),
    [
        # What goes on holds it still.
        ("", "a", None, None, False),
        ("They sh", "They ship", None, None, False),
        ("One\nThree", "One\nTwo\nThree", None, None, False),
        ("no", "I know", None, None, True),
        ("ab", "a", None, None, True),
        # What was kept holds it already.
        ("They ship w", "They ship", "They ship weekly", FRESH, False),
        ("They", "", "They ship weekly", LATER, False),
        ("They ship daily", "They ship", "They ship weekly", FRESH, True),
        # A slip.
        ("They shib", "They ship", "Before", FRESH, False),
        ("They shib", "They ship", "Before", LATER, True),
        ("They shib", "They ship", "Before", -FRESH, True),
        ("They shib", "They", "Before", FRESH, True),
        ("We go there", "Nobody does", "Before", FRESH, True),
        ("x" * 21, "y" * 21, "Before", FRESH, True),
    ],
)
def test_a_text_is_kept_where_anybody_could_want_it_back(old, new, kept, since, is_worth):
    assert is_worth_keeping(old, new, kept=kept, since=since) is is_worth
