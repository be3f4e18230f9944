import os
import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.kit import clock
from interviews.actions.notes import (
    NoteChanged,
    NoteTooLong,
    restore_version,
    save_answer,
    set_aside,
)
from interviews.actions.talks import begin_talk
from interviews.models import Answer, AnswerVersion, LineState
from interviews.rules.notes import LONGEST, joined
from tests.factories import AnswerFactory, InterviewFactory, LineFactory


@pytest.fixture
def line(account):
    return LineFactory(account=account, sheet__account=account, sheet__interview__account=account)


def save(line, text, seen_version, *, at=None, base=None):
    return save_answer(
        interview=line.sheet.interview,
        line=line,
        text=text,
        seen_version=seen_version,
        base=base,
        at=at or clock.now(),
    )


def test_a_first_note_is_stored_with_its_question(line):
    answer = save(line, "Two days of meetings.", 0)

    assert (answer.version, answer.asked) == (1, line.text)
    assert line.answers.get().text == "Two days of meetings."


def test_an_empty_first_note_makes_no_row(line):
    assert save(line, "", 0).version == 0
    assert not Answer.objects.exists()


def test_a_changed_note_keeps_what_it_said_before(line):
    save(line, "Two days of meetings.", 0)
    save(line, "Two days of meetings. One of mail.", 1)

    answer = save(line, "", 2)

    assert (answer.text, answer.version) == ("", 3)
    kept = [(version.version, version.text) for version in answer.versions.all()]
    assert kept == [(2, "Two days of meetings. One of mail.")]


def test_asking_again_after_a_lost_answer_changes_nothing(line):
    save(line, "Two days.", 0)

    answer = save(line, "Two days.", 0)

    assert (answer.version, answer.versions.count()) == (1, 0)


def test_a_note_changed_elsewhere_is_not_overwritten(line):
    save(line, "Theirs", 0)

    with pytest.raises(NoteChanged) as raised:
        save(line, "Mine", 0)

    assert (raised.value.mine, raised.value.answer.text) == ("Mine", "Theirs")
    assert line.answers.get().text == "Theirs"


def test_two_who_wrote_on_different_lines_are_made_one(line):
    save(line, "One\nTwo", 0)
    save(line, "One\nTwo, theirs", 1)

    answer = save(line, "One, mine\nTwo", 1, base="One\nTwo")

    assert (answer.text, answer.version) == ("One, mine\nTwo, theirs", 3)


def test_a_note_made_one_may_not_grow_too_long(line):
    save(line, "x" * LONGEST, 0)

    with pytest.raises(NoteChanged):
        save(line, "One more", 0, base="")


def test_who_has_seen_what_the_server_lost_is_asked(line):
    save(line, "Restored", 0)

    with pytest.raises(NoteChanged):
        save(line, "Restored\nMine", 7, base="Restored\nMore")


def test_rewriting_on_and_on_keeps_a_text_a_minute(line):
    began, version = clock.now(), 0
    texts = [f"Grown by {n:05} percent" for n in range(25)]
    for n, text in enumerate(texts):
        version = save(line, text, version, at=began + timedelta(seconds=5 * n)).version

    kept = line.answers.get().versions.values_list("text", flat=True)
    assert list(kept)[::-1] == texts[0:24:12]


def test_letting_go_of_a_text_bit_by_bit_keeps_it_whole(line):
    began, text = clock.now(), "They plan on Mondays and hardly ever stick to the plan"
    save(line, "A slip", 0, at=began)
    save(line, "A slop", 1, at=began)
    save(line, text, 2, at=began)
    for n in range(len(text)):
        save(line, text[: len(text) - n - 1], 3 + n, at=began)

    kept = line.answers.get().versions.values_list("text", flat=True)
    assert list(kept) == [text, "A slop", "A slip"]


def test_a_note_too_long_is_refused_whole(line):
    with pytest.raises(NoteTooLong):
        save(line, "x" * (LONGEST + 1), 0)

    assert not Answer.objects.exists()


