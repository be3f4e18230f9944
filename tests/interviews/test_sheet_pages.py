import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from interviews.actions.sheets import open_sheet
from interviews.rules.starter import shipped
from tests.cases import few
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    QuestionFactory,
    SheetFactory,
)

OPTIONS = {"small_talk_minutes": 3, "closing_minutes": 4, "languages": "en"}


@pytest.fixture
def sheet(account):
    return open_sheet(InterviewFactory(account=account), at=clock.now())


def url(name, sheet):
    return reverse(name, args=[sheet.interview_id])


def keys(sheet):
    return [line.key for line in sheet.lines.all()]


def offered(answer):
    return [question.handle for question, *_ in answer.context["offers"]]


def test_a_sheet_is_made_when_its_page_is_first_opened(page, account):
    interview = InterviewFactory(account=account)

    answer = page.get(reverse("sheet-edit", args=[interview.pk]))

    assert len(answer.context["lines"]) == 8
    assert "20 minutes, just full" in answer.content.decode()
    assert {shipped()[key].purpose for key in offered(answer)} == {
        "trends",
        "resources",
        "assignments",
    }


@pytest.mark.full
def test_too_much_is_warned_about_in_plain_words(page, sheet):
    page.post(url("line-create", sheet), {"pick": "hardest-project"})

    answer = page.get(url("sheet-edit", sheet)).content.decode()

    assert "4 minutes over 20" in answer
    assert "ended on time" in answer


@pytest.mark.full
def test_questions_are_searched_in_the_bank(page, htmx, sheet):
    found = htmx.get(url("sheet-edit", sheet), {"find-q": "projects hardest"}, target="offers")

    assert found.content.lstrip().startswith(b'<div id="offers"')
    assert b"was the hardest" in found.content
    assert offered(page.get(url("sheet-edit", sheet), {"find-q": "projects hardest"})) == [
        "hardest-project"
    ]


@pytest.mark.full
def test_more_than_the_first_few_are_offered_on_request(page, sheet):
    few = page.get(url("sheet-edit", sheet))
    everything = page.get(url("sheet-edit", sheet), {"all": "1"})

    assert len(offered(few)) == 6
    assert len(offered(everything)) == 6 + few.context["more"]
    assert "openings" not in offered(everything)


@pytest.mark.full
def test_a_question_is_picked_and_no_longer_offered(page, htmx, sheet):
    answer = htmx.post(
        url("line-create", sheet),
        {"pick": "hardest-project", "find-q": "hardest"},
        target="builder",
    )

    assert keys(sheet)[-3:] == ["hardest-project", "who-next", "report-back"]
    assert answer.content.lstrip().startswith(b'<div id="builder"')
    assert "Added as question 7." in answer.content.decode()
    assert 'value="hardest"' in answer.content.decode()
    assert "hardest-project" not in offered(page.get(url("sheet-edit", sheet), {"all": "1"}))


@pytest.mark.full
def test_an_added_question_is_taken_back(page, sheet):
    page.post(url("line-create", sheet), {"pick": "hardest-project"})
    page.post(url("line-create", sheet), {"text": "Why now?", "purpose": "advice", "minutes": "3"})

    answer = page.post(url("sheet-undo", sheet), follow=True)

    assert "Why now?" not in answer.content.decode()
    assert keys(sheet)[-3:] == ["hardest-project", "who-next", "report-back"]


@pytest.mark.full
def test_a_question_that_is_there_already_is_not_added_nor_taken_back(page, htmx, sheet):
    answer = htmx.post(url("line-create", sheet), {"pick": "who-next"}, target="builder")

    assert "It is on the sheet already, as question 7." in answer.content.decode()
    assert len(keys(sheet)) == 8
    assert page.post(url("sheet-undo", sheet)).status_code == 404


@pytest.mark.full
def test_a_switched_off_or_unknown_question_is_not_picked(page, sheet, stranger):
    foreign = QuestionFactory(account=stranger)

    for handle in ("openings", "no-such-key", str(foreign.pk)):
        answer = page.post(url("line-create", sheet), {"pick": handle})

        assert answer.status_code == 404
    assert len(keys(sheet)) == 8


