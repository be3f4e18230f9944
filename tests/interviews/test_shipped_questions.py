import re
from collections import Counter
from itertools import combinations
from math import log

import pytest

from config.kit.printable import unprintable
from contacts.rules.messages import About, faults_in
from contacts.rules.packs import pack
from interviews.rules.audience import FUNCTIONS, KINDS, LEVELS, SIZES
from interviews.rules.categories import Category, Purpose
from interviews.rules.starter import FOLDER, shipped
from tests.cases import few

QUESTIONS = list(shipped().values())
ASKED = [question for question in QUESTIONS if not question.off]
BY_LANGUAGE = {
    "en": {question.key: (question.en, *question.probes_en) for question in QUESTIONS},
    "zh": {question.key: (question.zh, *question.probes_zh) for question in QUESTIONS},
}
CORE = [
    "typical-week",
    "most-important-tasks",
    "deciding-skills",
    "working-together",
    "hiring-process",
    "outstanding-candidates",
]
OPEN = {
    "en": re.compile(r"\b(what|which|who|whom|whose|where|when|why|how)\b", re.IGNORECASE),
    "zh": re.compile("什么|哪|怎么|怎样|如何|谁|多少|多大|多久|多远|为什么|几"),
}
# A yes or a no would answer it.
CLOSED = {
    "en": re.compile(
        r"(?:^|[.:;] )(?:is|are|am|was|were|do|does|did|can|could|will|would|shall|should|have|has"
        r"|may|might)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "[吗么]？(?<!什么？)(?<!怎么？)|是不是|有没有|能不能|可不可以|可以吗|行不行|对不对"
    ),
}
LENGTHS = {"en": range(20, 111), "zh": range(8, 51)}
PROBE_LENGTHS = {"en": range(8, 76), "zh": range(4, 31)}
# Own words for asking to be hired, wherever they stand.
JOB = {
    "en": re.compile(
        r"\bopenings\b|vacanc|hire me|take me on|job for me|(?:position|role|place) for me"
        r"|refer me|recommend me|put in a word|my (?:application|cv|résumé|resume)\b|consider me",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "内推|空缺|招我|要我|给我[^，。？]{0,4}机会|推荐我|帮我[投递引]|我的简历|适合我的(?:岗位|职位)"
    ),
}
# The check of letters takes these words for an ask; here they are what the question is about.
NAMES_ITS_SUBJECT = {Category.HIRING, Category.PAY}
# The same said otherwise shares at least this much (1 is all) of its telling words, rare ones more.
ALIKE = {"en": 0.36, "zh": 0.28}
COMMON_ENGLISH = """
    a an and any are as at be been but by can could did do does for from had has have how i if in
    into is it its like me more most my of on one or other out own so some somebody than that the
    their them then they this those to up us was were what when where which who whom whose why will
    with would you your
"""
COMMON_CHINESE = re.compile(
    "什么|怎么样?|怎样|如何|哪些|哪个|哪里|哪一|一般|您|你们|觉得|时候|这|那|的|了|是|在|有|会|不|都|最"
    "|[^\u4e00-\u9fffA-Z]+"
)


def telling(text, language):
    """Return the beginnings of English words, or pairs of Chinese letters, without common ones."""
    if language == "en":
        common = COMMON_ENGLISH.split()
        return {word[:6] for word in re.findall("[a-z]+", text.lower()) if word not in common}
    runs = filter(None, COMMON_CHINESE.split(text))
    return {run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))}


def most_alike(texts, language):
    """Return all pairs of keys and how much they share, the most alike first."""
    words = {key: telling(text, language) for key, text in texts.items()}
    seen = Counter(word for held in words.values() for word in held)
    rarity = {word: log(1 + len(words) / count) for word, count in seen.items()}
    weight = {key: sum(map(rarity.get, held)) for key, held in words.items()}

    def share(one, other):
        common = sum(map(rarity.get, words[one] & words[other]))
        return common / (weight[one] + weight[other] - common)

    return sorted(((share(*pair), *pair) for pair in combinations(words, 2)), reverse=True)


def faults(judge, language):
    """Return by key what a judge of (question, its wording) says, where it says anything."""
    said = {one.key: judge(one, BY_LANGUAGE[language][one.key][0]) for one in QUESTIONS}
    return {key: fault for key, fault in said.items() if fault}


def test_every_file_is_a_category():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(Category)


def test_there_are_enough_questions_on_everything():
    purposes = Counter(question.purpose for question in ASKED)
    categories = Counter(question.category for question in ASKED)
    both = {(question.category, question.purpose) for question in ASKED}

    assert len(ASKED) >= 150
    assert [purpose for purpose in Purpose if purposes[purpose] < 10] == []
    assert [category for category in Category if categories[category] < 10] == []
    assert [
        category for category in Category if sum((category, one) in both for one in Purpose) < 3
    ] == []


def test_there_are_questions_for_every_audience():
    for words, attribute in ((FUNCTIONS, "functions"), (LEVELS, "levels"), (SIZES, "sizes")):
        many = Counter(word for one in ASKED for word in getattr(one, attribute))

        assert [word for word in words if many[word] < 3 and word != "other"] == []
    only = Counter(one.kinds[0] for one in ASKED if len(one.kinds) == 1)
    for_all = [one for one in ASKED if not (one.functions or one.levels or one.sizes)]

    assert (only["coffee"] >= 12, only["job"] >= 15) == (True, True)
    assert {kind for one in for_all for kind in one.kinds} == set(KINDS)
    assert len(for_all) >= 100


