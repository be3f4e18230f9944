import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.rules.targets import (
    Standing,
    State,
    Why,
    brainstorm,
    entering,
    free_places,
    names_in,
    place,
    why_above,
)

standings = st.lists(
    st.builds(
        Standing,
        key=st.integers(1, 99),
        motivation=st.integers(0, 3),
        posting=st.integers(1, 3),
        has_advocate=st.booleans(),
        state=st.sampled_from(State),
    ),
    unique_by=lambda standing: standing.key,
    max_size=30,
)


@pytest.mark.parametrize(
    ("upper", "lower", "why"),
    [
        (Standing(9, 3, 1, False), Standing(1, 2, 3, True), Why.MOTIVATION),
        (Standing(9, 2, 3, False), Standing(1, 2, 2, True), Why.POSTING),
        (Standing(9, 2, 2, True), Standing(1, 2, 2, False), Why.ADVOCACY),
        (Standing(1, 2, 2, True), Standing(9, 2, 2, True), Why.LISTED_FIRST),
    ],
)
def test_motivation_goes_before_posting_before_advocacy(upper, lower, why):
    assert sorted([lower, upper], key=place) == [upper, lower]
    assert why_above(upper, lower) is why
    with pytest.raises(ValueError, match="does not stand above"):
        why_above(lower, upper)


@given(standings, st.randoms())
def test_the_order_is_total_and_does_not_depend_on_where_it_began(targets, random):
    shuffled = random.sample(targets, len(targets))

    assert sorted(shuffled, key=place) == sorted(targets, key=place)


@given(standings, st.integers(1, 10))
def test_the_best_waiting_take_the_free_places_and_no_more(targets, places):
    active = [one for one in targets if one.state is State.ACTIVE]
    waiting = [one for one in targets if one.state is State.WAITING]

    entered = entering(targets, places=places)

    assert all(one.state is State.WAITING for one in entered)
    assert len(active) + len(entered) <= max(places, len(active))
    assert len(entered) == min(free_places(targets, places=places), len(waiting))
    left = [one for one in waiting if one not in entered]
    assert all(place(one) < place(other) for one in entered for other in left)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nordlicht\n\n  Lumen   Health  \n", ["Nordlicht", "Lumen Health"]),
        (
            "- Nordlicht\n* Lumen\n• Ribeira\n1. One\n2) Two\n- [ ] Three",
            ["Nordlicht", "Lumen", "Ribeira", "One", "Two", "Three"],
        ),
        ("Foo, Inc.\nBar & Söhne GmbH", ["Foo, Inc.", "Bar & Söhne GmbH"]),
        ("“Nordlicht”,\r\nLumen;", ["Nordlicht", "Lumen"]),
        ("Nordlicht\tBerlin\t200\n\tLumen", ["Nordlicht", "Lumen"]),
        ("3M\n7-Eleven\n1&1\n字节跳动\n- \n—", ["3M", "7-Eleven", "1&1", "字节跳动"]),
        ("a\x00b\u200b", ["ab"]),
        ("", []),
    ],
)
def test_a_pasted_list_becomes_names(text, names):
    assert names_in(text) == names


def test_there_are_four_lanes_with_stable_keys_and_a_source():
    plan = brainstorm()

    assert [lane.key for lane in plan.lanes] == ["dream", "people", "hiring", "news"]
    assert "Dalton" in plan.source
    assert plan.lane("nonsense") == plan.lanes[0]
    assert plan.after(plan.lanes[-1]) is None
