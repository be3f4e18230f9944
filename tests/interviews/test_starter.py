import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from interviews.rules.categories import Category, Purpose
from interviews.rules.starter import BadQuestion, read, shipped

QUESTIONS = list(shipped().values())
ASKED = [question for question in QUESTIONS if not question.off]
CORE = [
    "typical-week",
    "most-important-tasks",
    "deciding-skills",
    "working-together",
    "hiring-process",
    "outstanding-candidates",
]
OPEN_ENGLISH = re.compile(r"\b(what|which|who|whom|whose|where|when|why|how)\b", re.IGNORECASE)
CLOSED_ENGLISH = re.compile(
    r"^(is|are|was|were|do|does|did|can|could|will|would|should|have|has|may)\b", re.IGNORECASE
)
OPEN_CHINESE = re.compile("什么|哪|怎么|怎样|如何|谁|多少|多大|多久|多远|为什么|几")
JOB = re.compile(
    r"openings|vacanc|hire me|job for me|position for me|refer me|résumé", re.IGNORECASE
)


def test_there_are_enough_questions_on_everything():
    purposes = Counter(question.purpose for question in ASKED)
    categories = Counter(question.category for question in ASKED)

    assert len(ASKED) >= 80
    assert {purpose: purposes[purpose] >= 6 for purpose in Purpose} == dict.fromkeys(Purpose, True)
    assert {category: categories[category] >= 6 for category in Category} == dict.fromkeys(
        Category, True
    )


def test_six_questions_and_two_to_close_with_are_core_and_fit_twenty_minutes():
    core = [question for question in QUESTIONS if question.is_core]
    body = [question for question in core if question.purpose is not Purpose.CLOSING]

    assert [question.key for question in body] == CORE
    assert [question.key for question in core if question not in body] == [
        "who-next",
        "report-back",
    ]
    assert sum(question.minutes for question in body) <= 13


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_question_is_open_short_and_in_both_languages(question):
    assert OPEN_ENGLISH.search(question.en)
    assert not CLOSED_ENGLISH.match(question.en)
    assert question.en.endswith("?")
    assert 20 <= len(question.en) <= 110
    assert OPEN_CHINESE.search(question.zh)
    assert "？" in question.zh and not re.search("吗？$|[?,;]", question.zh)
    assert 8 <= len(question.zh) <= 50
    assert 1 <= question.minutes <= 5


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_question_says_why_and_whence(question):
    assert 30 <= len(question.why) <= 140
    assert question.why.endswith(".")
    assert question.source
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", question.key), "a key is no number"


def test_no_two_ask_the_same():
    alike = [
        (one.key, other.key)
        for one, other in combinations(QUESTIONS, 2)
        if SequenceMatcher(None, one.en.lower(), other.en.lower()).ratio() > 0.75
        or SequenceMatcher(None, one.zh, other.zh).ratio() > 0.7
    ]

    assert alike == []


def test_nobody_is_asked_for_a_job():
    off = [question for question in QUESTIONS if question.off]

    assert [question.key for question in ASKED if JOB.search(question.en)] == []
    assert [question.key for question in off] == ["openings"]


def test_public_answers_are_looked_up_and_never_core():
    public = [question for question in QUESTIONS if question.look_up]

    assert len(public) >= 4
    assert not any(question.is_core for question in public)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[a]\nen = what", r"day\.toml: .*line 2"),
        ('[typical]\npurpose = "insights"', r"day\.toml: \[typical\] lacks 'en'"),
        ('[typical]\npurpose = "gossip"', r"day\.toml: \[typical\] 'gossip'"),
        ('[typical]\ncolour = "red"', r"day\.toml: \[typical\] unknown: colour"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path, text, complaint):
    (tmp_path / "day.toml").write_text(text)

    with pytest.raises(BadQuestion, match=complaint):
        read(Category.DAY, tmp_path)
