"""What the rule that suggests a sheet is told, gathered from an account's rows."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Belief, ResearchTick
from interviews.rules.suggesting import Told
from interviews.suggestions import known_for
from tests.cases import few
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    OrganisationFactory,
    PersonFactory,
    QuestionFactory,
    ResearchNoteFactory,
    SearchFactory,
)

ENDED_AT = datetime(2026, 5, 3, 12, tzinfo=UTC)


@pytest.fixture
def clinic(account):
    return OrganisationFactory(account=account, name="Clinic", size="startup")


@pytest.fixture
def ana(account, clinic):
    return PersonFactory(
        account=account, name="Ana", organisation=clinic, function="data", level="lead"
    )


@pytest.fixture
def talk(account, ana):
    return InterviewFactory(account=account, people=[ana], kind="coffee")


def known(interview):
    return known_for(interview, small_talk=3, closing=4)


def answered(person, *, stage="held", key="typical-week", text="Mostly planning.", **line):
    interview = InterviewFactory(
        account=person.account, people=[person], stage=stage, ended_at=ENDED_AT
    )
    return AnswerFactory(
        line=LineFactory(
            sheet__interview=interview, sheet__account=person.account, key=key, **line
        ),
        text=text,
    )


def test_the_talk_and_whom_it_is_with_are_known(talk):
    setting = known(talk).setting

    assert (setting.minutes, setting.closing, setting.kind) == (13, 4, "coffee")
    assert (setting.function, setting.level, setting.size) == ("data", "lead", "startup")


def test_of_several_the_first_with_a_function_counts(account, talk, ana):
    talk.people.add(PersonFactory(account=account, name="Zoe", function="design", level="entry"))
    ana.function = ""
    ana.save()

    setting = known(talk).setting

    assert (setting.function, setting.level) == ("design", "lead")


def test_beliefs_are_those_of_the_search_of_the_talk(account, talk):
    talk.search, other = SearchFactory(account=account), SearchFactory(account=account)
    Belief.objects.create(account=account, search=talk.search, text="Data is cleaned by hand")
    Belief.objects.create(account=account, search=other, text="Nobody answers")

    assert known(talk).setting.beliefs == ["Data is cleaned by hand"]


def test_research_leaves_open_what_has_neither_note_nor_tick(account, talk, ana, clinic):
    assert known(talk).setting.gaps == []

    ResearchNoteFactory(person=ana, item="path")
    ResearchTick.objects.create(account=account, organisation=clinic, item="news")

    open_now = [key for key, _words in known(talk).setting.gaps]
    assert open_now == [
        *("own-words", "now", "shared", "only-they"),
        *("what-for-whom", "size-stage", "team", "public-answers"),
    ]


@pytest.mark.parametrize(
    ("facts", "is_told"),
    few(
        [
            ({}, True),
            ({"stage": "closed"}, True),
            ({"stage": "scheduled"}, False),
            ({"text": ""}, False),
            ({"is_theirs": True}, False),
            ({"key": ""}, False),
        ],
        quick=2,
    ),
)
def test_what_they_said_in_a_talk_held_is_told(talk, ana, facts, is_told):
    answered(ana, **facts)

    told = {"typical-week": Told("Ana", ENDED_AT.date(), is_them=True)} if is_told else {}
    assert known(talk).setting.told == told


def test_a_colleague_is_told_of_unless_they_said_it_themselves(account, talk, ana, clinic):
    bo = PersonFactory(account=account, name="Bo", organisation=clinic)
    elsewhere = PersonFactory(account=account, name="Cai")
    answered(bo, key="hiring-process")
    answered(elsewhere, key="deciding-skills")
    answered(ana)
    answered(bo)

    told = known(talk).setting.told

    assert {key: (one.who, one.is_them) for key, one in told.items()} == {
        "hiring-process": ("Bo", False),
        "typical-week": ("Ana", True),
    }


def test_ratings_are_means_over_my_own_lines(account, talk, ana):
    question = QuestionFactory(account=account)
    for rating in (1, 2, 3, 3):
        LineFactory(sheet__interview__account=account, question=question, rating=rating)
    LineFactory(sheet__interview__account=account, key="typical-week", rating=1, is_theirs=True)

    candidates = known(talk).candidates

    assert candidates[question.handle].rating == 2.25
    assert candidates["typical-week"].rating is None


def test_what_is_off_or_a_strangers_is_not_offered(talk, stranger):
    foreign = QuestionFactory(account=stranger)

    handles = {one.handle for one in known(talk).offered}

    assert "typical-week" in handles
    assert not {"openings", foreign.handle} & handles


@pytest.mark.full
def test_much_is_gathered_by_as_many_queries_as_little(account, talk, ana, clinic):
    def count():
        with CaptureQueriesContext(connection) as queries:
            known(talk)
        return len(queries)

    answered(ana)
    little = count()
    for number in range(3):
        answered(PersonFactory(account=account, organisation=clinic), key="team-size")
        QuestionFactory(account=account)
        ResearchNoteFactory(person=ana, item=f"x{number}")
        talk.people.add(PersonFactory(account=account))

    assert count() == little <= 9


def test_a_copy_of_a_question_in_a_bank_is_not_asked_beside_it(account, talk):
    own = QuestionFactory(account=account, text_en="Why Porto?", purpose="assignments")
    copy = QuestionFactory(account=account, text_en="Why Porto?", purpose="assignments")
    line = LineFactory(sheet__interview=talk, sheet__account=account, question=copy)
    facts = known(talk)

    assert facts.unlike([], [own, copy]) == [own]
    assert facts.unlike([line], [own, copy]) == [copy]
    taken = {one.candidate.handle for one in facts.suggested([line]).chosen}
    assert not taken & {own.handle, copy.handle}
