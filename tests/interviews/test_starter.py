import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from contacts.models import Function, Level
from contacts.models.organisations import Size
from interviews.models.interviews import Kind
from interviews.rules import audience
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


def test_the_words_of_an_audience_are_those_of_people_organisations_and_talks():
    assert Function.values == list(audience.FUNCTIONS)
    assert Level.values == list(audience.LEVELS)
    assert Size.values == list(audience.SIZES)
    assert Kind.values == list(audience.KINDS)


QUESTION = """[typical]
purpose = "insights"
en = "What happens here?"
zh = "这里会发生什么？"
why = "To see the day."
source = "Askwell"
"""


def test_a_question_without_more_is_for_everyone_in_talks_to_learn_from(tmp_path):
    (tmp_path / "day.toml").write_text(QUESTION)

    [question] = read(Category.DAY, tmp_path)

    assert question.minutes == 3
    assert (question.probes_en, question.probes_zh) == ((), ())
    assert (question.functions, question.levels, question.sizes) == ((), (), ())
    assert question.kinds == ("informational", "coffee")


def test_a_question_says_whom_it_is_for_and_what_to_ask_next(tmp_path):
    (tmp_path / "day.toml").write_text(
        QUESTION
        + 'probes_en = ["And then?"]\nprobes_zh = ["然后呢？"]\nfunctions = ["data"]\n'
        + 'levels = ["lead", "director"]\nsizes = ["startup"]\nkinds = ["job"]'
    )

    [question] = read(Category.DAY, tmp_path)

    assert (question.probes_en, question.probes_zh) == (("And then?",), ("然后呢？",))
    assert (question.functions, question.levels) == (("data",), ("lead", "director"))
    assert (question.sizes, question.kinds) == (("startup",), ("job",))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[a]\nen = what", r"day\.toml: .*line 2"),
        ('core = true\n[a]\nen = "What?"', r"day\.toml: \[core\] stands above the first question"),
        ('[a]\npurpose = "insights"', r"day\.toml: \[a\] lacks 'en'"),
        ('[a]\ncolour = "red"', r"day\.toml: \[a\] 'colour' is unknown; allowed: purpose, en, "),
        (
            QUESTION.replace("insights", "gossip"),
            r"\[typical\] purpose: 'gossip' is unknown; allowed: trends, ",
        ),
        (QUESTION.replace('"What happens here?"', "3"), "en: write a text in quotes"),
        (QUESTION + 'minutes = "3"', "minutes: write a whole number"),
        (QUESTION + "minutes = true", "minutes: write a whole number"),
        (QUESTION + 'core = "yes"', "core: write true"),
        (QUESTION + 'levels = "lead"', "levels: write a list"),
        (QUESTION + 'levels = ["boss"]', "levels: 'boss' is unknown; allowed: student, entry, "),
        (QUESTION + 'functions = ["cook"]', "functions: 'cook' is unknown; allowed: engineering, "),
        (QUESTION + 'sizes = ["tiny"]', "sizes: 'tiny' is unknown; allowed: startup, "),
        (QUESTION + 'kinds = ["chat"]', "kinds: 'chat' is unknown; allowed: informational, "),
        (QUESTION + 'probes_en = ["And then?"]', "probes: 1 in English, 0 in Chinese"),
        (
            QUESTION + 'probes_en = ["1", "2", "3", "4"]\nprobes_zh = ["1", "2", "3", "4"]',
            "probes: 3 at most",
        ),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path, text, complaint):
    (tmp_path / "day.toml").write_text(text)

    with pytest.raises(BadQuestion, match=complaint):
        read(Category.DAY, tmp_path)