def test_a_question_is_written_for_this_talk_only(page, sheet, account):
    page.post(
        url("line-create", sheet),
        {"text": " How is Porto\ndifferent? ", "purpose": "trends", "minutes": 2},
    )

    line = sheet.lines.first()
    assert (line.text, line.purpose, line.minutes) == ("How is Porto different?", "trends", 2)
    assert not account.questions.exists()


def test_a_written_question_can_be_kept(page, sheet, account):
    sheet.language = "zh-hans"
    sheet.save()
    words = {"text": "波尔图有什么不同？", "purpose": "trends", "minutes": 2, "keep": "on"}
    refused = page.post(url("line-create", sheet), words)
    page.post(url("line-create", sheet), {**words, "category": "culture"})

    question = account.questions.get()
    assert refused.status_code == 422
    assert "波尔图有什么不同？" in refused.content.decode()
    assert (question.text_zh, question.text_en) == ("波尔图有什么不同？", "")
    assert sheet.lines.first().question == question


@pytest.mark.full
@pytest.mark.parametrize("fate", few(["as it was", "on another sheet", "changed since"]))
def test_undoing_a_written_question_takes_it_out_of_the_list_too(page, sheet, account, fate):
    words = {"text": "How is Porto different?", "purpose": "trends", "minutes": 2}
    page.post(url("line-create", sheet), {**words, "keep": "on", "category": "culture"})
    question = account.questions.get()
    if fate == "on another sheet":
        LineFactory(sheet=SheetFactory(account=account), account=account, question=question)
    if fate == "changed since":
        account.questions.update(text_en="How is Lisbon different?")

    page.post(url("sheet-undo", sheet))

    assert not sheet.lines.filter(text="How is Porto different?").exists()
    assert account.questions.exists() == (fate != "as it was")


@pytest.mark.full
def test_the_way_back_can_be_put_away(page, htmx, sheet):
    page.post(reverse("line-remove", args=[sheet.lines.first().pk]))

    answer = htmx.post(url("sheet-undo", sheet), {"do": "close"}, target="builder")

    assert answer.context["undo"] == ""
    assert len(keys(sheet)) == 7
    assert page.post(url("sheet-undo", sheet)).status_code == 404


@pytest.mark.full
def test_a_line_moves_and_says_where_to(page, htmx, sheet):
    line = sheet.lines.first()
    move = reverse("line-move", args=[line.pk])

    answer = htmx.post(move, {"by": "1"}, target="builder")
    plain = page.post(move, {"by": "1"})

    assert "Now question 2 of 8." in answer.content.decode()
    assert plain["Location"] == f"{url('sheet-edit', sheet)}#line-{line.pk}"
    assert keys(sheet)[:3] == ["most-important-tasks", "deciding-skills", "typical-week"]
    assert page.post(move, {"by": "7"}).status_code == 400


def test_a_dragged_order_is_kept(page, sheet):
    order = [str(line.pk) for line in sheet.lines.all()][::-1]
    before = keys(sheet)

    page.post(url("sheet-order", sheet), {"order": ",".join(order)})

    assert keys(sheet) == before[::-1]
    assert page.post(url("sheet-order", sheet), {"order": "1,x"}).status_code == 400


def test_a_line_is_reworded_in_its_place(page, htmx, sheet):
    line = sheet.lines.first()
    reword = reverse("line-edit", args=[line.pk])
    form = htmx.get(reword, target="builder").content.decode()

    refused = page.post(reword, {"text": "", "minutes": "7"})
    page.post(reword, {"text": "How was your week in Porto?", "minutes": "7"})

    line.refresh_from_db()
    assert form.lstrip().startswith('<div id="builder"')
    assert 'id="reword-text"' in form
    assert refused.status_code == 422 and 'value="7"' in refused.content.decode()
    assert (line.text, line.minutes) == ("How was your week in Porto?", 7)


