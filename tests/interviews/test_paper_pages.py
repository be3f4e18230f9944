import re
from datetime import date
from datetime import time as day_time

import pytest
from django.urls import reverse

from interviews.actions.interviews import schedule_interview
from interviews.models import Sheet
from tests.cases import few
from tests.factories import (
    InterviewFactory,
    LineFactory,
    PersonFactory,
    ResearchNoteFactory,
    SheetFactory,
)
from tests.papers import sheet_to_print
from tests.printed import read, texts


def _print(page, sheet, **asked):
    return page.get(reverse("sheet-print", args=[sheet.interview_id]), asked)


def test_the_print_page_says_what_the_pdf_says(page, account):
    sheet = sheet_to_print(account)

    html = _print(page, sheet).content.decode()

    for words in ("Ana Muñoz", "10:00 New York", "not checked", "Who should I meet next?"):
        assert words in html
    assert 'aria-label="QR code: https://us02web.zoom.us' in html
    assert "2 pages, A4" in html and "What else, whom else" in html
    # Six questions with two or three lines, two that close, the boxes, and the debrief.
    assert html.count('class="paper-line"') == 13 + 2 + (9 + 12 + 2) + 6


def test_the_print_page_shows_as_much_research_as_the_paper_has_room_for(page, account):
    person = PersonFactory(account=account)
    for number in range(20):
        ResearchNoteFactory(person=person, text=f"Fact {number}. " + "Long words here. " * 12)
    sheet = SheetFactory(interview=InterviewFactory(account=account, people=[person]))

    answer = _print(page, sheet)

    shown = len(answer.context["paper"]["research"]["notes"])
    assert 3 < shown < 12 and f"and {20 - shown} more notes" in answer.content.decode()


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_variant_is_chosen_and_remembered(page, htmx, account, is_htmx):
    sheet = SheetFactory(interview=InterviewFactory(account=account))
    LineFactory(sheet=sheet)
    choose = reverse("sheet-paper", args=[sheet.interview_id])
    asked = {"variant": ["usual", "cards"], "paper": "letter"}
    answer = htmx.post(choose, asked, target="printing") if is_htmx else page.post(choose, asked)

    sheet.refresh_from_db()
    assert (sheet.variant, sheet.paper_size) == ("cards", "letter")
    if is_htmx:
        assert answer.content.decode().lstrip().startswith('<div id="printing">')
    else:
        assert answer["Location"] == reverse("sheet-print", args=[sheet.interview_id])
    assert 'data-variant="cards"' in _print(page, sheet).content.decode()
    assert 'data-variant="blank"' in _print(page, sheet, variant="blank").content.decode()
    assert Sheet.objects.get().variant == "cards"


@pytest.mark.full
def test_a_sheet_too_long_for_one_page_says_so(page, account):
    usual, long = (sheet_to_print(account, length=length) for length in ("usual", "long"))

    said = [
        "One page holds about 21 questions"
        in _print(page, sheet, variant="compact").content.decode()
        for sheet in (usual, long)
    ]

    assert said == [False, True]


def test_one_page_is_printed_from_the_pdf_that_is_measured(page, account):
    sheet = sheet_to_print(account)

    offered = {
        variant: "data-print" in _print(page, sheet, variant=variant).content.decode()
        for variant in ("usual", "compact")
    }

    assert offered == {"usual": True, "compact": False}


def test_letters_that_cannot_be_printed_are_named_before_the_download(page, account):
    person = PersonFactory(account=account, name="Ana 😀")
    interview = InterviewFactory(account=account, people=[person])

    html = page.get(reverse("sheet-print", args=[interview.pk])).content.decode()

    notice = html[html.index("cannot be printed") : html.index("Download PDF")]
    assert "😀" in notice and "grinning face" in notice and "the name" in notice


def test_the_pdf_is_a_download_named_after_the_person(page, account):
    person = PersonFactory(account=account, name="王小明")
    interview = InterviewFactory(account=account, people=[person])

    answer = page.get(reverse("sheet-pdf", args=[interview.pk]) + "?paper=letter&variant=blank")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E7%8E%8B%E5%B0%8F%E6%98%8E.pdf"
    )
    assert float(read(answer.content).pages[0].mediabox.width) == 612


@pytest.mark.full
def test_several_talks_of_a_day_are_one_pdf(page, account):
    talks = []
    for name, hour in (("Bo", 16), ("Ana ☃", 9)):
        interview = InterviewFactory(
            account=account, people=[PersonFactory(account=account, name=name)]
        )
        schedule_interview(
            interview, on_date=date(2026, 12, 3), at_time=day_time(hour), zone="Europe/Lisbon"
        )
        talks.append(interview)
    all_of_day = reverse("day-sheets", args=["2026-12-03"])

    html = page.get(reverse("sheet-print", args=[talks[0].pk])).content.decode()
    pages = texts(page.get(all_of_day, {"variant": "blank"}).content)

    assert all_of_day in html and "The same day: Ana ☃, Bo." in html
    assert "In the sheet for Ana ☃ □ will stand for:" in html
    assert "☃ (U+2603 snowman) in the name" in re.sub("</?bdi>", "", html)
    assert ["Ana" in pages[0], "Bo" in pages[1]] == [True, True]


@pytest.mark.parametrize("day", ["2026-12-04", "2026-13-01", "tomorrow"])
def test_a_day_without_talks_has_no_pdf(page, account, day):
    assert page.get(reverse("day-sheets", args=[day])).status_code == 404


def test_one_talk_alone_offers_no_pdf_of_the_day(page, account):
    html = _print(page, sheet_to_print(account)).content.decode()

    assert "interviews/day/" not in html


@pytest.mark.parametrize("name", few(["sheet-print", "sheet-pdf", "sheet-paper"]))
def test_a_stranger_gets_no_paper(page, stranger, name):
    interview = InterviewFactory(account=stranger)
    address = reverse(name, args=[interview.pk])

    assert 404 in (page.get(address).status_code, page.post(address).status_code)
