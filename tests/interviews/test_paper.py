import io
import re
import time
from datetime import date
from datetime import time as day_time

import page as page_validation
import pytest
from django.urls import reverse
from pypdf import PdfReader

from config.kit.printable import SUBSTITUTE, unprintable
from contacts.models import Belief
from interviews.actions.interviews import schedule_interview
from interviews.paper import FACT_LENGTH, FACTS, sheet_pdf, sheet_words, size_for
from tests.factories import (
    AccountFactory,
    InterviewFactory,
    LineFactory,
    OrganisationFactory,
    PersonFactory,
    ResearchNoteFactory,
    SearchFactory,
    SheetFactory,
)
from tests.printed import strange_fonts, undrawn

MILLIMETRE = 72 / 25.4


@pytest.fixture
def sheet(account):
    search = SearchFactory(account=account)
    Belief.objects.create(account=account, search=search, text="a degree is expected")
    clinic = OrganisationFactory(account=account, name="Clínica do Sol")
    ana = PersonFactory(
        account=account,
        name="Ana Muñoz",
        title="Head of Analytics",
        organisation=clinic,
        zone="America/New_York",
        connection="She gave the alumni talk.",
    )
    ResearchNoteFactory(person=ana, text="Taught maths until 2019.", source="Her talk")
    ResearchNoteFactory(person=ana, text="Leads a team of six.", is_verified=True)
    interview = InterviewFactory(
        account=account, people=[ana], search=search, purpose="How a week splits."
    )
    schedule_interview(
        interview, on_date=date(2026, 12, 3), at_time=day_time(15), zone="Europe/Lisbon"
    )
    sheet = SheetFactory(interview=interview)
    LineFactory(sheet=sheet, text="What does a typical week look like?", minutes=4)
    return sheet


def _read(pdf):
    return PdfReader(io.BytesIO(pdf))


def _text(pdf):
    return "\n".join(page.extract_text() for page in _read(pdf).pages)


def test_a_sheet_prints_all_that_is_taken_along(sheet):
    text = _text(sheet_pdf(sheet, size="a4"))

    for words in (
        "Ana Muñoz",
        "Head of Analytics, Clínica do Sol",
        "Thursday 3 December 2026, 15:00 Lisbon (UTC, you)",
        "Thursday 3 December 2026, 10:00 New York (UTC−5, Ana)",
        "She gave the alumni talk.",
        "How a week splits.",
        "Taught maths until 2019.",
        "a degree is expected",
        "1. What does a typical week look like?",
        "4 min",
        "Who should I meet next?",
        "May I use your name?",
        "I promised",
        "They promised",
        "Page 1 of",
    ):
        assert words in text
    assert text.count("not checked") == 1


def test_a_stranger_s_sheet_has_no_line_on_how_we_know_each_other(sheet):
    person = sheet.interview.people.get()
    labels = []
    for tie, connection in (("cold", ""), ("cold", "Same choir"), ("school", "")):
        person.tie, person.connection = tie, connection
        person.save()
        labels.append({fact["label"] for fact in sheet_words(sheet)["facts"]})

    assert ["Our connection" in shown for shown in labels] == [False, True, True]


