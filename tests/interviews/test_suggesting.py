"""Which questions a sheet is suggested, as tables over made-up candidates and the shipped ones."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.rules.research import items_for
from interviews.rules.categories import Category, Purpose
from interviews.rules.starter import shipped
from interviews.rules.suggesting import (
    Candidate,
    LeftOut,
    Out,
    Reason,
    Setting,
    Told,
    Why,
    explain,
    numbers,
    suggest,
)

TALK = Setting(minutes=12, closing=4, kind="informational")


def question(handle, purpose="insights", category="tasks", minutes=3, **facts):
    return Candidate(handle, purpose, category, minutes, **facts)


def handles(suggested):
    return [one.candidate.handle for one in suggested.chosen]


def reasons(suggested, handle):
    (found,) = [one.reasons for one in suggested.chosen if one.candidate.handle == handle]
    return found


def test_core_questions_come_first_and_everything_stands_in_asking_order():
    candidates = [
        question("advice", "advice"),
        question("core", "insights", is_core=True),
        question("trends", "trends"),
    ]

    suggested = suggest(candidates, replace(TALK, minutes=6))

    assert handles(suggested) == ["trends", "core"]
    assert reasons(suggested, "core")[0] == Reason(Why.CORE)


def test_the_minutes_are_kept_to():
    many = [question(f"q{n}", list(Purpose)[n % 5], minutes=4) for n in range(9)]

    suggested = suggest(many, TALK)

    assert sum(one.candidate.minutes for one in suggested.chosen) == 12


def test_each_purpose_is_covered_before_one_has_two():
    candidates = [
        *(question(f"insights{n}", "insights") for n in range(4)),
        question("trends", "trends"),
        question("advice", "advice"),
        question("resources", "resources"),
    ]

    assert handles(suggest(candidates, TALK)) == ["trends", "insights0", "advice", "resources"]


@pytest.mark.parametrize(
    ("facts", "setting", "is_asked"),
    [
        ({"functions": ("data",)}, {"function": "data"}, True),
        ({"functions": ("data",)}, {"function": "design"}, False),
        ({"functions": ("data",)}, {}, False),
        ({"levels": ("director", "executive")}, {"level": "director"}, True),
        ({"levels": ("director",)}, {"level": "entry"}, False),
        ({"sizes": ("startup",)}, {"size": "startup"}, True),
        ({"sizes": ("startup",)}, {"size": "large"}, False),
        ({"kinds": ("job",)}, {"kind": "job"}, True),
        ({"kinds": ("job",)}, {}, False),
        ({}, {"function": "design", "level": "entry", "size": "large"}, True),
    ],
)
def test_a_question_made_for_some_is_asked_of_them_alone(facts, setting, is_asked):
    suggested = suggest([question("q", **facts)], replace(TALK, **setting))

    assert handles(suggested) == (["q"] if is_asked else [])


def test_what_they_answered_is_left_out_and_told():
    told = Told("Ana Neves", date(2026, 3, 3), is_them=True)

    suggested = suggest([question("q", is_core=True)], replace(TALK, told={"q": told}))

    assert suggested.chosen == []
    assert suggested.left_out == [LeftOut(question("q", is_core=True), Out.TOLD, told)]


@pytest.mark.parametrize(
    ("category", "is_asked"),
    [("hiring", False), ("team", False), ("pay", False), ("day", True), ("skills", True)],
)
def test_what_a_colleague_answered_is_left_out_where_it_holds_for_all(category, is_asked):
    told = Told("Ana Neves", date(2026, 3, 3), is_them=False)

    suggested = suggest([question("q", category=category)], replace(TALK, told={"q": told}))

    assert handles(suggested) == (["q"] if is_asked else [])
    if is_asked:
        assert Reason(Why.REPEATED, "Ana Neves") in reasons(suggested, "q")


def test_of_two_the_one_no_colleague_answered_comes_first():
    told = Told("Ana Neves", None, is_them=False)
    both = [question("told", category="day"), question("new", category="day")]

    suggested = suggest(both, replace(TALK, minutes=3, told={"told": told}))

    assert handles(suggested) == ["new"]


def test_what_is_public_is_left_out_with_the_reason():
    suggested = suggest([question("q", is_public=True)], TALK)

    assert suggested.chosen == []
    assert [left.out for left in suggested.left_out] == [Out.PUBLIC]


def test_a_belief_brings_the_question_that_tests_it():
    candidates = [
        question("meetings", words="How much of a usual week goes into meetings?"),
        question("tools", words="Which tools does the team use?"),
        question("weather", words="Where do you sit?"),
    ]
    belief = "Analysts spend half their week in meetings"

    suggested = suggest(candidates, replace(TALK, minutes=3, beliefs=[belief]))

    assert reasons(suggested, "meetings")[0] == Reason(Why.BELIEF, belief)


def test_a_chinese_belief_finds_a_question_by_its_chinese_wording():
    candidates = [
        question("cleaning", words="您有多少时间花在清洗数据上？"),
        question("team", words="团队平时怎么协作？"),
    ]

    suggested = suggest(candidates, replace(TALK, minutes=3, beliefs=["大部分时间都在清洗数据"]))

    assert handles(suggested) == ["cleaning"]


def test_research_that_found_nothing_is_asked_about():
    candidates = [question("tools", category="tools"), question("path", category="path")]

    suggested = suggest(candidates, replace(TALK, minutes=3, gaps=[("path", "The way they came")]))

    assert Reason(Why.GAP, "The way they came") in reasons(suggested, "path")


def test_what_worked_comes_before_what_fell_flat():
    candidates = [question("flat", rating=1.0), question("new"), question("well", rating=3.0)]

    suggested = suggest(candidates, replace(TALK, minutes=6))

    assert handles(suggested) == ["well", "new"]
    assert Reason(Why.RATING) in reasons(suggested, "well")


def test_the_close_keeps_to_its_own_minutes():
    candidates = [
        question("q", minutes=12),
        question("next", "closing", "closing", 2, is_core=True),
        question("name", "closing", "closing", 1),
        question("long", "closing", "closing", 4),
    ]

    assert handles(suggest(candidates, replace(TALK, closing=3))) == ["q", "next", "name"]


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        handle=st.uuids().map(str),
        purpose=st.sampled_from([purpose.value for purpose in Purpose]),
        category=st.sampled_from([category.value for category in Category]),
        minutes=st.integers(1, 6),
        is_core=st.booleans(),
        is_public=st.booleans(),
        words=st.sampled_from(["", "meetings and tools", "数据清洗", "hiring the first analyst"]),
        rating=st.none() | st.floats(1, 3),
    ),
    max_size=25,
)


@given(CANDIDATES, st.integers(0, 40), st.integers(0, 10))
def test_a_suggestion_always_fits_is_explained_and_is_the_same_again(candidates, minutes, closing):
    setting = replace(TALK, minutes=minutes, closing=closing, beliefs=["meetings", "数据清洗很多"])

    suggested = suggest(candidates, setting)

    closers = [one for one in suggested.chosen if one.candidate.purpose == Purpose.CLOSING]
    others = [one for one in suggested.chosen if one.candidate.purpose != Purpose.CLOSING]
    assert sum(one.candidate.minutes for one in others) <= minutes
    assert sum(one.candidate.minutes for one in closers) <= closing
    assert all(one.reasons for one in suggested.chosen)
    assert len(set(handles(suggested))) == len(suggested.chosen)
    assert suggest(candidates, setting) == suggested


def test_the_shipped_questions_fill_twenty_minutes_with_the_core_first():
    candidates = [
        Candidate(
            handle=one.key,
            purpose=one.purpose.value,
            category=one.category.value,
            minutes=one.minutes,
            words=f"{one.en} {one.zh} {one.why}",
            is_core=one.is_core,
            is_public=bool(one.look_up),
            functions=one.functions,
            levels=one.levels,
            sizes=one.sizes,
            kinds=one.kinds,
        )
        for one in shipped().values()
        if not one.off
    ]
    belief = "Data people spend most of their time cleaning data"

    suggested = suggest(candidates, replace(TALK, beliefs=[belief]))

    assert sum(one.candidate.is_core for one in suggested.chosen) >= 3
    assert suggested.chosen[-1].candidate.purpose == Purpose.CLOSING
    assert all(one.candidate.handle in shipped() for one in suggested.chosen)


def test_gaps_are_entries_of_the_checklists_and_name_categories():
    keys = {item.key for is_person in (True, False) for item in items_for(is_person=is_person)}

    assert set(numbers()["gaps"]) <= keys
    for about in (*numbers()["gaps"].values(), numbers()["told"]["whole_organisation"]):
        assert set(about) <= set(Category)


def test_pay_is_left_to_rapport():
    assert suggest([question("pay", category="pay", minutes=1)], TALK).chosen == []


def test_what_stands_on_the_sheet_takes_its_minutes_and_covers_its_purpose():
    candidates = [question("insights", "insights"), question("trends", "trends")]
    present = [question("mine", "trends", minutes=9), question("insights", "insights", minutes=1)]

    suggested = suggest(
        [*candidates, question("advice", "advice", minutes=2)], TALK, present=present
    )

    assert handles(suggested) == ["advice"]


def test_a_job_round_is_asked_only_what_was_made_for_one():
    candidates = [question("job", kinds=("job",)), question("any"), question("core", is_core=True)]

    assert handles(suggest(candidates, replace(TALK, kind="job"))) == ["job"]


def test_an_hour_is_not_filled_with_an_interrogation():
    many = [question(f"q{n}", minutes=1) for n in range(40)]

    suggested = suggest(many, replace(TALK, minutes=50))

    assert len(suggested.chosen) == numbers()["sheet"]["most"]


def test_a_gap_is_filled_by_the_first_question_about_it():
    candidates = [question("one", category="path"), question("two", category="path")]

    suggested = suggest(candidates, replace(TALK, minutes=6, gaps=[("path", "The way they came")]))

    told = [Reason(Why.GAP, "The way they came") in one.reasons for one in suggested.chosen]
    assert told == [True, False]


@pytest.mark.parametrize(
    "belief",
    [
        "Python matters more than SQL.",
        "A talk is expected",
        "They only hire from schools",
        "UX people decide little",
    ],
)
def test_a_belief_is_not_said_to_be_tested_where_a_common_word_is_shared(belief):
    candidates = [
        question("tasks", words="Of everything you do, which tasks matter most?"),
        question("next", words="What are the next steps, and when may I expect to hear from you?"),
        question("learn", words="What would I learn here that no school teaches?"),
        question("idle", words="What looks impressive but counts for little with you?"),
    ]

    suggested = suggest(candidates, replace(TALK, beliefs=[belief]))

    assert all(reason.why is not Why.BELIEF for one in suggested.chosen for reason in one.reasons)


def test_a_sheet_is_explained_in_its_order_with_what_speaks_against():
    told = Told("Ana Neves", date(2026, 3, 3), is_them=True)
    core = question("core", is_core=True)
    second, public = question("second"), question("public", "advice", is_public=True)

    explained = explain(
        [core, second, public], [core, second, public], replace(TALK, told={"second": told})
    )

    assert [reason.why for reason in explained["core"].reasons] == [Why.CORE, Why.PURPOSE]
    assert explained["second"].against == LeftOut(second, Out.TOLD, told)
    assert explained["public"].against == LeftOut(public, Out.PUBLIC)
