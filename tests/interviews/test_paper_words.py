from datetime import date
from datetime import time as day_time

import pytest

from contacts.models import Belief
from interviews.actions.interviews import schedule_interview
from interviews.actions.printing import choose_print
from interviews.models import Question
from interviews.paper.choosing import choice_for
from interviews.paper.digest import FACT_LENGTH, FACTS
from interviews.paper.missing import missing
from interviews.paper.words import sheet_words
from interviews.rules.printing import GOOD_FOR, PaperSize, Variant, room_on
from tests.factories import (
    InterviewFactory,
    LineFactory,
    PersonFactory,
    ResearchNoteFactory,
    SearchFactory,
    SheetFactory,
)


def _sheet(account, *people, **facts):
    people = people or (PersonFactory(account=account, name="Ana Muñoz"),)
    language = facts.pop("language", "en")
    interview = InterviewFactory(account=account, people=people, **facts)
    return SheetFactory(interview=interview, language=language)


def _fact(words, label):
    return next((fact["lines"] for fact in words["facts"] if fact["label"] == label), None)


def test_both_clocks_are_told_and_when_the_close_begins(account):
    person = PersonFactory(account=account, name="Ana", zone="America/New_York")
    sheet = _sheet(account, person)
    schedule_interview(
        sheet.interview, on_date=date(2026, 12, 3), at_time=day_time(15), zone="Europe/Lisbon"
    )

    words = sheet_words(sheet)

    assert _fact(words, "When") == [
        "Thursday 3 December 2026, 15:00 Lisbon (UTC, you)",
        "Thursday 3 December 2026, 10:00 New York (UTC−5, Ana)",
    ]
    assert words["questions"]["plan"].endswith("5 min close · close from 15:15")


def test_without_a_time_the_sheet_says_so(account):
    words = sheet_words(_sheet(account))

    assert _fact(words, "When") == ["No time agreed yet"]
    assert words["questions"]["plan"].endswith("5 min close")


def test_a_stranger_s_sheet_has_no_line_on_how_we_know_each_other(account):
    account.groups = ["Chess club"]
    connections = []
    for tie, connection, groups in (
        ("cold", "", []),
        ("cold", "Same choir", []),
        ("school", "", ["chess CLUB"]),
    ):
        person = PersonFactory(account=account, tie=tie, connection=connection, groups=groups)
        connections.append(_fact(sheet_words(_sheet(account, person)), "Our connection"))

    assert connections == [
        None,
        ["We have not met", "Same choir"],
        ["Same school · we share Chess club"],
    ]


def test_who_they_are_stands_in_a_line_or_two(account):
    person = PersonFactory(account=account, earlier=["Teacher", "Nurse"], groups=["Choir"])

    words = sheet_words(_sheet(account, person))

    assert _fact(words, "Who they are") == ["Before: Teacher, Nurse", "Schools and groups: Choir"]


@pytest.mark.parametrize(
    ("medium", "place", "alt", "says"),
    [
        ("video", "Zoom: https://z.us/j/1 (room 2)", "QR code: https://z.us/j/1", "Scan to open"),
        ("phone", "+351 (21) 123-45", "QR code: tel:+3512112345", "Scan to call"),
        ("in_person", "Rua Nova 3, Porto", "QR code: Rua Nova 3, Porto", "Scan to open"),
    ],
)
def test_where_we_meet_is_a_code_too(account, medium, place, alt, says):
    code = sheet_words(_sheet(account, medium=medium, place=place))["code"]

    assert (code["alt"], code["says"]) == (alt, says)


def test_without_a_place_there_is_no_code(account):
    assert sheet_words(_sheet(account))["code"] is None


def test_names_keep_their_order_whatever_their_script(account):
    people = [PersonFactory(account=account, name=name) for name in ("أحمد", "محمد")]

    assert sheet_words(_sheet(account, *people))["heading"] == "\u2068أحمد\u2069, \u2068محمد\u2069"


@pytest.mark.full
def test_research_is_short_and_tells_how_much_more_there_is(account):
    person = PersonFactory(account=account)
    for number in range(FACTS + 3):
        ResearchNoteFactory(person=person, text=f"Fact {number}. " + "Long. " * 200)
    sheet = _sheet(account, person)

    research = sheet_words(sheet)["research"]

    assert len(research["notes"]) == FACTS
    assert all(len(note["text"]) <= FACT_LENGTH for note in research["notes"])
    assert research["more"][:2] == ["and 3 more notes", "and 4 more notes"]
    assert research["more"][-1] == f"and {FACTS + 3} more notes"


def test_lines_to_write_on_grow_with_the_minutes(account):
    sheet = _sheet(account)
    for minutes, purpose in ((1, ""), (5, "advice"), (60, ""), (5, "closing")):
        LineFactory(sheet=sheet, minutes=minutes, purpose=purpose)

    rows = {
        variant: [
            question["rows"] for question in sheet_words(sheet, variant)["questions"]["items"]
        ]
        for variant in Variant
    }

    assert rows[Variant.USUAL] == [2, 5, 8, 1]
    assert rows[Variant.ROOMY] == [5, 10, 12, 3]
    assert rows[Variant.COMPACT] == [1, 1, 1, 0]
    assert rows[Variant.BLANK] == rows[Variant.CARDS] == [0, 0, 0, 0]


def test_every_variant_is_explained_and_fits_what_remembers_it():
    assert list(GOOD_FOR) == list(Variant)
    assert all(len(variant) <= 10 for variant in Variant)
    assert all(room_on(variant).most <= 12 for variant in Variant)