def test_six_questions_and_two_to_close_with_are_core_and_fit_twenty_minutes():
    core = [question for question in QUESTIONS if question.is_core]
    body = [question for question in core if question.purpose is not Purpose.CLOSING]

    assert [question.key for question in body] == CORE
    assert [question.key for question in core if question not in body] == [
        "who-next",
        "report-back",
    ]
    assert sum(question.minutes for question in body) <= 13
    assert {
        kind for one in core if one.functions or one.levels or one.sizes for kind in one.kinds
    } == set()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_question_is_open_and_short(language):
    def judge(_question, text):
        if not OPEN[language].search(text):
            return f"asks nothing open: {text}"
        if CLOSED[language].search(text):
            return f"yes or no would answer: {text}"
        if len(text) not in LENGTHS[language]:
            return f"{len(text)} letters: {text}"
        return ""

    assert faults(judge, language) == {}


def test_a_question_is_written_as_its_language_is():
    def english(_question, text):
        return "" if text.endswith("?") and text.isprintable() and not has_chinese(text) else text

    def chinese(_question, text):
        foreign = re.search("[A-Za-z]", text.replace("AI", ""))
        address = re.search("你(?!们)", text)
        return text if "？" not in text or foreign or address or re.search("[?,;:!]", text) else ""

    def has_chinese(text):
        return re.search("[\u3000-\u9fff\uff00-\uffef]", text)

    assert faults(english, "en") == {}
    assert faults(chinese, "zh") == {}


def test_every_letter_can_be_printed():
    texts = [text for wordings in BY_LANGUAGE.values() for one in wordings.values() for text in one]

    assert unprintable(texts) == []


def test_every_question_has_short_probes_of_its_own_in_both_languages():
    without = [one.key for one in ASKED if not (one.probes_en and one.probes_zh)]
    for language, end in (("en", "?"), ("zh", "？")):
        probes = [(one, key) for key, texts in BY_LANGUAGE[language].items() for one in texts[1:]]
        many = Counter(re.sub(r"\W", "", probe.lower()) for probe, _ in probes)

        assert [said for said, count in many.items() if count > 1] == []
        assert [
            (key, probe)
            for probe, key in probes
            if not probe.endswith(end) or len(probe) not in PROBE_LENGTHS[language]
        ] == []
    assert without == []


def test_a_question_says_why_and_whence():
    def judge(question, _text):
        if not (30 <= len(question.why) <= 140 and question.why.endswith(".")):
            return f"why: {question.why}"
        if not question.source or not 1 <= question.minutes <= 5:
            return f"source {question.source!r}, {question.minutes} minutes"
        return "" if re.fullmatch(r"[a-z]+(-[a-z]+)*", question.key) else "a key is no number"

    assert faults(judge, "en") == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_ask_the_same(language):
    texts = {key: wordings[0] for key, wordings in BY_LANGUAGE[language].items()}

    alike = most_alike(texts, language)

    assert alike[0][0] < ALIKE[language], "\n".join(
        f"{share:.2f} {one}: {texts[one]} | {other}: {texts[other]}"
        for share, one, other in alike[:5]
    )


@pytest.mark.parametrize(
    ("language", "again", "key"),
    [
        ("en", "Which was the hardest project you have done?", "hardest-project"),
        ("en", "What do outsiders misunderstand about your work?", "outsiders-get-wrong"),
        ("zh", "您做过的最难的项目是哪个？", "hardest-project"),
        ("zh", "外行对您的工作有什么误解？", "outsiders-get-wrong"),
    ],
)
def test_a_question_said_in_other_words_would_be_noticed(language, again, key):
    texts = {one: wordings[0] for one, wordings in BY_LANGUAGE[language].items()}

    share, *pair = most_alike({**texts, "again": again}, language)[0]

    assert share >= ALIKE[language]
    assert set(pair) == {"again", key}


@pytest.mark.parametrize("language", few(["en", "zh"]))
def test_nobody_is_asked_for_a_job(language):
    texts = {key: "\n\n".join(wordings) for key, wordings in BY_LANGUAGE[language].items()}

    def asks_as_a_letter(question):
        text, about = texts[question.key], About(purpose="confirm")
        found = faults_in(text, subject="", pack=pack(language), about=about)
        return any(fault.key == "job" for fault in found)

    heard = [
        question
        for question in ASKED
        if question.category not in NAMES_ITS_SUBJECT and question.kinds != ("job",)
    ]

    assert [question.key for question in ASKED if JOB[language].search(texts[question.key])] == []
    assert [question.key for question in heard if asks_as_a_letter(question)] == []
    assert JOB[language].search(texts["openings"])


def test_the_question_about_openings_ships_off_with_the_reason():
    off = [question for question in QUESTIONS if question.off]

    assert [question.key for question in off] == ["openings"]
    assert "insight, not for a job" in off[0].off


def test_public_answers_are_looked_up_and_never_core():
    public = [question for question in QUESTIONS if question.look_up]

    assert len(public) >= 4
    assert not any(question.is_core for question in public)
