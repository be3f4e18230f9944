import io
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contacts.importing.rows import CannotRead
from contacts.models import Function, Level, Size
from interviews.exporting.questions import table, text
from interviews.importing import words
from interviews.importing.reading import read_questions
from interviews.importing.rows import MAX_BYTES, QuestionRow, fault_in, one_line
from interviews.models.interviews import Kind
from interviews.rules.categories import Category, Purpose

WEEK = QuestionRow(
    text_en="What does a week look like?",
    text_zh="一周是怎样的？",
    probes_en=("Which day is fullest?", "And Friday?"),
    probes_zh=("哪天最满？",),
    purpose="trends",
    category="day",
    minutes=4,
    intent="To see what the title hides.",
    source="A friend",
    is_core=True,
    functions=("data", "health"),
    sizes=("public", "established"),
)
SENTENCES = st.text(st.characters(codec="utf-8"), max_size=40).map(one_line)
# What the formats themselves are made of.
PIECES = [
    *"=',;\\*`|…@-<>&e\"",
    "中文",
    "**About:** Pay",
    "(3 min)",
    "（3 分钟）",
    "- ",
    "# ",
    "1. ",
]
PIECES += ["<b>", "&amp;", "**", "In English:", "[x](y)"]
TRICKY = st.lists(st.sampled_from(PIECES), max_size=6).map(lambda parts: one_line("".join(parts)))
TEXT = SENTENCES | TRICKY


def words_among(field):
    return st.lists(st.sampled_from(list(words._file()[field])), unique=True).map(tuple)


ROWS = st.builds(
    QuestionRow,
    text_en=TEXT,
    text_zh=TEXT,
    probes_en=st.lists(TEXT.filter(bool), max_size=3).map(tuple),
    probes_zh=st.lists(TEXT.filter(bool), max_size=3).map(tuple),
    intent=TEXT,
    source=TEXT,
    purpose=st.sampled_from([one.value for one in Purpose]),
    category=st.sampled_from([one.value for one in Category]),
    minutes=st.integers(1, 30),
    is_core=st.booleans(),
    is_public=st.booleans(),
    look_up=TEXT,
    functions=words_among("functions"),
    levels=words_among("levels"),
    sizes=words_among("sizes"),
    kinds=words_among("kinds"),
    is_off=st.booleans(),
).filter(lambda row: not fault_in(row))


def read(content, encoding="utf-8"):
    return read_questions(io.BytesIO(content.encode(encoding)))


@given(st.lists(ROWS, min_size=1, max_size=4))
@example([WEEK])
def test_a_table_brings_back_what_was_written(rows):
    reading = read(table(rows))

    assert (reading.rows, reading.unreadable) == (rows, [])


@given(st.lists(ROWS, min_size=1, max_size=4), TEXT.filter(bool))
@example([WEEK], "Hospitals")
def test_a_text_brings_back_what_was_written(rows, name):
    reading = read(text(rows, name=name))

    assert (reading.rows, reading.unreadable, reading.name) == (rows, [], name)


def test_a_text_keeps_the_order_of_its_bank_and_is_one_list():
    purposes = ("advice", "trends", "advice")
    rows = [replace(WEEK, text_en=f"Why {n}?", purpose=one) for n, one in enumerate(purposes)]

    written = text(rows, name="Mine")

    assert read(written).rows == rows
    assert [line for line in written.splitlines() if line.startswith("#")] == ["# Mine"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_are_read(encoding):
    assert read(table([WEEK]), encoding).rows == [WEEK]


def test_western_letters_of_an_old_spreadsheet_are_read():
    row = QuestionRow(text_en="Où déjeune-t-on à Zürich?")

    assert read(table([row]), "cp1252").rows == [row]


def test_columns_stand_in_any_order_and_either_language():
    reading = read("分钟;备注;类别;问题;中文\n5;x;技能;What counts?;什么最重要？\n")

    assert reading.rows == [
        QuestionRow(text_en="What counts?", text_zh="什么最重要？", category="skills", minutes=5)
    ]


def test_what_cannot_be_read_is_named_by_its_line_and_costs_only_itself():
    reading = read(
        'English,Minutes,Purpose\nWhy?,3,trends\n,3,\nHow?,soon,\n"So?\nWho?,99,\nWhen?,2,gossip\n'
    )

    assert [row.text_en for row in reading.rows] == ["Why?"]
    assert [one.number for one in reading.unreadable] == [3, 4, 5, 6, 7]
    assert "“soon” is nothing that “Minutes” can hold" in reading.unreadable[1].reason


def test_a_text_written_by_hand_is_read():
    reading = read(
        "# Hospitals\nSome words of mine.\n\n## 趋势\n* What is changing?\n  什么在变？\n"
        "  * Since when?\n\n### Pay\n1. How is\n   pay set? (2 minutes)\n- 谁来定？\n"
    )

    assert reading.name == "Hospitals"
    assert reading.rows == [
        QuestionRow(
            text_en="What is changing?",
            text_zh="什么在变？",
            probes_en=("Since when?",),
            purpose="trends",
        ),
        QuestionRow(text_en="How is pay set?", minutes=2, purpose="trends", category="pay"),
        QuestionRow(text_zh="谁来定？", purpose="trends", category="pay"),
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "another program"),
        (b"PK\x03\x04....", "another program"),
        (bytes(range(32)) * 40, "another program"),
        (b"Name,Phone\nAna,1\n", "No column is called English"),
        (b"# Only a heading\n", "no question"),
        (b"x" * (MAX_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_a_file_of_no_use_says_why(content, complaint):
    with pytest.raises(CannotRead, match=complaint):
        read_questions(io.BytesIO(content))


def test_no_spreadsheet_takes_a_question_for_a_formula():
    row = replace(WEEK, text_en='=HYPERLINK("http://x")', intent="@x", probes_en=("-1", "+2"))

    cells = table([row]).splitlines()[1].split(",")

    assert cells[0].startswith("\"'=")
    assert read(table([row])).rows == [row]


def test_the_words_of_files_are_those_of_the_pages():
    lists = {"functions": Function, "levels": Level, "sizes": Size, "kinds": Kind}
    for field, enum in lists.items():
        assert {key: texts[0] for key, texts in words._file()[field].items()} == dict(enum.choices)
    for field, enum in {"purpose": Purpose, "category": Category}.items():
        labels = {key: texts[0] for key, texts in words._file()[field].items()}
        assert labels == {one.value: one.label for one in enum}
    texts = [
        [one for all_of_them in table.values() for one in all_of_them]
        for table in words._file().values()
    ]
    assert all(len(one) == len(set(one)) for one in texts)
