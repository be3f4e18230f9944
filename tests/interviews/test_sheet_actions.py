import json
from dataclasses import asdict

import pytest

from config.kit import clock
from interviews.actions.sheet_languages import reword_as_in_bank, speak
from interviews.actions.sheets import (
    Change,
    add_line,
    move_line,
    open_sheet,
    order_lines,
    remove_line,
    reword_line,
    suggest_anew,
    suggest_more,
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


def words_of_line(line):
    return {name: getattr(line, name) for name in ("text", "second_text", "probes")}


def test_a_line_takes_the_follow_ups_and_both_wordings_along(account):
    question = as_shipped(account, shipped()["typical-week"])
    interview = InterviewFactory(account=account)
    sheet = SheetFactory(interview=interview, language="zh-hans", second_language="en")

    line = add_line(sheet, question=question)

    assert words_of_line(line) == {
        "text": question.text_zh,
        "second_text": question.text_en,
        "probes": question.probes_zh,
    }


def test_two_languages_change_places_with_the_words_of_this_talk(account, sheet):
    add_line(sheet, question=as_shipped(account, shipped()["typical-week"]))
    speak(sheet, language="en", second_language="zh-hans")
    line = sheet.lines.get()
    reword_line(
        line, text="Your week in Porto?", second_text="在波尔图的一周？", probes="And Monday?"
    )

    result = speak(sheet, language="zh-hans", second_language="en")

    line.refresh_from_db()
    assert words_of_line(line) == {
        "text": "在波尔图的一周？",
        "second_text": "Your week in Porto?",
        "probes": "And Monday?",
    }
    assert (result.changed, result.kept) == (1, 0)

    take_back(sheet, result.change)

    line.refresh_from_db()
    sheet.refresh_from_db()
    assert (line.text, sheet.language, sheet.second_language) == (
        "Your week in Porto?",
        "en",
        "zh-hans",
    )


def test_a_question_gets_its_own_words_back_and_mine_again(account, sheet):
    line = add_line(sheet, question=as_shipped(account, shipped()["typical-week"]))
    reword_line(line, text="Your week in Porto?", probes="", minutes=7)

    change = reword_as_in_bank(line)

    assert line.text == shipped()["typical-week"].en
    assert line.probe_list == [*shipped()["typical-week"].probes_en]

    take_back(sheet, change)

    line.refresh_from_db()
    assert (line.text, line.probes, line.minutes) == ("Your week in Porto?", "", 7)


def test_words_of_its_own_have_no_way_back_to_a_list(sheet):
    assert reword_as_in_bank(LineFactory(sheet=sheet)) is None


def test_more_is_suggested_for_the_minutes_that_are_left_and_taken_back(account):
    sheet = open_sheet(InterviewFactory(account=account), at=clock.now())
    before = keys(sheet)
    remove_line(sheet.lines.get(key="typical-week"))
    remove_line(sheet.lines.get(key="hiring-process"))
    fewer = keys(sheet)

    change = suggest_more(sheet)

    assert sorted(keys(sheet)) == sorted(before)

    take_back(sheet, change)

    assert keys(sheet) == fewer


def test_anew_keeps_what_is_mine_asked_or_noted_and_is_taken_back_whole(account):
    sheet = open_sheet(InterviewFactory(account=account, minutes=30), at=clock.now())
    sheet.lines.filter(key__in=["typical-week", "deciding-skills", "hiring-process"]).delete()
    mine = LineFactory(sheet=sheet, text="Written by me?", minutes=2, position=50)
    extra = ["changing-teams", "new-tools", "dull-parts", "what-gets-built"]
    added = {key: add_line(sheet, question=as_shipped(account, shipped()[key])) for key in extra}
    reword_line(added["new-tools"], text="Which new tool, in Porto?")
    AnswerFactory(line=added["dull-parts"])
    Line.objects.filter(pk=added["what-gets-built"].pk).update(state="asked")
    before = [line.pk for line in sheet.lines.all()]

    change = suggest_anew(sheet)

    stay = {mine.text, "Which new tool, in Porto?", added["dull-parts"].text}
    assert stay | {added["what-gets-built"].text} <= {*texts(sheet)}
    assert "changing-teams" not in keys(sheet)
    assert {"typical-week", "who-next"} <= {*keys(sheet)}

    take_back(sheet, change)

    assert [line.pk for line in sheet.lines.all()] == before


def test_a_removed_line_comes_back_with_all_that_it_was(account, sheet):
    question = QuestionFactory(account=account)
    line = LineFactory(
        sheet=sheet,
        question=question,
        second_text="二",
        probes="And?",
        rating=3,
        is_theirs=True,
        state="asked",
    )
    was = {field.attname: getattr(line, field.attname) for field in Line._meta.fields}

    take_back(sheet, Change.read(json.loads(json.dumps(asdict(remove_line(line))))))

    back = Line.objects.get(pk=line.pk)
    assert {**was, "position": back.position} == {
        field.attname: getattr(back, field.attname) for field in Line._meta.fields
    }


def test_moving_among_mine_passes_what_they_asked(sheet, three):
    Line.objects.filter(pk=three[1].pk).update(is_theirs=True)

    assert move_line(three[2], by=-1) == 0
    assert [text for text in texts(sheet) if text != "b"] == ["c", "a"]
