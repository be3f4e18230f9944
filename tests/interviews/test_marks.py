from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.days import day_at_end, days_to_promise
from interviews.rules.marks import SIGNS, MarkKind, marks_in, said_in

# A Wednesday.
TODAY = date(2026, 5, 6)


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ('"We never ship on Fridays"', MarkKind.QUOTE, "We never ship on Fridays"),
        ("“We never ship on Fridays”", MarkKind.QUOTE, "We never ship on Fridays"),
        ("「我们周五不上线」", MarkKind.QUOTE, "我们周五不上线"),
        ("! nobody writes SQL", MarkKind.SURPRISE, "nobody writes SQL"),
        ("！没人写测试", MarkKind.SURPRISE, "没人写测试"),
        ("#60 % of the week is cleaning", MarkKind.NUMBER, "60 % of the week is cleaning"),
        ("@ Mei Lin, Contoso", MarkKind.NAME, "Mei Lin, Contoso"),
        ("＠王小明", MarkKind.NAME, "王小明"),
        ("> send her the article", MarkKind.PROMISE, "send her the article"),
        ("< introduces me to Mei", MarkKind.THEIR_PROMISE, "introduces me to Mei"),
        ("  + the handbook", MarkKind.RESOURCE, "the handbook"),
    ],
)
def test_a_sign_marks_a_line(line, kind, text):
    (mark,) = marks_in(f"Plain words\n{line}\nmore", today=TODAY)

    assert (mark.kind, mark.row, mark.text) == (kind, 1, text)


@pytest.mark.parametrize(
    "line", ["plain", "he said “no” twice", "1 > 0", "", "   ", '"', "# ", "->"]
)
def test_other_lines_are_not_marked(line):
    assert marks_in(line, today=TODAY) == []


def test_a_resource_gives_its_link_and_a_promise_its_day():
    resource, promise, vague = marks_in(
        "+ the handbook (https://example.com/book).\n> the slides by Friday\n< answers soon",
        today=TODAY,
    )

    assert resource.link == "https://example.com/book"
    assert promise.day == date(2026, 5, 8)
    assert vague.day is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("the slides by Friday", date(2026, 5, 8)),
        ("call on Wed", date(2026, 5, 13)),
        ("write to Mei next Monday", date(2026, 5, 11)),
        ("report back tomorrow.", date(2026, 5, 7)),
        ("read it in two weeks", date(2026, 5, 20)),
        ("send it 2026-06-01", date(2026, 6, 1)),
        ("send it by 12 May", date(2026, 5, 12)),
        ("send it by Fri 15 May", date(2026, 5, 15)),
        ("send it on Monday, 4 January 2027", date(2027, 1, 4)),
        ("send it March 3", date(2027, 3, 3)),
        ("send it 2026-05-01", None),
        ("soon", None),
        ("in May", None),
        ("下周三前把材料发给她", None),
        ("把材料发给她，下周三前", date(2026, 5, 13)),
        ("发文章：周五", date(2026, 5, 8)),
        ("汇报 后天", date(2026, 5, 8)),
        ("汇报，两周后", date(2026, 5, 20)),
        ("汇报 5月12日", date(2026, 5, 12)),
    ],
)
def test_a_promise_names_its_day_at_its_end(text, day):
    assert day_at_end(text, TODAY) == day


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 5, 6), [date(2026, 5, 7), date(2026, 5, 8), date(2026, 5, 13)]),
        (date(2026, 5, 7), [date(2026, 5, 8), date(2026, 5, 14)]),
        (date(2026, 5, 8), [date(2026, 5, 9), date(2026, 5, 15)]),
    ],
)
def test_the_days_offered_for_a_promise_are_read_again(today, days):
    assert days_to_promise(today) == days
    assert [day_at_end(f"send it by {day:%a %-d %b}", today) for day in days] == days


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_can_be_read(text):
    rows = text.split("\n")

    for mark in marks_in(text, today=TODAY):
        assert mark.text
        assert mark.text[:20] in rows[mark.row]


def test_every_kind_has_a_sign_of_its_own():
    assert set(SIGNS) == set(MarkKind)
    assert len(set(SIGNS.values())) == len(MarkKind)


def test_a_letter_goes_back_to_what_they_said_of_the_work_only():
    note = "They plan ahead\n“ Never on a Friday”\n# 60 % is data\n@ Mei Lin\n> slides\n+ www.a.b"

    assert said_in(note) == "They plan ahead\nNever on a Friday\n60 % is data"