def test_free_notes_stand_beside_those_of_a_question(line):
    interview = line.sheet.interview
    save(line, "Under the question", 0)

    save_answer(interview=interview, text="Free", seen_version=0, at=clock.now())

    assert interview.answers.get(part="free").text == "Free"
    assert interview.answers.get(line=line).text == "Under the question"


def test_the_first_note_during_the_talk_marks_its_question_as_asked(line):
    interview = line.sheet.interview
    save(line, "A thought beforehand", 0)
    line.refresh_from_db()
    before = line.state

    begin_talk(interview=interview, at=clock.now())
    save(line, "A thought beforehand, and an answer", 1)

    line.refresh_from_db()
    assert (before, line.state) == (LineState.OPEN, LineState.ASKED)


def test_notes_of_a_question_that_left_the_sheet_are_kept_under_its_words(line):
    interview, asked = line.sheet.interview, line.text
    save(line, "Typed before", 0)
    line.delete()

    set_aside(interview=interview, asked=asked, text="Typed before, and after", at=clock.now())
    set_aside(interview=interview, asked=asked, text="From the other tab", at=clock.now())
    set_aside(interview=interview, asked=asked, text="From the other tab", at=clock.now())

    answer = interview.answers.get()
    assert answer.asked == asked
    assert answer.text == "Typed before, and after\n\nFrom the other tab"


def test_an_earlier_text_comes_back_and_the_later_one_is_kept(line):
    save(line, "First", 0)
    answer = save(line, "Second", 1)

    restore_version(interview=line.sheet.interview, version=answer.versions.get(), at=clock.now())

    answer.refresh_from_db()
    assert answer.text == "First"
    assert answer.versions.first().text == "Second"


STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1]),
        st.sampled_from(
            ["type", "line", "cut", "clear", "save", "save, answer lost", "both", "mine", "theirs"]
        ),
    ),
    max_size=16,
)


@settings(
    max_examples=int(os.environ.get("EXAMPLES", "10")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_two_writers_in_any_order_lose_nothing(account, steps):
    """Every word ever stored is in the note or one of its versions, else its writer holds it."""
    interview, began = InterviewFactory(account=account), clock.now()
    writers = [{"text": "", "base": "", "seen": 0, "sent": set()} for _ in range(2)]
    for n, (who, step) in enumerate(steps):
        _take(interview, writers[who], step, f"<{n}>", began + timedelta(minutes=2 * n))

    answer = interview.answers.first()
    stored = [answer.text, *answer.versions.values_list("text", flat=True)] if answer else [""]
    for writer in writers:
        for word in writer["sent"]:
            assert any(word in text for text in stored), (word, stored)


def _take(interview, writer, step, word, at):
    text = writer["text"]
    typed = {"type": text + word, "line": f"{text}\n{word}", "clear": ""}
    typed["cut"] = text.partition("\n")[2]
    if step in typed:
        writer["text"] = typed[step]
    else:
        _send(interview, writer, step, at)


def _send(interview, writer, step, at):
    def send(text, **more):
        answer = save_answer(
            interview=interview, text=text, seen_version=writer["seen"], at=at, **more
        )
        writer["sent"] |= set(re.findall("<[0-9]+>", text))
        if step != "save, answer lost":
            writer.update(text=answer.text, base=answer.text, seen=answer.version)

    mine = writer["text"]
    try:
        send(mine, base=writer["base"])
    except NoteChanged as changed:
        theirs = changed.answer.text
        if step.startswith("save"):
            return
        writer["seen"] = changed.answer.version
        send(joined(theirs, mine) if step == "both" else mine, is_chosen=True)
        if step == "theirs":
            send(theirs, is_chosen=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_the_same_moment_one_is_told():
    line = AnswerFactory().line
    both_ready, told = Barrier(2), []

    def write(text):
        both_ready.wait()
        try:
            save(line, text, 1)
        except NoteChanged as changed:
            told.append((changed.mine, changed.answer.text))
        finally:
            connection.close()

    threads = [Thread(target=write, args=(text,)) for text in ("Mine", "Theirs")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    stored = line.answers.get().text
    assert told == [({"Mine": "Theirs", "Theirs": "Mine"}[stored], stored)]
    assert AnswerVersion.objects.count() == 1
