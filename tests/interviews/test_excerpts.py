"""Where a long note is cut for the comparison."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.excerpts import LONGEST_BEGINNING, cut

WORDS = "so many words " * 60


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Short.", "Short."),
        ("x" * 430, "x" * 430),
        ("a" * 250 + ". Then " + WORDS, "a. "),
        ("a" * 250 + "\n" + WORDS, "a\n"),
        ("我" * 250 + "。" + "你" * 400, "我。"),
        ("Early. " + WORDS, "words so "),
        ("字" * 600, "字" * 10),
    ],
)
def test_a_long_note_is_cut_behind_a_sentence_a_line_or_a_word(text, ends):
    beginning, rest = cut(text)

    assert beginning.endswith(ends) and beginning + rest == text


@given(st.text(alphabet="ab. \n，。", max_size=1200))
def test_no_letter_is_lost_and_the_beginning_is_short(text):
    beginning, rest = cut(text)

    assert beginning + rest == text
    assert not rest or LONGEST_BEGINNING // 2 < len(beginning) <= LONGEST_BEGINNING
