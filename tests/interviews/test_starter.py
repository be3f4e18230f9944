import re
import textwrap

import pytest

from contacts.models import Function, Level
from contacts.models.organisations import Size
from interviews.models.interviews import Kind
from interviews.rules import audience
from interviews.rules.categories import Category
from interviews.rules.starter import FOLDER, BadQuestion, read, shipped


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


def test_the_example_in_the_readme_is_read(tmp_path):
    readme = (FOLDER / "README.txt").read_text()
    [example] = re.findall(r"^  \[last-handover\]\n(?:  .+\n)+", readme, re.MULTILINE)[:1]
    (tmp_path / "day.toml").write_text(textwrap.dedent(example))

    [question] = read(Category.DAY, tmp_path)

    assert question.key == "last-handover"
    assert question.levels == ("lead", "director")


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


def test_a_file_as_editors_on_windows_save_it_is_read(tmp_path):
    (tmp_path / "day.toml").write_text(QUESTION, encoding="utf-8-sig", newline="\r\n")

    assert [question.key for question in read(Category.DAY, tmp_path)] == ["typical"]


def test_a_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "day.toml").write_text(QUESTION, encoding="gb18030")

    with pytest.raises(BadQuestion, match=r"day\.toml: save it as UTF-8"):
        read(Category.DAY, tmp_path)


def test_a_key_used_in_two_files_is_named_with_both(tmp_path):
    for category in Category:
        is_double = category in (Category.DAY, Category.PAY)
        text = QUESTION if is_double else QUESTION.replace("typical", category)
        (tmp_path / f"{category}.toml").write_text(text)

    with pytest.raises(BadQuestion, match=r"day\.toml and pay\.toml: \[typical\] stands in both"):
        shipped(tmp_path)
