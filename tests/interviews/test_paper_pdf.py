import pytest

from config.kit.printable import SUBSTITUTE
from interviews.paper.choosing import Choice
from interviews.paper.pdf import day_pdf, printed, sheet_pdf
from interviews.paper.words import sheet_words
from interviews.rules.printing import PaperSize, Variant
from tests.cases import few
from tests.factories import (
    InterviewFactory,
    LineFactory,
    PersonFactory,
    ResearchNoteFactory,
    SheetFactory,
)
from tests.papers import sheet_to_print
from tests.printed import MILLIMETRE, drawn, faults, headings, read, text, texts

A4, LETTER = PaperSize


def _pdf(sheet, variant=Variant.USUAL, size=A4):
    return sheet_pdf(sheet, Choice(variant, size))


@pytest.fixture
def sheet(account):
    return sheet_to_print(account)


def test_a_sheet_prints_all_that_is_taken_along(sheet):
    sheet.lines.update(probes="")  # so that the last page has room for more notes

    said = text(_pdf(sheet))

    for words in (
        "Ana Muñoz",
        "Head of Analytics, Clínica do Sol",
        "Thursday 3 December 2026, 15:00 Lisbon (UTC, you)",
        "Thursday 3 December 2026, 10:00 New York (UTC−5, Ana)",
        "Scan to open",
        "Before: Maths teacher, Hospital controller",
        "She gave the alumni talk in May.",
        "Leads a team of six",
        "a degree is expected",
        "1. What did your last ordinary week look like",
        "3 min",
        "Who should I meet next?",
        "May I use your name?",
        "I promised",
        "They promised",
        "To read, watch or follow",
        "What I learned",
        "How it fits me",
        "What else, whom else",
        "More notes",
        "Page 1 of 2",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("variant", "size", "language"),
    few(
        [
            (Variant.USUAL, LETTER, "zh-hans"),
            (Variant.COMPACT, LETTER, "en"),
            (Variant.ROOMY, A4, "en"),
            (Variant.LARGE, A4, "en"),
            (Variant.BILINGUAL, LETTER, "en"),
            (Variant.BLANK, A4, "zh-hans"),
            (Variant.CARDS, A4, "en"),
        ]
    ),
)
def test_every_variant_is_accessible_and_cuts_nothing(account, variant, size, language):
    sheet = sheet_to_print(account, language=language)

    pdf = _pdf(sheet, variant, size)

    assert faults(pdf, sheet, variant) == []
    assert read(pdf).trailer["/Root"]["/Lang"] == ("zh-CN" if language != "en" else "en")
    page = read(pdf).pages[0].mediabox
    wide, tall = {A4: (210, 297), LETTER: (215.9, 279.4)}[size]
    assert float(page.width) == pytest.approx(wide * MILLIMETRE, abs=0.1)
    assert float(page.height) == pytest.approx(tall * MILLIMETRE, abs=0.1)


def test_the_usual_talk_fits_on_one_page_and_a_long_one_says_that_it_does_not(account):
    pages = {}
    for length in ("usual", "long"):
        sheet = sheet_to_print(account, length=length)
        words = sheet_words(sheet, Variant.COMPACT)
        pages[length] = printed(words, sheet, Choice(Variant.COMPACT, LETTER)).pages

    assert pages["usual"] == 1 and pages["long"] > 1


@pytest.mark.full
def test_what_does_not_fit_on_one_page_fills_it_first(account):
    sheet = sheet_to_print(account, length="long")

    first, *_ = texts(_pdf(sheet, Variant.COMPACT))

    assert f"1. {sheet.lines.first().text[:12]}" in first


def test_the_pdf_is_tagged_titled_and_in_its_language(sheet):
    reader = read(_pdf(sheet))

    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert reader.metadata.title == "Ana Muñoz – Informational interview"
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()
    assert headings(reader) == ["/H1", *["/H2"] * 3, *["/H3"] * 8, *["/H2"] * 4]


@pytest.mark.parametrize(
    "name",
    few(["喆堃玥珺镕", "Nguyễn Thị Hằng Παπαδοπούλου Їжак", "أحمد محمود", "דָּנִיאֵל לוי"], quick=2),
)
def test_names_of_many_scripts_are_drawn_with_our_own_fonts(account, name):
    person = PersonFactory(account=account, name=name, title=name)
    sheet = SheetFactory(interview=InterviewFactory(account=account, people=[person]))
    LineFactory(sheet=sheet, text=name)

    pdf = _pdf(sheet)

    assert SUBSTITUTE not in text(pdf) and faults(pdf, sheet) == []


@pytest.mark.full
def test_marks_on_what_the_chinese_font_draws_do_not_stop_the_press(account):
    sheet = sheet_to_print(account, language="zh-hans", name="—\u0303 ’\u030a “\u0308 王")

    assert faults(_pdf(sheet), sheet) == []


NASTY = ['#panic("x")', "$ x^2 $", "*bold* _it_ `code`", "<label> @ref", "\\u{41} // no", '"}]']


def test_text_is_never_read_as_markup(account):
    person = PersonFactory(account=account, name="Ana", title=" ".join(NASTY))
    sheet = SheetFactory(interview=InterviewFactory(account=account, people=[person]))
    for nasty in NASTY:
        LineFactory(sheet=sheet, text=nasty)

    said = text(_pdf(sheet))

    assert [nasty for nasty in NASTY if said.count(nasty) < 2] == []


@pytest.mark.full
def test_as_much_as_the_forms_take_stays_on_the_paper(account):
    sheet = sheet_to_print(account, length="extreme")

    for variant in (Variant.USUAL, Variant.CARDS):
        assert faults(_pdf(sheet, variant), sheet, variant) == []


@pytest.mark.full
def test_research_takes_at_most_a_third_of_a_page(account):
    person = PersonFactory(account=account)
    for number in range(20):
        ResearchNoteFactory(person=person, text=f"Fact {number}. " + "Long words here. " * 12)
    sheet = SheetFactory(interview=InterviewFactory(account=account, people=[person]))
    words = sheet_words(sheet)

    found = printed(words, sheet, Choice(Variant.USUAL, A4))
    said = text(_pdf(sheet))

    assert 3 < found.notes < 12
    assert f"and {20 - found.notes} more notes" in said
    # From its heading to what says that there is more, in points of a page of 842.
    first = drawn(read(_pdf(sheet)).pages[0])
    assert 0.2 < (first.height_of("What I found out") - first.height_of("more notes")) / 842 < 1 / 3


@pytest.mark.full
def test_the_talks_of_a_day_have_pages_of_their_own(account):
    sheets = [
        (sheet_to_print(account, name=name), Choice(variant, A4))
        for name, variant in (("Ana", "usual"), ("Bo", "compact"), ("Cai", "cards"))
    ]

    pages = texts(day_pdf(sheets))

    numbers = ["Page 1 of 2", "Page 2 of 2", "Page 1 of 1", "Page 1 of 2", "Page 2 of 2"]
    assert len(pages) == 5
    assert all(number in page for number, page in zip(numbers, pages, strict=True))
    assert ["Bo" in page for page in pages] == [False, False, True, False, False]
