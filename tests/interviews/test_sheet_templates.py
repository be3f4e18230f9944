"""Sheets kept as templates, and questions taken over from them or from another talk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from interviews.actions.sheet_templates import keep_template, of_sheet, of_template, take_questions
from interviews.actions.sheets import add_line, open_sheet, reword_line, take_back
from interviews.models import SheetTemplate
from interviews.models.banks import as_shipped
from interviews.rules.starter import shipped
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    QuestionFactory,
    SheetFactory,
)


@pytest.fixture
def sheet(account):
    """A sheet of three: a core question, one of mine reworded, and words for one talk only."""
    sheet = SheetFactory(interview=InterviewFactory(account=account))
    question = QuestionFactory(
        account=account, text_en="What would you ask?", text_zh="您会问什么？"
    )
    LineFactory(sheet=sheet, key="typical-week", text=shipped()["typical-week"].en, position=0)
    reword_line(add_line(sheet, question=question), minutes=7, probes="And then?")
    LineFactory(sheet=sheet, text="Only here?", purpose="closing", position=9)
    LineFactory(sheet=sheet, text="Theirs?", is_theirs=True, position=10)
    return sheet


@pytest.fixture
def other(account):
    return SheetFactory(interview=InterviewFactory(account=account))


def texts(sheet):
    return [line.text for line in sheet.lines.all()]


def url(name, sheet):
    return reverse(name, args=[sheet.interview_id])


def test_a_template_keeps_questions_as_worded_and_timed(sheet, other):
    template = keep_template(sheet, name="First talks", at=clock.now())

    take_questions(other, of_template(template), is_replacing=False)

    kept = [(line.text, line.minutes, line.probes) for line in other.lines.all()]
    assert kept == [
        (shipped()["typical-week"].en, 3, ""),
        ("What would you ask?", 7, "And then?"),
        ("Only here?", 3, ""),
    ]


def test_taken_questions_speak_the_language_of_the_sheet(sheet, other):
    other.language = "zh-hans"
    other.save()

    take_questions(other, of_sheet(sheet), is_replacing=False)

    assert texts(other) == [shipped()["typical-week"].zh, "您会问什么？", "Only here?"]


def test_adding_leaves_what_is_there_and_asks_nothing_twice(sheet, other):
    LineFactory(sheet=other, key="typical-week", text="Mine?", position=0)

    change = take_questions(other, of_sheet(sheet), is_replacing=False)

    assert texts(other) == ["Mine?", "What would you ask?", "Only here?"]

    take_back(other, change)

    assert texts(other) == ["Mine?"]


def test_replacing_keeps_what_has_notes_and_is_taken_back(sheet, other):
    noted, plain = (LineFactory(sheet=other, text=text) for text in ("Noted?", "Plain?"))
    AnswerFactory(line=noted)

    change = take_questions(other, of_sheet(sheet), is_replacing=True)

    assert texts(other)[0] == "Noted?" and "Plain?" not in texts(other)
    assert len(texts(other)) == 4

    take_back(other, change)

    assert [line.pk for line in other.lines.all()] == [noted.pk, plain.pk]


def test_replacing_takes_wording_minutes_and_order_along(sheet, other):
    own = sheet.lines.get(minutes=7).question
    for question in (own, as_shipped(sheet.account, shipped()["typical-week"])):
        reword_line(add_line(other, question=question), text="As mine.", minutes=1)

    change = take_questions(other, of_sheet(sheet), is_replacing=True)

    assert [(line.text, line.minutes) for line in other.lines.all()] == [
        (line.text, line.minutes) for line in sheet.lines.filter(is_theirs=False)
    ]

    take_back(other, change)

    assert texts(other) == ["As mine.", "As mine."]


@pytest.mark.full
def test_a_question_deleted_since_is_taken_as_words(account, sheet, other):
    template = keep_template(sheet, name="First talks", at=clock.now())
    account.questions.all().delete()

    take_questions(other, of_template(template), is_replacing=False)

    assert other.lines.get(text="What would you ask?").question is None


def test_a_sheet_is_kept_and_used_by_its_pages(page, htmx, account, sheet, other):
    refused = page.post(url("sheet-template-create", sheet), {"name": ""})
    page.post(url("sheet-template-create", sheet), {"name": "First talks"})
    template = account.sheet_templates.get()
    source = {"source": f"template-{template.pk}"}

    answer = htmx.post(url("sheet-take", other), {**source, "how": "add"}, target="builder")

    assert refused.status_code == 422
    assert answer.content.lstrip().startswith(b'<div id="builder"')
    assert "3 questions added." in answer.content.decode()
    assert texts(other)[-1] == "Only here?"

    page.post(url("sheet-undo", other))

    assert texts(other) == []


@pytest.mark.full
def test_a_template_is_used_for_a_planned_talk(page, account, sheet, other):
    template = keep_template(sheet, name="First talks", at=clock.now())
    use = reverse("sheet-template-use", args=[template.pk])
    new = InterviewFactory(account=account)
    LineFactory(sheet=other, text="Mine?", position=0)

    listed = page.get(reverse("sheet-template-list")).content.decode()
    led = page.post(use, {"talk": new.pk})
    page.post(use, {"talk": other.interview_id})

    assert "3 questions" in listed and "20 min" in listed
    assert led["Location"] == reverse("sheet-edit", args=[new.pk])
    assert texts(new.sheet) == texts(sheet)[:3]
    assert set(texts(other)) == {"Mine?", *texts(sheet)[:3]}

    page.post(url("sheet-undo", other))

    assert texts(other) == ["Mine?"]


@pytest.mark.full
def test_a_template_is_used_for_no_talk_that_is_over_or_a_strangers(page, account, stranger, sheet):
    template = keep_template(sheet, name="First talks", at=clock.now())
    over = InterviewFactory(account=account, stage="held")
    foreign = InterviewFactory(account=stranger)

    for talk in (over.pk, foreign.pk, "", "x"):
        answer = page.post(reverse("sheet-template-use", args=[template.pk]), {"talk": talk})

        assert answer.status_code == 422
        assert "<details" in answer.content.decode()
    assert not account.sheets.filter(interview=over).exists()


def test_the_sheet_of_another_talk_is_duplicated(page, sheet, other):
    page.post(url("sheet-take", other), {"source": f"sheet-{sheet.pk}", "how": "replace"})

    assert texts(other) == texts(sheet)[:3]


def test_nothing_is_taken_from_a_stranger(page, stranger, other):
    foreign = open_sheet(InterviewFactory(account=stranger), at=clock.now())
    template = keep_template(foreign, name="Theirs", at=clock.now())

    for source in (f"sheet-{foreign.pk}", f"template-{template.pk}", ""):
        answer = page.post(url("sheet-take", other), {"source": source, "how": "add"})

        assert answer.status_code == 422
    assert page.post(reverse("sheet-template-delete", args=[template.pk])).status_code == 404
    assert texts(other) == []


def test_a_template_is_renamed(page, account):
    template = SheetTemplate.objects.create(account=account, name="Old")
    edit = reverse("sheet-template-edit", args=[template.pk])

    refused = page.post(edit, {"name": " "})
    page.post(edit, {"name": "New"})

    template.refresh_from_db()
    assert refused.status_code == 422
    assert template.name == "New"


def test_a_deleted_template_comes_back(page, account):
    template = SheetTemplate.objects.create(account=account, name="Old", lines=[{"text": "Why?"}])

    said = page.post(reverse("sheet-template-delete", args=[template.pk]), follow=True)
    gone = account.sheet_templates.exists()
    page.post(reverse("sheet-template-restore"))

    assert reverse("sheet-template-restore") in said.content.decode()
    assert not gone
    assert account.sheet_templates.get().lines == [{"text": "Why?"}]
    assert page.post(reverse("sheet-template-restore")).status_code == 404


@pytest.mark.full
def test_three_templates_cost_no_more_queries_than_one(page, account):
    def count():
        with CaptureQueriesContext(connection) as queries:
            page.get(reverse("sheet-template-list"))
        return len(queries)

    InterviewFactory(account=account)

    assert "No templates yet" in page.get(reverse("sheet-template-list")).content.decode()
    SheetTemplate.objects.create(account=account, name="One")
    one = count()
    for name in ("Two", "Three"):
        InterviewFactory(account=account)
        SheetTemplate.objects.create(account=account, name=name)
    assert count() == one
