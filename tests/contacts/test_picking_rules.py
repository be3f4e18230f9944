import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import Level
from contacts.rules.picking import Candidate, Criterion, Seeker, ranked, shared_past

LEVELS = tuple(Level.values)
SEEKER = Seeker(
    function="data",
    level="mid",
    groups=("University of Porto",),
    past=("Teacher", "Education"),
    levels=LEVELS,
)
SAME = {"function": "data"}
SCHOOL = {"groups": ["Universitý  of PORTO"]}
ABOVE = {"level": "senior"}
SWITCHED = {"earlier": ["Maths teacher"], **SAME}
FOUND = {"reaches": ["email"]}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (SAME, {**SCHOOL, **ABOVE, **FOUND}),
        (SCHOOL, {**ABOVE, **FOUND}),
        (ABOVE, FOUND),
        (SWITCHED, {**SAME, **FOUND}),
        (FOUND, {}),
        ({"is_known": True}, {}),
        ({}, {**SWITCHED, **SCHOOL, **ABOVE, **FOUND, "is_do_not_contact": True}),
    ],
)
def test_one_criterion_outweighs_all_that_follow(better, worse):
    picks = ranked([Candidate(1, "A", **worse), Candidate(2, "B", **better)], SEEKER)

    assert [pick.candidate.key for pick in picks] == [2, 1]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"function": "data"}, [("function", "", 0, False)]),
        ({"title": "Senior data analyst"}, [("function", "", 0, True), ("level", "", 1, True)]),
        ({"title": "Senior data analyst", "function": "sales", "level": "mid"}, []),
        ({"level": "lead"}, [("level", "", 2, False)]),
        ({"level": "director"}, []),
        ({"level": "mid"}, []),
        ({"earlier": ["Teacher"]}, []),
        (SWITCHED, [("function", "", 0, False), ("switch", "Maths teacher", 0, False)]),
        ({"reaches": ["linkedin", "email"]}, [("findable", "linkedin", 0, False)]),
    ],
)
def test_the_reasons_are_those_that_hold(facts, said):
    [pick] = ranked([Candidate(1, **facts)], SEEKER)

    reasons = [(r.criterion.value, r.what, r.steps, r.is_by_title) for r in pick.reasons]
    assert reasons == said


@pytest.mark.parametrize(
    ("earlier", "past", "found"),
    [
        (["Nurse", "Maths teacher"], ["Teacher"], "Maths teacher"),
        (["Teachers"], ["Maths teacher"], "Teachers"),
        (["Head of sales"], ["Head of school"], ""),
        (["中学老师"], ["老师"], "中学老师"),
        (["Teacher"], [""], ""),
    ],
)
def test_a_shared_past_is_one_role_within_the_other(earlier, past, found):
    assert shared_past(earlier, past) == found


people = st.lists(
    st.builds(
        Candidate,
        key=st.integers(1, 999),
        name=st.sampled_from(["A", "B"]),
        function=st.sampled_from(["", "data", "sales"]),
        level=st.sampled_from(["", *LEVELS]),
        groups=st.sampled_from([[], ["University of Porto"]]),
        is_known=st.booleans(),
        is_do_not_contact=st.booleans(),
    ),
    unique_by=lambda one: one.key,
    max_size=12,
)


@given(people, st.randoms())
def test_everybody_is_ranked_once_whatever_the_order_before(candidates, random):
    picks = ranked(candidates, SEEKER)

    assert picks == ranked(random.sample(candidates, len(candidates)), SEEKER)
    assert {pick.candidate.key for pick in picks} == {one.key for one in candidates}
    for pick in picks:
        order = [list(Criterion).index(reason.criterion) for reason in pick.reasons]
        assert order == sorted(order)
