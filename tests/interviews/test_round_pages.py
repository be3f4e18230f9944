"""The pages of job rounds: what they asked, what comes next, and which questions recur."""

from datetime import UTC, date, datetime, timedelta

import pytest

from config.kit.clock import moved_to
from interviews.actions.interviews import hold_interview
from interviews.models import Line, LineState
from interviews.rounds import asked_before, asked_of_me, grouped
from tests.cases import few
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    OrganisationFactory,
    PersonFactory,
    SheetFactory,
)

# A Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)


def round_at(account, place, *, days=0, **more):
    organisation = OrganisationFactory(account=account, name=place)
    person = PersonFactory(account=account, organisation=organisation)
    talk = InterviewFactory(account=account, people=[person], kind="job", **more)
    SheetFactory(interview=talk)
    ended_at = MONDAY + timedelta(days=days)
    return hold_interview(talk, ended_at=ended_at, at=ended_at)


def asked(talk, text, answer="", improve="", rating=None):
    line = LineFactory(sheet=talk.sheet, text=text, is_theirs=True, state="asked", rating=rating)
    for part, note in (("", answer), ("improve", improve)):
        if note:
            AnswerFactory(line=line, text=note, part=part)
    return line


@pytest.fixture
def talk(account):
    return round_at(account, "Contoso", round_name="Phone screen")


@pytest.fixture
def here(talk):
    return f"/interviews/{talk.pk}/debrief/"


def test_what_they_asked_is_added_a_line_each_and_notes_typed_meanwhile_stay(page, talk, here):
    line = asked(talk, "Why us?")
    typed = {f"note-line-{line.pk}": "Your data", f"asked-line-{line.pk}": "Why us?"}
    typed[f"version-line-{line.pk}"] = "0"

    response = page.post(
        f"/interviews/{talk.pk}/theirs/",
        {"theirs": "- Tell me  about yourself\n2) Why us?\n\nTell me about yourself", **typed},
    )

    new = Line.objects.get(text="Tell me about yourself")
    assert response.headers["Location"] == f"{here}#theirs-{new.pk}"
    assert (new.is_theirs, new.state, new.question) == (True, LineState.ASKED, None)
    assert [one.text for one in talk.sheet.lines.all()] == ["Why us?", "Tell me about yourself"]
    assert line.answers.get().text == "Your data"


@pytest.mark.parametrize("theirs", few(["", " \n ", "x" * 501]))
def test_what_cannot_be_a_question_is_refused_and_stays_typed(page, talk, theirs):
    response = page.post(f"/interviews/{talk.pk}/theirs/", {"theirs": theirs})

    assert response.status_code == 422
    assert theirs.strip() in response.content.decode()
    assert not talk.sheet.lines.exists()


def test_a_question_half_typed_is_not_lost_when_the_debrief_is_finished(page, talk, here):
    page.post(f"{here}settle/", {"do": "finish", "theirs": "Why us?"})

    assert talk.sheet.lines.get().text == "Why us?"


def test_my_answer_and_what_to_improve_are_notes_of_the_question(page, talk, here):
    line = asked(talk, "Why us?", answer="Your data", improve="Name a number")

    shown = page.get(here).content.decode()

    assert f'name="note-line-{line.pk}"' in shown and "Your data" in shown
    assert f'name="note-improve-{line.pk}"' in shown and "Name a number" in shown
    assert "Whom else" not in shown and "What I learned" not in shown


def test_a_question_taken_off_leaves_its_notes_and_comes_back_with_them(page, talk, here):
    line = asked(talk, "Why us?", answer="Your data", improve="Name a number")

    page.post(f"/lines/{line.pk}/theirs/")
    assert not talk.sheet.lines.exists()
    assert talk.answers.filter(line=None, asked="Why us?").count() == 2
    page.post(f"/interviews/{talk.pk}/theirs/undo/")

    assert {one.text for one in talk.sheet.lines.get().answers.all()} == {
        "Your data",
        "Name a number",
    }


def test_my_answer_is_rated_in_place(page, htmx, talk, here):
    line = asked(talk, "Why us?")
    address = f"/lines/{line.pk}/rating/"

    part = htmx.post(address, {"rating": "3"}, target=f"their-rating-{line.pk}")
    plain = page.post(address, {"rating": "2"})

    assert part.content.decode().strip().startswith('<div class="cluster" id="their-rating-')
    assert plain.headers["Location"] == f"{here}#theirs-{line.pk}"
    line.refresh_from_db()
    assert line.rating == 2


def test_the_next_step_is_noted_with_its_day_and_plans_the_question(page, htmx, talk, here):
    address = f"/interviews/{talk.pk}/next-step/"
    told = {"next_step": "A case", "next_step_on": "2026-03-13"}

    with moved_to(MONDAY):
        part = htmx.post(address, told, target="next-step")

    assert "Fri 13 Mar 2026" in part.content.decode()
    step = talk.follow_ups.get(kind="ask_next_step", state="open")
    assert step.due_on == date(2026, 3, 16)
    early = page.post(address, {**told, "next_step_on": "2026-03-01"})
    assert early.status_code == 422
    talk.refresh_from_db()
    assert talk.next_step_on == date(2026, 3, 13)