def test_a_removed_line_can_be_put_back_and_its_note_is_shown(page, sheet):
    line = sheet.lines.all()[2]
    AnswerFactory(line=line, text="Curiosity, she says.")
    page.post(reverse("line-remove", args=[line.pk]))
    without = page.get(url("sheet-edit", sheet)).content.decode()

    assert "Notes of removed questions" in without and "Curiosity, she says." in without
    assert "deciding-skills" not in keys(sheet)

    page.post(url("sheet-undo", sheet))

    assert keys(sheet)[2] == "deciding-skills"
    assert sheet.lines.all()[2].answers.get().text == "Curiosity, she says."
    assert page.post(url("sheet-undo", sheet)).status_code == 404


@pytest.mark.full
def test_undo_is_offered_for_its_own_sheet_and_until_the_next_change(page, account, sheet):
    other = open_sheet(InterviewFactory(account=account), at=clock.now())
    first, second = sheet.lines.all()[:2]
    page.post(reverse("line-remove", args=[first.pk]))

    assert page.post(url("sheet-undo", other)).status_code == 404
    assert b"put-back" in page.get(url("sheet-edit", sheet)).content

    page.post(reverse("line-move", args=[second.pk]), {"by": "1"})

    assert b"put-back" not in page.get(url("sheet-edit", sheet)).content


@pytest.mark.full
def test_another_language_is_spoken_and_said(page, sheet):
    page.post(
        reverse("line-edit", args=[sheet.lines.first().pk]), {"text": "Mine?", "minutes": "3"}
    )

    answer = page.post(
        url("sheet-options", sheet), {**OPTIONS, "languages": "zh-hans"}, follow=True
    )

    sheet.refresh_from_db()
    assert sheet.language == "zh-hans"
    assert sheet.lines.get(key="report-back").text == shipped()["report-back"].zh
    assert "1 question keeps your wording" in answer.content.decode()


@pytest.mark.full
def test_options_out_of_range_change_nothing(page, htmx, sheet):
    answer = htmx.post(
        url("sheet-options", sheet), {**OPTIONS, "closing_minutes": "900"}, target="builder"
    )

    sheet.refresh_from_db()
    assert answer.status_code == 422
    assert 'value="900"' in answer.content.decode()
    assert sheet.closing_minutes == 4


@pytest.mark.full
def test_three_lines_cost_no_more_queries_than_one(page, account):
    def count(lines):
        sheet = open_sheet(InterviewFactory(account=account), at=clock.now())
        sheet.lines.all().delete()
        for position in range(lines):
            LineFactory(sheet=sheet, position=position)
        with CaptureQueriesContext(connection) as queries:
            page.get(url("sheet-edit", sheet))
        return len(queries)

    count(1)

    assert count(1) == count(3)


def heard(account, person, key="typical-week", text="Mostly planning."):
    talk = InterviewFactory(account=account, people=[person], stage="held", ended_at=clock.now())
    return AnswerFactory(
        line=LineFactory(sheet__interview=talk, key=key, text="How was it?"), text=text
    )


def test_every_question_says_why_it_is_there(page, account, sheet):
    LineFactory(sheet=sheet, text="Only here?", position=40)

    answer = page.get(url("sheet-edit", sheet))

    rows = {row.line.key: row for row in answer.context["rows"]}
    assert rows["typical-week"].is_core and rows["typical-week"].reasons == ["covers Insights"]
    assert rows["who-next"].is_core and rows["who-next"].reasons == ["belongs to the close"]
    html = answer.content.decode()
    assert "Covers Insights" in html and "Written for this talk" in html


@pytest.mark.full
def test_what_they_answered_is_left_out_shown_and_asked_anyway(page, htmx, account):
    interview = InterviewFactory(account=account)
    person = interview.people.get()
    heard(account, person)

    first = page.get(reverse("sheet-edit", args=[interview.pk]))
    html = first.content.decode()
    left = {row.question.handle: row for row in first.context["left_out"]}

    assert left["typical-week"].heard.text == "Mostly planning."
    assert f"{person.name} answered it on" in html and "Mostly planning." in html
    assert "Its answer is public. Look it up:" in html
    assert "typical-week" not in [row.line.key for row in first.context["rows"]]
    assert "typical-week" not in offered(first)

    add = reverse("line-create", args=[interview.pk])
    htmx.post(add, {"pick": "typical-week"}, target="builder")

    rows = page.get(reverse("sheet-edit", args=[interview.pk])).context["rows"]
    (row,) = [row for row in rows if row.line.key == "typical-week"]
    assert row.heard.text == "Mostly planning."