def test_only_the_questions_are_handed_over(account):
    person = PersonFactory(account=account, tie="school")
    search = SearchFactory(account=account)
    Belief.objects.create(account=account, search=search, text="a secret belief")
    ResearchNoteFactory(person=person, text="a secret fact")
    sheet = _sheet(account, person, purpose="a secret wish", search=search)
    LineFactory(sheet=sheet, probes="Really?")

    for variant in (Variant.BLANK, Variant.CARDS):
        words = sheet_words(sheet, variant)
        assert "secret" not in str(words)
        [question] = words["questions"]["items"]
        assert question["probes"] == ([] if variant == Variant.BLANK else ["Really?"])


def test_two_languages_come_from_the_line_or_in_a_sheet_of_one_from_its_question(account):
    question = Question.objects.create(
        account=account, text_en="Why?", text_zh="为什么？", purpose="advice", category="day"
    )
    sheet = _sheet(account)
    LineFactory(sheet=sheet, text="Why, Ana?", question=question)
    LineFactory(sheet=sheet, text="Mine", second_text="我的")

    def seconds():
        words = sheet_words(sheet, Variant.BILINGUAL)["questions"]
        return words["second_lang"], [question["second"] for question in words["items"]]

    assert seconds() == ("zh", ["为什么？", ""])
    sheet.second_language = "zh-hans"
    assert seconds() == ("zh", ["", "我的"])
    sheet.language, sheet.second_language = "zh-hans", ""
    assert seconds() == ("en", ["Why?", ""])
    assert sheet_words(sheet)["questions"]["items"][0]["second"] == ""


def test_a_job_round_has_room_for_their_questions_and_the_next_step(account):
    sheet = _sheet(account, kind="job", round_name="Second round")
    LineFactory(sheet=sheet, text="How is success measured?")
    LineFactory(sheet=sheet, text="Tell us about a failure.", is_theirs=True)

    words, usual = sheet_words(sheet), sheet_words(_sheet(account))

    assert words["eyebrow"] == "Job interview round · Second round · 20 min"
    assert [q["text"] for q in words["questions"]["items"]] == ["How is success measured?"]
    assert (words["theirs"]["rows"], usual["theirs"]["rows"]) == (5, 0)
    assert words["closing"]["next"]["heading"] == "What happens next?"
    assert words["closing"]["next"]["ask"].endswith("what are the next steps, and when?")
    assert usual["closing"]["next"]["heading"] == "Who should I meet next?"
    assert usual["closing"]["next"]["ask"] == ""
    sheet.language = "zh-hans"
    assert sheet_words(sheet)["closing"]["next"]["ask"] == "告辞前要问清：下一步是什么，什么时候？"


def test_a_chinese_sheet_is_chinese_down_to_labels_and_dates(account):
    person = PersonFactory(account=account, name="王小明", zone="Asia/Shanghai", tie="school")
    sheet = _sheet(account, person, language="zh-hans", place="https://example.com")
    schedule_interview(
        sheet.interview, on_date=date(2026, 12, 3), at_time=day_time(20), zone="Asia/Shanghai"
    )

    words = sheet_words(sheet)

    assert words["facts"][0]["label"] == "时间"
    assert words["facts"][0]["lines"][1].startswith("2026年12月3日 星期四 20:00 Shanghai")
    told = [words["theirs"], words["closing"], words["debrief"], words["questions"]["plan"]]
    told += [words["research"], words["beliefs"], words["more"], words["page"], words["eyebrow"]]
    told += [fact["label"] for fact in words["facts"]] + [words["code"]["says"]]
    assert _english(told) == set()


def _english(data):
    """Return the English words in any text, but for the places of page numbers."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        return set().union(*(_english(value) for value in data))
    return (
        {data}
        if isinstance(data, str) and data.replace("{n}", "").replace("{m}", "").isascii() and data
        else set()
    )


def test_what_cannot_be_printed_is_named_with_its_place(account):
    person = PersonFactory(
        account=account, name="Ana 😀", title="Head of 数据", earlier=["Ṱ\u0331 नम"]
    )
    sheet = _sheet(account, person)
    LineFactory(sheet=sheet, text="Why?")
    LineFactory(sheet=sheet, text="Fun 😀?", probes="Really 😀?")

    found = {one.letter: (one.name, one.places) for one in missing(sheet_words(sheet))}

    assert found["😀"] == ("U+1F600 grinning face", ["the name", "question 2"])
    assert found["न"][1] == ["“Who they are”"]


@pytest.mark.parametrize(
    ("country", "asked", "size"),
    [
        ("US", "", "letter"),
        ("CA", "", "letter"),
        ("PT", "", "a4"),
        ("", "", "a4"),
        ("US", "a4", "a4"),
        ("PT", "letter", "letter"),
        ("PT", "a5", "a4"),
    ],
)
def test_the_size_follows_the_country_unless_asked(account, country, asked, size):
    account.country = country

    assert choice_for(_sheet(account), size=asked).size == size


def test_a_sheet_is_printed_as_it_was_or_as_the_newest_one_was(account):
    first, second = _sheet(account), _sheet(account)
    both = _sheet(account)
    both.second_language = "zh-hans"

    assert choice_for(first).variant == Variant.USUAL
    assert choice_for(both).variant == Variant.BILINGUAL

    choose_print(second, variant=Variant.LARGE, size=PaperSize.LETTER)

    assert [choice_for(sheet).variant for sheet in (first, second)] == [Variant.LARGE] * 2
    assert choice_for(first).size == PaperSize.LETTER
    assert choice_for(second, variant="cards").variant == Variant.CARDS
    assert choice_for(second, variant="nonsense").variant == Variant.LARGE
