from datetime import UTC, datetime

import pytest

from contacts.rules.merging import Side, is_first_better, joined, joined_words

OLD, NEW = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "second", "is_filled", "is_first"),
    [
        (Side(False, OLD), Side(True, NEW), (True, False), True),
        (Side(True, NEW), Side(False, OLD), (False, True), False),
        (Side(True, OLD), Side(False, NEW), (True, True), True),
        (Side(False, NEW), Side(True, OLD), (True, True), False),
        (Side(False, OLD), Side(False, NEW), (True, True), False),
        (Side(True, NEW), Side(True, OLD), (True, True), True),
    ],
)
def test_the_filled_the_typed_and_the_newer_are_proposed(first, second, is_filled, is_first):
    assert is_first_better(first, second, is_filled=is_filled) is is_first


def test_texts_are_joined_without_saying_anything_twice():
    assert joined("Met in Porto.", "Likes maps.") == "Met in Porto.\n\nLikes maps."
    assert joined("Met in Porto. Likes maps.", "Likes maps.") == "Met in Porto. Likes maps."
    assert joined("", "Likes maps.") == "Likes maps."


def test_lists_are_joined_in_order_and_once():
    assert joined_words(["AI", "Porto"], ["ai", "Pie"]) == ["AI", "Porto", "Pie"]
