from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.importing.dates import day_of, order_of


@pytest.mark.parametrize(
    "text",
    [
        *("12 Mar 2024", "12-Mar-24", "12. März 2024", "12 mars 2024", "12 de marzo de 2024"),
        *("12 mar. 2024", "12 de mar. de 2024", "12 März 2024", "March 12, 2024", "Mar 12 2024"),
        *("2024-03-12", "2024-03-12T08:30:00Z", "2024-03-12 08:30:00", "2024/3/12", "12.03.2024"),
        *(
            "2024年3月12日",
            "2024 年 3 月 12 日",
            "12.3.24",
            "3/12/24, 3:07 PM",
            "3/12/24, 3:07\u202fPM",
        ),
        *(" 12 Mar 2024 ", "12 Mar 2024, 3:07 PM", "12th March 2024", "12-mar-2024"),
    ],
)
def test_a_clear_day_is_understood(text):
    assert day_of(text) == date(2024, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3/4/24",
        "04-03-2024",
        "Mar 2024",
        "2024",
        "31 Feb 2024",
        "13/13/24",
        "soon",
        "12 Foo 2024",
    ],
)
def test_a_day_that_is_not_clear_is_none(text):
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("3/4/24", "month", date(2024, 3, 4)),
        ("3/4/24", "day", date(2024, 4, 3)),
        ("3/14/18", "", date(2018, 3, 14)),
        ("14/3/18", "", date(2018, 3, 14)),
        ("3/14/18", "day", None),
        ("4/4/24", "", date(2024, 4, 4)),
        # A time with AM or PM is American whatever the column says.
        ("3/4/24, 3:07 PM", "day", date(2024, 3, 4)),
    ],
)
def test_the_column_says_what_comes_first(text, order, day):
    assert day_of(text, order) == day


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["3/4/24", "3/14/24"], "month"),
        (["3/4/24", "14/3/24"], "day"),
        (["3/4/24", "5/6/24"], ""),
        # Both at once is no order.
        (["3/14/24", "14/3/24"], ""),
        (["14.3.24"], ""),
        ([], ""),
    ],
)
def test_numbers_above_twelve_tell_the_order(texts, order):
    assert order_of(texts) == order


@given(st.text(max_size=40) | st.from_regex(r"\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4}", fullmatch=True))
def test_any_text_is_a_day_or_none(text):
    assert day_of(text) is None or isinstance(day_of(text), date)
