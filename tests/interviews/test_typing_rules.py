import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.typing import days_meant, halves, marked, slip_of, words_in

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("today", ["2026-11-21"]),
        ("明天", ["2026-11-22"]),
        ("3 Mar", ["2026-03-03", "2027-03-03"]),
        ("dec 24", ["2025-12-24", "2026-12-24"]),
        ("March 3, 2026", ["2026-03-03"]),
        ("2026-03-03", ["2026-03-03"]),
        ("2026年3月", ["2026-03-01 2026-03-31"]),
        ("3月5日", ["2026-03-05", "2027-03-05"]),
        ("dec", ["2025-12-01 2025-12-31", "2026-12-01 2026-12-31"]),
    ],
)
def test_days_are_understood(text, spans):
    days = [[date.fromisoformat(day) for day in span.split()] for span in spans]

    assert days_meant(text, TODAY) == [(span[0], span[-1]) for span in days]


@pytest.mark.parametrize(
    "text", ["maria", "31 feb", "mark 3", "5 nov 3", "29 feb", "13/2026", "", "0000-00"]
)
def test_other_words_name_no_day(text):
    assert days_meant(text, TODAY) == []


@given(st.text(max_size=30))
def test_anything_may_be_typed(text):
    days_meant(text, TODAY)
    words = words_in(text)
    assert "".join(piece for piece, _ in marked(text, words)) == text


@given(st.text("abcde", min_size=5, max_size=9), st.data())
def test_every_slip_is_looked_for_and_recognised(word, data):
    at = data.draw(st.integers(0, len(word) - 2))
    other = data.draw(st.sampled_from("xyz"))
    how = data.draw(st.sampled_from(["wrong", "missing", "more", "swapped"]))
    typed = {
        "wrong": word[:at] + other + word[at + 1 :],
        "missing": word[:at] + word[at + 1 :],
        "more": word[:at] + other + word[at:],
        "swapped": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    }[how]

    begin, end = halves(typed)
    assert word.startswith(begin) or end in word
    # Of five letters, one wrong in the middle leaves no three in a row.
    if len(typed) > 5 or how != "wrong" or at != 2:
        assert re.search(slip_of(typed, is_wide=True), f"ana {word}")


def test_words_far_away_are_no_slip():
    assert not re.search(slip_of("johnson"), " jackson")
    assert not re.search(slip_of("muller"), " mil")
    assert not re.search(slip_of("lmen"), " lumen")
    assert re.search(slip_of("lmen", is_wide=True), " lumen")


@pytest.mark.parametrize(
    ("text", "words", "pieces"),
    [
        ("Ana Muñoz", ["munoz"], [("Ana ", False), ("Muñoz", True)]),
        ("Banana Ana", ["ana"], [("Banana ", False), ("Ana", True)]),
        ("王小明", ["小明"], [("王", False), ("小明", True)]),
        ("Bo", ["wxm"], [("Bo", False)]),
    ],
)
def test_what_was_typed_is_marked(text, words, pieces):
    assert marked(text, words) == pieces
