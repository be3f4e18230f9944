import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.categories import Purpose
from interviews.rules.sheets import (
    moved,
    opening_and_close,
    place_for,
    rearranged,
    time_plan,
    to_offer,
)

ORDERS = st.lists(st.integers(1, 40), unique=True, min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("minutes", "small_talk", "closing"),
    [(15, 3, 3), (20, 3, 4), (30, 5, 5), (60, 5, 5), (5, 1, 1)],
)
def test_small_talk_and_close_shrink_with_a_short_talk(minutes, small_talk, closing):
    assert opening_and_close(minutes) == (small_talk, closing)


@pytest.mark.parametrize(
    ("lines", "used", "over", "left", "room"),
    [
        ([], 7, 0, 13, 4),
        ([("insights", 3), ("advice", 3)], 13, 0, 7, 2),
        ([("insights", 10), ("advice", 6)], 23, 3, 0, 0),
        # Closing questions fit into the four closing minutes, until they do not.
        ([("insights", 13), ("closing", 2), ("closing", 1)], 20, 0, 0, 0),
        ([("insights", 13), ("closing", 4), ("closing", 2)], 22, 2, 0, 0),
    ],
)
def test_a_time_plan_says_what_is_over_and_what_is_left(lines, used, over, left, room):
    plan = time_plan(length=20, small_talk=3, closing=4, lines=lines)

    assert (plan.used, plan.over, plan.left, plan.room) == (used, over, left, room)


@given(*[st.integers(0, 90)] * 4)
def test_the_bar_shows_every_minute_once(length, small_talk, closing, questions):
    plan = time_plan(
        length=length, small_talk=small_talk, closing=closing, lines=[("advice", questions)]
    )

    widths = {part: width for part, _, width in plan.bar}
    ends = [start + width for _, start, width in plan.bar]

    assert ends[-1] == pytest.approx(100 * plan.used / (max(length, plan.used) or 1))
    assert (widths["over"] > 0) == (plan.over > 0)


@pytest.mark.parametrize(
    ("purpose", "present", "place"),
    [
        ("trends", ["insights", "advice", "closing"], 0),
        ("insights", ["trends", "insights", "advice", "closing"], 2),
        ("assignments", ["trends", "closing"], 1),
        ("closing", ["trends", "closing"], 2),
        ("resources", [], 0),
        ("", ["insights", "closing"], 1),
    ],
)
def test_a_question_joins_where_its_purpose_has_its_turn(purpose, present, place):
    assert place_for(purpose, present) == place


@given(present=st.lists(st.sampled_from([p.value for p in Purpose])), data=st.data())
def test_a_sheet_in_asking_order_stays_in_asking_order(present, data):
    turns = [purpose.value for purpose in Purpose]
    present = sorted(present, key=turns.index)
    new = data.draw(st.sampled_from(turns))

    place = place_for(new, present)
    joined = [*present[:place], new, *present[place:]]

    assert joined == sorted(joined, key=turns.index)


@given(order=ORDERS, data=st.data())
def test_any_moves_keep_every_question_once(order, data):
    steps = data.draw(
        st.lists(st.tuples(st.sampled_from(order), st.integers(-15, 15)), max_size=20)
    )

    result = order
    for item, by in steps:
        before = result.index(item)
        result = moved(result, item, by)
        assert result.index(item) == min(max(before + by, 0), len(order) - 1)

    assert sorted(result) == sorted(order)


@given(order=ORDERS, wanted=st.lists(st.integers(1, 40), max_size=12))
def test_a_stale_order_loses_nothing_and_adds_nothing(order, wanted):
    result = rearranged(order, wanted)

    known = [item for item in dict.fromkeys(wanted) if item in order]
    assert sorted(result) == sorted(order)
    assert [item for item in result if item in known] == known


def test_a_question_someone_else_added_stays_with_its_neighbour():
    assert rearranged([1, 2, 9, 3], wanted=[3, 2, 1]) == [3, 2, 9, 1]


def test_missing_purposes_are_offered_by_turns_and_public_answers_last():
    class Question:
        def __init__(self, name, purpose, is_core=False, is_public=False):
            self.name, self.purpose = name, purpose
            self.is_core, self.is_public = is_core, is_public

    questions = [
        Question("insight", "insights"),
        Question("public trend", "trends", is_public=True),
        Question("trend 1", "trends"),
        Question("trend 2", "trends"),
        Question("resource 1", "resources"),
        Question("resource 2", "resources"),
        Question("core", "advice", is_core=True),
    ]

    offered = to_offer(questions, missing=["trends", "resources"])

    assert [question.name for question in offered] == [
        "core",
        "trend 1",
        "resource 1",
        "trend 2",
        "resource 2",
        "insight",
        "public trend",
    ]