def test_a_suggestion_is_made_told_and_undone(page, htmx, sheet):
    page.post(reverse("line-remove", args=[sheet.lines.get(key="typical-week").pk]))
    before = keys(sheet)

    answer = htmx.post(url("sheet-suggest", sheet), {"how": "more"}, target="builder")

    assert "1 question added." in answer.content.decode()
    assert len(keys(sheet)) == 8

    page.post(url("sheet-undo", sheet))

    assert keys(sheet) == before

    plain = page.post(url("sheet-suggest", sheet), {"how": "anew"})

    assert plain["Location"] == url("sheet-edit", sheet)
    assert len(keys(sheet)) == 8

    full = htmx.post(url("sheet-suggest", sheet), {"how": "more"}, target="builder")

    assert "Nothing changed" in full.content.decode() and b"put-back" not in full.content


@pytest.mark.full
def test_minutes_are_set_in_place(page, htmx, sheet):
    line = sheet.lines.first()
    minutes = reverse("line-minutes", args=[line.pk])

    answer = htmx.post(minutes, {"minutes": "6"}, target="builder").content.decode()
    refused = page.post(minutes, {"minutes": "0"})

    line.refresh_from_db()
    assert line.minutes == 6
    assert "minutes over 20" in answer
    assert refused.status_code == 422 and "1 to 60 minutes" in refused.content.decode()


@pytest.mark.full
def test_follow_ups_and_a_second_language_are_worded(page, sheet):
    page.post(url("sheet-options", sheet), {**OPTIONS, "languages": "en+zh-hans"})
    line = sheet.lines.get(key="typical-week")
    words = {"text": "Mine?", "second_text": "我的？", "probes": " And \n\nthen?", "minutes": "2"}

    form = page.get(reverse("line-edit", args=[line.pk])).content.decode()
    page.post(reverse("line-edit", args=[line.pk]), words)

    assert shipped()["typical-week"].zh in form
    line.refresh_from_db()
    assert (line.text, line.second_text, line.probes) == ("Mine?", "我的？", "And\nthen?")

    form = page.get(reverse("line-edit", args=[line.pk])).content.decode()
    page.post(reverse("line-bank-words", args=[line.pk]))

    line.refresh_from_db()
    assert "Back to these words" in form
    assert (line.text, line.second_text) == (
        shipped()["typical-week"].en,
        shipped()["typical-week"].zh,
    )
    own = LineFactory(sheet=sheet, position=40)
    assert page.post(reverse("line-bank-words", args=[own.pk])).status_code == 404


def test_a_job_round_is_offered_its_own_and_shows_theirs_apart(page, account):
    sheet = open_sheet(InterviewFactory(account=account, kind="job"), at=clock.now())
    LineFactory(sheet=sheet, text="Why us?", is_theirs=True, minutes=30, position=40)

    answer = page.get(url("sheet-edit", sheet))

    mine = [row.line.key for row in answer.context["rows"]]
    assert len(mine) > 3
    assert all("job" in shipped()[key].kinds for key in [*mine, *offered(answer)])
    assert [line.text for line in answer.context["theirs"]] == ["Why us?"]
    assert answer.context["plan"].over == 0
    assert "What they asked" in answer.content.decode()


@pytest.mark.full
def test_words_find_questions_of_every_audience_in_both_languages(page, sheet):
    for words in ("清洗数据", "cleaning data"):
        found = offered(page.get(url("sheet-edit", sheet), {"find-q": words}))

        assert "cleaning-data" in found


@pytest.mark.full
def test_much_told_costs_no_more_queries_than_little(page, account):
    interview = InterviewFactory(account=account)
    person = interview.people.get()
    edit = reverse("sheet-edit", args=[interview.pk])
    heard(account, person)
    page.get(edit)

    def count():
        with CaptureQueriesContext(connection) as queries:
            page.get(edit)
        return len(queries)

    one = count()
    for key in ("hiring-process", "deciding-skills", "team-size"):
        heard(account, person, key=key)
        LineFactory(sheet=interview.sheet, key=key)

    assert count() == one <= 30
