"""What we write is what we read: for anybody, as cards and as columns."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar.parser import Contentline, Contentlines

from contacts.exporting.cards import cards
from contacts.exporting.sheets import sheet
from contacts.importing import askwell
from contacts.importing.fitting import LIMITS
from contacts.importing.rows import Row
from contacts.importing.vcard import read_cards
from contacts.models import Function, Language, Level, Permission, Tie

AWKWARD = "=+-@'\"\\;,:\n\té王小明😀e\u0301 \u2028\u200d٣nN"
LETTERS = st.sampled_from(AWKWARD) | st.characters(
    exclude_categories=["Cs", "Cc"], include_characters="\n\t"
)


def texts(limit):
    plain = st.text(LETTERS, max_size=min(limit, 30))
    # Filled up to the limit with what takes most room in a file.
    full = st.sampled_from(["\\", ";", "王", "'", "="]).map(lambda one: one * limit)
    return (plain | full).map(str.strip)


def named(limit):
    return texts(limit).filter(bool)


def several(name):
    return st.lists(named(LIMITS[name]), max_size=4, unique=True).map(tuple)


def choice(choices):
    return st.sampled_from(["", *choices.values])


ROWS = st.builds(
    Row,
    number=st.just(1),
    name=named(LIMITS["name"]),
    is_family_first=st.booleans(),
    **{name: texts(LIMITS[name]) for name in ("called", "title", "organisation", "notes")},
    **{name: texts(LIMITS[name]) for name in ("connection", "wechat", "profile")},
    **{name: several(name) for name in sorted(askwell.LISTS)},
    referrer=texts(402),
    tie=choice(Tie),
    may_use_name=choice(Permission),
    function=choice(Function),
    level=choice(Level),
    language=choice(Language),
    country=st.sampled_from(["", "PT", "CN", "GB"]),
    zone=st.sampled_from(["", "Europe/Lisbon", "UTC"]),
    is_do_not_contact=st.booleans(),
    connected_on=st.none() | st.dates(),
    named_on=st.none() | st.dates(),
    key=texts(80),
)


def from_cards(text):
    return [replace(row, raw="") for row in read_cards(io.BytesIO(text.encode())).rows]


def from_sheet(text):
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    assert askwell.is_ours(header)
    return [askwell.person_of(header, cells, number=1, raw="") for cells in lines]


@given(ROWS)
def test_anybody_comes_back_from_a_card(row):
    text = "".join(cards([row]))

    assert from_cards(text) == [row]


@given(ROWS)
def test_anybody_comes_back_from_a_sheet(row):
    text = "".join(sheet([row]))

    assert from_sheet(text) == [row]


@settings(max_examples=12)
@given(ROWS)
def test_every_card_is_one_to_other_programs(row):
    text = "".join(cards([row, row]))

    for line in Contentlines.from_ical(text):
        assert not line or Contentline(line).parts()
    first, _second = vobject.readComponents(text)
    assert first.fn.value == row.name
    assert first.getChildValue("note", "") == row.notes
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@settings(max_examples=20)
@given(ROWS)
def test_no_cell_is_a_formula(row):
    _header, cells = csv.reader(io.StringIO("".join(sheet([row])), newline=""))

    assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in cells)


@pytest.mark.parametrize("name", ["=1+1", "+351 912", "-2", "@home", "'quoted", "''", "Ana"])
def test_an_apostrophe_protects_and_goes_again(name):
    assert askwell.bare(askwell.guarded(name)) == name


def test_a_card_is_what_address_books_expect():
    row = Row(
        number=1,
        name="王小明",
        is_family_first=True,
        organisation="Contoso, Inc.",
        emails=("ming@example.com",),
        phones=("+86 10 1234 5678",),
        profile="https://www.linkedin.com/in/ming",
        tags=("alumni", "a,b"),
        country="CN",
        language="zh-hans",
        connected_on=date(2024, 3, 12),
    )

    assert "".join(cards([row])).split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "PRODID:-//Askwell//Askwell//EN",
        "FN:王小明",
        "N:王;小明;;;",
        "X-ASKWELL-FAMILY-FIRST:yes",
        "ORG:Contoso\\, Inc.",
        "EMAIL:ming@example.com",
        "TEL:+86 10 1234 5678",
        "X-SOCIALPROFILE;TYPE=linkedin:https://www.linkedin.com/in/ming",
        "CATEGORIES:alumni,a\\,b",
        "LANG:zh-Hans",
        "ADR;CC=CN:;;;;;;China",
        "X-ASKWELL-CONNECTED-ON:2024-03-12",
        "END:VCARD",
        "",
    ]


def test_the_words_for_choices_are_those_of_the_models():
    models = {"tie": Tie, "may_use_name": Permission, "function": Function, "level": Level}
    models |= {"language": Language}

    assert {name: choices.values for name, choices in models.items()} == askwell.CHOICES


def test_a_sheet_somebody_worked_on_is_read_all_the_same():
    header = [
        "Tags",
        "Name",
        "How I know them",
        "Level",
        "Kind of work",
        "Rating",
        "Do not contact",
    ]
    cells = ["alumni;ml; ", "Ana", "Friend", "Senior", "data", "5", "TRUE"]

    assert askwell.is_ours(header)
    row = askwell.person_of(header, cells, number=3, raw="x")
    assert (row.name, row.tags, row.level, row.function) == (
        "Ana",
        ("alumni", "ml"),
        "senior",
        "data",
    )
    assert row.is_do_not_contact and row.tie == "" and row.notes == "How I know them: Friend"
