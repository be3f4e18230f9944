"""The true sentence of a letter: which holds when, on which day, and that it stays true."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from interviews.mail.encouraging import Encouragement, encouragements_for, facts_of
from interviews.models import Debrief, Insight
from interviews.rules.encouragement import (
    READS,
    SENTENCES,
    TURNS,
    fact_on,
    reads_on,
    sentence_on,
)
from interviews.rules.method import method
from tests.factories import (
    FollowUpFactory,
    InterviewFactory,
    MessageFactory,
    OrganisationFactory,
    OutreachFactory,
    PersonFactory,
    SearchFactory,
)

AT = datetime(2026, 3, 12, 19, 0, tzinfo=UTC)
DAY = AT.date()
# The first days of some turns.
TURN = {
    (DAY + timedelta(days=n)).toordinal() % TURNS: DAY + timedelta(days=n) for n in range(TURNS)
}


def said(turn, **facts):
    day = TURN[turn]
    sentence = sentence_on(day, dict.fromkeys(reads_on(day), 0) | facts)
    return sentence.text % facts if sentence else ""


@pytest.mark.parametrize(
    ("turn", "facts", "begins"),
    [
        (0, {"talked": 4, "led_on": 2}, "You have talked to 4 people; 2 of them sent you on"),
        (0, {"talked": 4, "led_on": 1}, "You have talked to 4 people; one of them sent you on"),
        (0, {"talked": 4, "led_on": 0}, ""),
        (0, {"talked": 1, "led_on": 1}, ""),
        (0, {"talked": 0, "ahead": 1}, "Your first talk is agreed on."),
        (0, {"talked": 0, "ahead": 2}, ""),
        (0, {"talked": 1, "ahead": 1}, ""),
        (1, {"asked": 4, "answered": 4}, ""),
        (1, {"asked": 5, "answered": 1}, ""),
        (1, {"asked": 5, "answered": 3}, "3 of the 5 people you asked have answered. Usual are"),
        (1, {"asked": 6, "answered": 4}, "At least two thirds of the people"),
        (1, {"asked": 9, "answered": 2}, ""),
        (1, {"asked": 10, "answered": 1}, ""),
        (1, {"asked": 10, "answered": 2}, "2 of the 10 people you asked have answered: as many"),
        (1, {"asked": 10, "answered": 4}, "4 of the 10 people you asked have answered: as many"),
        (1, {"asked": 10, "answered": 5}, "5 of the 10 people you asked have answered. Usual are"),
        (2, {"thanked": 1}, ""),
        (2, {"thanked": 2}, "You have thanked 2 people"),
        (2, {"kept": 2}, "You have kept 2 promises"),
        (2, {"in_one_search": 5}, ""),
        (2, {"in_one_search": 6}, "6 people told you about one kind of work. In a study 6 such"),
        (2, {"in_one_search": 11}, "11 people told you about one kind of work. In a study 6 such"),
        (2, {"in_one_search": 12}, "12 people told you about one kind of work. In a study 12 such"),
        (3, {"talked": 3, "places": 1}, ""),
        (3, {"talked": 3, "places": 2}, "You have talked to 3 people, at 2 organisations."),
        (3, {"learned": 1}, ""),
        (3, {"learned": 2}, "You have written down 2 things"),
        (3, {"talked": 3, "through": 2}, "Of the 3 people you talked to, 2 were named"),
        (3, {"talked": 2, "through": 2}, ""),
        (4, {"month": 1}, ""),
        (4, {"month": 2}, "2 people gave you their time in the last thirty days."),
        (4, {"week": 1}, "Somebody answered you in the last seven days."),
        (4, {"week": 3}, "3 people answered you in the last seven days."),
        (4, {"debriefed": 2}, "You have gone over 2 talks"),
    ],
)
def test_a_sentence_is_said_while_its_condition_holds(turn, facts, begins):
    found = said(turn, **facts)

    assert found.startswith(begins) and bool(found) == bool(begins)


def test_nothing_of_ones_own_is_said_of_an_empty_account():
    assert [said(turn) for turn in range(TURNS)] == [""] * TURNS


FACTS = st.fixed_dictionaries({name: st.integers(0, 15) for name in READS})


@given(FACTS, FACTS, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, TURNS - 1))
def test_no_sentence_comes_back_within_days_whatever_changes(before, after, day, gap):
    later = day + timedelta(days=gap)

    told = [sentence_on(day, before), sentence_on(later, after)]

    assert None in told or told[0] is not told[1]
    assert fact_on(day) is not fact_on(later)


@given(FACTS, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_sentence_needs_no_fact_that_it_does_not_name(facts, day):
    only = {name: facts[name] for name in reads_on(day)}

    sentence = sentence_on(day, only)

    if sentence:
        named = {name: only[name] for name in sentence.reads}
        text = sentence.text % named
        # Plural words stand with two or more.
        assert all(only[name] >= 2 for name in named if f"%({name})d" in sentence.text)
        assert text


def test_each_sentence_comes_round_where_it_is_the_only_one():
    turns = {sentence.turn for sentence in SENTENCES}

    assert turns == set(range(TURNS))


def test_facts_that_letters_tell_have_a_source_and_both_languages():
    for n in range(TURNS * 4):
        day = DAY + timedelta(days=n)
        nothing = Encouragement(day, dict.fromkeys(reads_on(day), 0))
        with translation.override("en"):
            english = str(nothing)
        with translation.override("zh-hans"):
            chinese = str(nothing)
        fact = fact_on(day)
        assert english.startswith(fact.en)
        assert english.endswith(f"({', '.join(one.name for one in fact.sources)})")
        assert chinese.startswith(fact.zh)
        assert (fact.en.count("."), fact.zh.count("。")) in ((1, 1), (0, 0)), fact.en
    assert {fact_on(DAY + timedelta(days=n)) for n in range(TURNS * 4)} == {
        fact for section in method().sections for fact in section.facts if fact.zh
    }


def held(account, person, **fields):
    fields = {"stage": "held", "ended_at": AT - timedelta(days=1), **fields}
    return InterviewFactory(account=account, people=[person], **fields)


def test_the_facts_are_counted_from_what_is_stored(account, stranger):
    lakeside = OrganisationFactory(account=account)
    ana = PersonFactory(account=account, organisation=lakeside)
    bo = PersonFactory(account=account, organisation=lakeside, referred_by=ana)
    cy = PersonFactory(account=account, referred_by=ana)
    search = SearchFactory(account=account)
    talk = held(account, ana, search=search)
    held(account, ana)
    held(account, bo, search=search, ended_at=AT - timedelta(days=40))
    InterviewFactory(account=account, stage="cancelled", people=[cy])
    InterviewFactory(
        account=account,
        stage="scheduled",
        people=[cy],
        on_date=DAY + timedelta(days=1),
        at_time=AT.time(),
        starts_at=AT + timedelta(days=1),
    )
    for person, stage in ((ana, "replied"), (bo, "declined"), (cy, "asked"), (cy, "resting")):
        OutreachFactory(person=person, stage=stage)
    OutreachFactory(person=PersonFactory(account=account), stage="drafted")
    MessageFactory(person=ana, is_received=True, meaning="reply", purpose="", sent_at=AT)
    FollowUpFactory(person=ana, kind="thank", state="done")
    FollowUpFactory(person=ana, kind="thank", state="done")
    FollowUpFactory(person=bo, kind="thank", state="dropped")
    MessageFactory(person=cy, purpose="thank_you", sent_at=AT)
    MessageFactory(person=bo, purpose="thank_you")
    held(account, cy, search=search, kind="job", ended_at=AT - timedelta(days=40))
    FollowUpFactory(person=bo, kind="promise", state="done")
    Insight.objects.create(account=account, topic="day", statement="Learned")
    Insight.objects.create(account=account, topic="day", statement="Dropped", dropped_at=AT)
    Debrief.objects.create(account=account, interview=talk, finished_at=AT)
    held(stranger, PersonFactory(account=stranger))

    assert facts_of([account], READS, at=AT)[account.pk] == {
        "talked": 3,
        "led_on": 1,
        "ahead": 1,
        "asked": 3,
        "answered": 2,
        "thanked": 2,
        "kept": 1,
        "in_one_search": 2,
        "places": 2,
        "learned": 1,
        "through": 2,
        "month": 1,
        "week": 1,
        "debriefed": 1,
    }


def test_what_is_taken_back_is_not_said_any_more(account, django_assert_num_queries):
    people = [PersonFactory(account=account) for _ in range(2)]
    talks = [held(account, person) for person in people]
    day = TURN[3]
    with translation.override("en"):
        with django_assert_num_queries(1):
            before = str(encouragements_for([account], day, at=AT)[account.pk])
        talks[0].stage = "missed"
        talks[0].save()
        after = str(encouragements_for([account], day, at=AT)[account.pk])

    assert before == "You have talked to 2 people, at 2 organisations."
    assert "talked" not in after