def test_the_thanks_are_honest_and_do_not_quote_my_own_answer(page, talk):
    asked(talk, "Why us?", answer="Because your quetzal data is public.")
    thank = talk.follow_ups.get(kind="thank")

    response = page.post(f"/follow-ups/{thank.pk}/write/", {"channel": "email"}, follow=True)

    shown = response.content.decode()
    assert "will not rescue a bad interview" in shown
    assert "quetzal" not in shown


@pytest.mark.full
def test_a_round_to_come_shows_what_may_be_asked_and_what_to_ask(page, account, talk):
    asked(talk, "Why us?", answer="Your data", rating=3)
    person = talk.people.get()
    ahead = InterviewFactory(account=account, people=[person], kind="job", round_name="Panel")

    shown = page.get(f"/interviews/{ahead.pk}/").content.decode()

    assert "You may well be asked" in shown and "Your data" in shown
    assert "what are the next steps, and when?" in shown
    assert ": Panel" in shown
    sheet = page.get(f"/interviews/{ahead.pk}/sheet/").content.decode()
    assert "Ask them before you part" in sheet and "Your data" in sheet
    assert "You may well be asked" not in page.get(f"/interviews/{talk.pk}/").content.decode()


@pytest.mark.full
def test_another_talk_has_neither(page, account):
    talk = hold_interview(InterviewFactory(account=account), ended_at=MONDAY, at=MONDAY)

    assert "What comes next?" not in page.get(f"/interviews/{talk.pk}/debrief/").content.decode()
    assert page.post(f"/interviews/{talk.pk}/next-step/", {}).status_code == 404
    assert page.post(f"/interviews/{talk.pk}/theirs/", {"theirs": "Why?"}).status_code == 404


@pytest.mark.full
def test_what_recurs_comes_first_with_the_best_answer_by_rating_then_by_age(page, account):
    first = round_at(account, "Contoso")
    asked(first, "Tell me about yourself", "An old long story", "Shorter", rating=3)
    asked(first, "What is overfitting?", "Memory")
    second = round_at(account, "Tailspin", days=7)
    asked(second, "请做一下自我介绍", "A short one", rating=2)
    third = round_at(account, "Fabrikam", days=14)
    asked(third, "Could you introduce yourself?", "A shorter one", rating=2)
    asked(third, "Why us?")

    found = grouped(asked_of_me(account))

    assert [one.rounds for one in found] == [3, 1, 1]
    assert found[0].places == ["Fabrikam", "Tailspin", "Contoso"]
    assert found[0].best.answer == "An old long story"
    assert [one.improve for one in found[0].improve] == ["Shorter"]
    (known, none) = asked_before(third, ["Tell me about yourself", "Why here of all places?"])
    assert (known.best.where, none) == ("Contoso", None)
    shown = page.get("/questions/theirs/").content.decode()
    assert shown.index("Asked again and again") < shown.index("An old long story")
    assert shown.index("Asked in one round") < shown.index("Memory")


def test_while_a_question_is_typed_my_best_answer_to_the_like_of_it_shows(page, htmx, talk):
    asked(talk, "Tell me about yourself", "Bank analyst for six years", rating=3)
    target = {"target": "known-question"}

    near = htmx.get("/questions/theirs/", {"new-text": "Could you introduce yourself"}, **target)
    other = htmx.get("/questions/theirs/", {"new-text": "Why us"}, **target)

    assert "You were asked this at Contoso" in near.content.decode()
    assert "Bank analyst" in near.content.decode() and "<main" not in near.content.decode()
    assert "Bank analyst" not in other.content.decode()
    page.post(f"/interviews/{talk.pk}/move/", {"to": "scheduled"})
    assert (
        'hx-get="/questions/theirs/"' in page.get(f"/interviews/{talk.pk}/talk/").content.decode()
    )


@pytest.mark.full
def test_the_page_reads_as_often_for_three_rounds_as_for_one(
    page, account, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked(round_at(account, "Contoso"), "Why us?", "Data", "More")
    with CaptureQueriesContext(connection) as before:
        page.get("/questions/theirs/")
    for place in ("Tailspin", "Fabrikam"):
        asked(round_at(account, place), "Tell me about yourself", "Me", "Less")

    with django_assert_num_queries(len(before)):
        page.get("/questions/theirs/")


def test_a_strangers_questions_are_no_questions_of_mine(page, stranger):
    line = asked(round_at(stranger, "Contoso"), "Why us, quetzal?", "Quetzal")

    assert "uetzal" not in page.get("/questions/theirs/").content.decode()
    assert page.post(f"/lines/{line.pk}/theirs/").status_code == 404
