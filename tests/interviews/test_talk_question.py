import pytest
from django.urls import reverse

from interviews.models import Line, LineState, Question
from tests.factories import InterviewFactory, LineFactory, SheetFactory


@pytest.fixture
def sheet(account):
    sheet = SheetFactory(account=account, interview=InterviewFactory(account=account))
    LineFactory(account=account, sheet=sheet, text="First?", purpose="trends", category="path")
    LineFactory(account=account, sheet=sheet, text="Second?")
    return sheet


@pytest.fixture
def url(sheet):
    return reverse("talk-question", args=[sheet.interview_id])


def texts(sheet):
    return list(sheet.lines.values_list("text", flat=True))


def test_a_question_that_came_up_goes_to_the_end(page, sheet, url):
    key = f"line-{sheet.lines.first().pk}"
    sent = {f"note-{key}": "Typed before", f"version-{key}": "0", "new-text": "And  then?"}

    answer = page.post(url, sent)

    line = sheet.lines.last()
    assert texts(sheet) == ["First?", "Second?", "And then?"]
    assert answer["Location"].endswith(f"/talk/#line-{line.pk}")
    assert sheet.interview.answers.get().text == "Typed before"
    assert line.question is None and not Question.objects.exists()


def test_or_after_the_one_at_hand_and_htmx_gets_only_it(htmx, sheet, url):
    first = sheet.lines.first()

    html = htmx.post(
        url, {"new-text": "Why?", "new-after": first.pk}, target="new-question"
    ).content.decode()

    line = sheet.lines.get(text="Why?")
    assert texts(sheet) == ["First?", "Why?", "Second?"]
    assert f'id="line-{line.pk}"' in html and f'data-after="{first.pk}"' in html
    assert 'id="new-question"' in html and "First?</h2>" not in html


def test_it_is_kept_among_my_questions_on_request_and_goes_with_its_undo(page, sheet, url):
    sent = {"new-text": "Why?", "new-after": sheet.lines.first().pk, "new-keep": "on"}
    html = page.post(url, sent, follow=True).content.decode()
    line = sheet.lines.get(text="Why?")
    question = Question.objects.get()
    undo = reverse("line-take-back", args=[line.pk]) + f"?question={question.pk}"

    assert (question.text_en, question.purpose, question.category) == ("Why?", "trends", "path")
    assert undo in html
    page.post(undo)
    assert texts(sheet) == ["First?", "Second?"]
    assert not Question.objects.exists()


def test_taking_a_line_back_leaves_my_questions_alone(page, sheet):
    mine = Question.objects.create(
        account=sheet.account, text_en="Mine?", purpose="trends", category="day"
    )
    line = LineFactory(account=sheet.account, sheet=sheet, question=mine)

    page.post(reverse("line-take-back", args=[line.pk]))

    assert not Line.objects.filter(pk=line.pk).exists()
    assert Question.objects.get() == mine


@pytest.mark.parametrize(("kind", "is_theirs"), [("job", True), ("coffee", False)])
def test_in_a_job_round_they_ask_too(page, sheet, url, kind, is_theirs):
    sheet.interview.kind = kind
    sheet.interview.save()

    page.post(url, {"new-text": "Why us?", "new-theirs": "1"})

    line = sheet.lines.last()
    html = page.get(reverse("talk", args=[sheet.interview_id])).content.decode()
    assert line.is_theirs == is_theirs
    assert (line.state == LineState.ASKED) == is_theirs
    assert ("How I answered" in html) == is_theirs


@pytest.mark.parametrize("name", ["talk", "talk-end"])
def test_one_half_typed_is_not_lost(page, sheet, name):
    page.post(reverse(name, args=[sheet.interview_id]), {"new-text": "Half typed?"})

    assert texts(sheet)[-1] == "Half typed?"


@pytest.mark.parametrize("text", ["", "x" * 501])
def test_no_question_is_none_and_stays_to_be_mended(htmx, sheet, url, text):
    answer = htmx.post(url, {"new-text": text}, target="new-question")

    assert answer.status_code == 422
    assert answer.context["new_form"].errors
    assert len(texts(sheet)) == 2


def test_a_stranger_adds_and_takes_back_nothing(client, stranger, sheet, url):
    client.force_login(stranger)
    line = sheet.lines.first()

    codes = [
        client.post(url, {"new-text": "Mine?"}).status_code,
        client.post(reverse("line-take-back", args=[line.pk])).status_code,
    ]

    assert codes == [404, 404]
    assert texts(sheet) == ["First?", "Second?"]