def test_the_pdf_is_tagged_titled_and_in_its_language(sheet):
    reader = _read(sheet_pdf(sheet, size="a4"))

    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert catalogue["/Lang"] == "en"
    assert reader.metadata.title == "Ana Muñoz – Informational interview"
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()
    assert list(_headings(catalogue["/StructTreeRoot"])) == [
        "/H1",
        *["/H2"] * 3,
        "/H3",
        *["/H2"] * 2,
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_independent_checker_finds_the_pdf_accessible(sheet, language):
    sheet.language = language

    report = page_validation.validate_pdf_bytes(sheet_pdf(sheet, size="letter"), profile="ua1")

    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


def _headings(node):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _headings(child)
    elif isinstance(node, dict):
        if re.fullmatch(r"/H\d", str(node.get("/S", ""))):
            yield str(node["/S"])
        if "/K" in node:
            yield from _headings(node["/K"])


@pytest.mark.parametrize(("size", "width", "height"), [("a4", 210, 297), ("letter", 215.9, 279.4)])
def test_both_paper_sizes_are_exact(sheet, size, width, height):
    for page in _read(sheet_pdf(sheet, size=size)).pages:
        assert float(page.mediabox.width) == pytest.approx(width * MILLIMETRE, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(height * MILLIMETRE, abs=0.1)


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
def test_the_size_follows_the_country_unless_asked(db, country, asked, size):
    assert size_for(AccountFactory.build(country=country), asked) == size


@pytest.mark.parametrize(
    "name",
    [
        "王小明",
        "喆堃玥珺镕",
        "Zoë Nguyễn Thị Hằng",
        "Ελένη Παπαδοπούλου",
        "Юлія Їжак",
        "Łukasz Żółć",
        "أحمد محمود",
        "דָּנִיאֵל לוי",
    ],
)
def test_names_of_many_scripts_are_drawn_with_our_own_fonts(account, name):
    person = PersonFactory(account=account, name=name, title=name)
    sheet = SheetFactory(interview=InterviewFactory(account=account, people=[person]))
    LineFactory(sheet=sheet, text=name)

    pdf = sheet_pdf(sheet, size="a4")

    assert unprintable(name) == [] and SUBSTITUTE not in _text(pdf)
    assert undrawn(pdf) == 0 and strange_fonts(pdf) == set()


def test_a_chinese_sheet_is_chinese_down_to_labels_and_dates(account):
    person = PersonFactory(account=account, name="王小明", zone="Asia/Shanghai", tie="school")
    interview = InterviewFactory(account=account, people=[person])
    schedule_interview(
        interview, on_date=date(2026, 12, 3), at_time=day_time(20), zone="Asia/Shanghai"
    )
    sheet = SheetFactory(interview=interview, language="zh-hans")
    LineFactory(sheet=sheet, text="您最近比较平常的一周是怎么过的？")

    pdf = sheet_pdf(sheet, size="a4")

    text = _text(pdf).replace(" ", "")
    assert _read(pdf).trailer["/Root"]["/Lang"] == "zh-CN"
    assert "2026年12月3日星期四20:00Shanghai" in text
    assert "您最近比较平常的一周是怎么过的" in text
    for label in ("时间", "我们的渊源", "问题", "你"):
        assert label in text


@pytest.mark.parametrize("nasty", ["😀", "म", "\U0010ffff"])
def test_what_no_font_draws_becomes_a_box_and_is_told(page, account, nasty):
    person = PersonFactory(account=account, name=f"Ana {nasty}")
    interview = InterviewFactory(account=account, people=[person])

    pdf = page.get(reverse("sheet-pdf", args=[interview.pk])).content
    html = page.get(reverse("sheet-print", args=[interview.pk])).content.decode()

    assert f"Ana {SUBSTITUTE}" in _text(pdf)
    assert "show □ instead" in html.replace("shows", "show")


@pytest.mark.parametrize(
    "nasty",
    [
        '#panic("x")',
        "$ x^2 $",
        "*bold* _it_ `code`",
        "<label> @ref",
        "\\u{41} // no comment",
        '"}]',
    ],
)
def test_text_is_never_read_as_markup(account, nasty):
    person = PersonFactory(account=account, name=nasty)
    sheet = SheetFactory(interview=InterviewFactory(account=account, people=[person]))
    LineFactory(sheet=sheet, text=nasty)

    assert _text(sheet_pdf(sheet, size="a4")).count(nasty) >= 2


def test_long_words_and_links_stay_on_the_paper(account):
    link = "https://meet.example.com/" + "a1b2c3d4" * 40
    person = PersonFactory(account=account, name="N" * 200)
    interview = InterviewFactory(account=account, people=[person], place=link)
    sheet = SheetFactory(interview=interview)
    LineFactory(sheet=sheet, text="W" * 500)

    reader = _read(sheet_pdf(sheet, size="a4"))

    for page in reader.pages:
        rights = []
        page.extract_text(visitor_text=lambda text, cm, tm, font, size, to=rights: to.append(tm[4]))
        assert max(rights) < float(page.mediabox.width) - 15 * MILLIMETRE
    plain = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    assert link in plain


def test_no_question_is_parted_from_its_lines(account):
    sheet = SheetFactory(interview=InterviewFactory(account=account))
    for number in range(15):
        LineFactory(sheet=sheet, text=f"Question of many words, number {number}?", minutes=6)

    reader = _read(sheet_pdf(sheet, size="a4"))

    texts = [page.extract_text() for page in reader.pages]
    for number in range(15):
        assert sum(f"number {number}?" in text for text in texts) == 1
    assert all(f"Page {n} of {len(texts)}" in text for n, text in enumerate(texts, start=1))


def test_much_research_becomes_a_digest(account):
    person = PersonFactory(account=account)
    for number in range(FACTS + 3):
        ResearchNoteFactory(person=person, text=f"Fact {number}. " + "Long. " * 200)
    sheet = SheetFactory(interview=InterviewFactory(account=account, people=[person]))

    research = sheet_words(sheet)["research"]

    assert len(research["notes"]) == FACTS and research["more"] == "and 3 more notes"
    assert all(len(note["text"]) <= FACT_LENGTH for note in research["notes"])


def test_lines_grow_with_minutes_and_closing_questions_have_boxes(account):
    sheet = SheetFactory(interview=InterviewFactory(account=account))
    for minutes, purpose in ((1, ""), (5, "advice"), (60, ""), (5, "closing")):
        LineFactory(sheet=sheet, minutes=minutes, purpose=purpose)

    rows = [question["rows"] for question in sheet_words(sheet)["questions"]["items"]]

    assert rows == [2, 5, 8, 1]


def test_the_print_page_says_what_the_pdf_says(page, sheet):
    html = page.get(reverse("sheet-print", args=[sheet.interview_id])).content.decode()

    for words in ("Ana Muñoz", "10:00 New York", "not checked", "Who should I meet next?"):
        assert words in html
    assert html.count('class="paper-line"') == 4 + 6 + 6
    assert "?paper=a4" in html and "?paper=letter" in html


def test_the_print_page_offers_the_paper_of_the_country_first(page, account, sheet):
    account.country = "US"
    account.save()

    html = page.get(reverse("sheet-print", args=[sheet.interview_id])).content.decode()

    first, more = html.split("<details", 1)
    assert "?paper=letter" in first and "?paper=a4" not in first
    assert "?paper=a4" in more and "?paper=letter" not in more


def test_the_pdf_is_a_download_named_after_the_person(page, account):
    person = PersonFactory(account=account, name="王小明")
    interview = InterviewFactory(account=account, people=[person])

    answer = page.get(reverse("sheet-pdf", args=[interview.pk]) + "?paper=letter")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E7%8E%8B%E5%B0%8F%E6%98%8E.pdf"
    )
    assert float(_read(answer.content).pages[0].mediabox.width) == 612


@pytest.mark.parametrize("name", ["sheet-print", "sheet-pdf"])
def test_a_stranger_gets_no_paper(page, stranger, name):
    interview = InterviewFactory(account=stranger)

    assert page.get(reverse(name, args=[interview.pk])).status_code == 404


def test_a_pdf_takes_at_most_100_milliseconds_after_the_first(sheet):
    sheet_pdf(sheet, size="a4")
    taken = []
    for number in range(5):
        sheet.interview.purpose = f"Round {number}"
        start = time.process_time()
        sheet_pdf(sheet, size="a4")
        taken.append(time.process_time() - start)

    assert sorted(taken)[2] < 0.1
