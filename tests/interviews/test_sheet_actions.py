import pytest

from config.kit import clock
from interviews.actions.sheet_languages import speak
from interviews.actions.sheets import (
    add_line,
    move_line,
    open_sheet,
    order_lines,
    remove_line,
    reword_line,
    take_back,
)
from interviews.models import Line
from interviews.models.banks import as_shipped
from interviews.rules.starter import shipped
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    PersonFactory,
    QuestionFactory,
    SheetFactory,
)


def texts(sheet):
    return [line.text for line in sheet.lines.all()]


def keys(sheet):
    return [line.key for line in sheet.lines.all()]


@pytest.fixture
def sheet(account):
    return SheetFactory(interview=InterviewFactory(account=account))


@pytest.fixture
def three(sheet):
    return [LineFactory(sheet=sheet, text=text, position=i) for i, text in enumerate("abc")]


def test_a_sheet_of_twenty_minutes_opens_with_the_core_questions_in_asking_order(account):
    interview = InterviewFactory(account=account)

    sheet = open_sheet(interview, at=clock.now())

    assert keys(sheet) == [
        "typical-week",
        "most-important-tasks",
        "deciding-skills",
        "working-together",
        "hiring-process",
        "outstanding-candidates",
        "who-next",
        "report-back",
    ]
    assert texts(sheet)[0] == shipped()["typical-week"].en
    assert {line.account for line in sheet.lines.all()} == {account}


def test_opening_again_changes_nothing(account):
    interview = InterviewFactory(account=account)
    first = open_sheet(interview, at=clock.now())
    remove_line(first.lines.first())

    again = open_sheet(interview, at=clock.now())

    assert again == first
    assert len(keys(again)) == 7


def test_a_sheet_opens_in_the_language_of_the_person(account):
    person = PersonFactory(account=account, language="zh-hans")

    sheet = open_sheet(InterviewFactory(account=account, people=[person]), at=clock.now())

    assert sheet.language == "zh-hans"
    assert texts(sheet)[0] == shipped()["typical-week"].zh


def test_a_sheet_opens_with_my_wording_and_without_what_i_switched_off(account):
    mine = as_shipped(account, shipped()["typical-week"])
    mine.text_en = "How was your week?"
    mine.save()
    off = as_shipped(account, shipped()["hiring-process"])
    off.is_off = True
    off.save()

    sheet = open_sheet(InterviewFactory(account=account), at=clock.now())

    assert sheet.lines.get(key="typical-week").question == mine
    assert "How was your week?" in texts(sheet)
    assert "hiring-process" not in keys(sheet)


def test_an_added_question_joins_before_the_close(account, sheet):
    LineFactory(sheet=sheet, purpose="insights", position=0)
    closing = LineFactory(sheet=sheet, purpose="closing", position=1)
    question = QuestionFactory(account=account, purpose="advice", text_en="What would you try?")

    line = add_line(sheet, question=question)

    closing.refresh_from_db()
    assert texts(sheet)[1] == "What would you try?"
    assert (line.position, closing.position) == (1, 2)


def test_a_question_is_added_once(account, sheet):
    question = QuestionFactory(account=account)

    first = add_line(sheet, question=question)
    again = add_line(sheet, question=question)

    assert again == first
    assert sheet.lines.count() == 1


def test_rewording_leaves_the_bank_alone(account, sheet):
    question = QuestionFactory(account=account, text_en="What surprised you?")
    line = add_line(sheet, question=question)

    reword_line(line, text="What surprised you in Porto?", minutes=5)

    question.refresh_from_db()
    assert question.text_en == "What surprised you?"
    assert texts(sheet) == ["What surprised you in Porto?"]


def test_a_line_moves_and_stops_at_the_ends(sheet, three):
    move_line(three[2], by=-1)
    assert texts(sheet) == ["a", "c", "b"]

    assert move_line(three[2], by=-5) == 0
    assert texts(sheet) == ["c", "a", "b"]


def test_a_whole_order_is_taken_and_foreign_lines_are_ignored(account, sheet, three):
    foreign = LineFactory(position=0)
    a, b, c = (line.pk for line in three)

    order_lines(sheet, order=[c, foreign.pk, a, b])

    foreign.refresh_from_db()
    assert texts(sheet) == ["c", "a", "b"]
    assert foreign.position == 0


def test_removing_a_line_keeps_its_note_and_undo_brings_both_back(account, sheet, three):
    answer = AnswerFactory(line=three[1], text="Mostly planning.")

    removed = remove_line(three[1])

    answer.refresh_from_db()
    assert texts(sheet) == ["a", "c"]
    assert (answer.line, answer.asked, answer.text) == (None, "b", "Mostly planning.")

    take_back(sheet, removed)

    answer.refresh_from_db()
    assert texts(sheet) == ["a", "b", "c"]
    assert answer.line == three[1]


def test_undo_never_takes_another_talks_note(account, sheet, three):
    removed = remove_line(three[0])
    other = AnswerFactory(line=LineFactory(sheet__interview__account=account))
    other.line.delete()
    other.refresh_from_db()
    removed.removed[0].answer_ids.append(other.pk)

    take_back(sheet, removed)

    other.refresh_from_db()
    assert other.line is None


def test_another_language_changes_all_but_what_was_reworded(account):
    sheet = open_sheet(InterviewFactory(account=account), at=clock.now())
    reword_line(sheet.lines.get(key="typical-week"), text="How was your week in Porto?")
    add_line(sheet, question=QuestionFactory(account=account, text_en="Only in English?"))

    result = speak(sheet, language="zh-hans")

    sheet.refresh_from_db()
    worded = {line.key: line.text for line in sheet.lines.all()}
    assert (result.changed, result.kept, sheet.language) == (7, 2, "zh-hans")
    assert worded["typical-week"] == "How was your week in Porto?"
    assert worded["who-next"] == shipped()["who-next"].zh

    speak(sheet, language="en")

    assert Line.objects.get(sheet=sheet, key="who-next").text == shipped()["who-next"].en
