from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.models import Move
from interviews.models import Evidence, Insight
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    OrganisationFactory,
    PersonFactory,
    SearchFactory,
    SheetFactory,
    TargetFactory,
)


@pytest.fixture
def organisation(account):
    return OrganisationFactory(account=account, name="Nordlicht")


def talk_of(person, *, days=0):
    talk = InterviewFactory.build(
        account=person.account,
        stage="held",
        zone="Europe/Lisbon",
        on_date=date(2026, 3, 3) + timedelta(days=days),
        at_time=time(10),
    )
    talk.derive_instant()
    talk.save()
    talk.people.set([person])
    return talk


def answer_in(talk, text, *, question="A typical week?", key=""):
    sheet = getattr(talk, "sheet", None) or SheetFactory(interview=talk, account=talk.account)
    line = LineFactory(sheet=sheet, account=talk.account, text=question, key=key)
    return AnswerFactory(line=line, account=talk.account, interview=talk, text=text)


def test_people_there_come_in_picking_order_with_their_talk_once(page, account, organisation):
    account.groups = ["Chess club"]
    account.save()
    other = PersonFactory(account=account, organisation=organisation, name="A Stranger")
    shared = PersonFactory(
        account=account, organisation=organisation, name="Z Friend", groups=["chess club"]
    )
    talk = talk_of(other)
    talk.people.add(shared)

    answer = page.get(organisation.get_absolute_url())

    assert [pick.person for pick in answer.context["people"]] == [shared, other]
    assert "you share chess club" in answer.content.decode()
    assert answer.context["interviews"] == [talk]


def test_what_they_said_stands_under_its_question_newest_first(page, account, organisation):
    person = PersonFactory(account=account, organisation=organisation)
    first, second = talk_of(person), talk_of(person, days=9)
    answer_in(first, "Meetings", key="typical-week")
    answer_in(first, "SQL", question="Which tools?")
    answer_in(second, "Fewer meetings", question="Your week, now?", key="typical-week")
    answer_in(talk_of(PersonFactory(account=account)), "From elsewhere")

    said = page.get(organisation.get_absolute_url()).context["said"]

    assert [[answer.text for answer in one.answers] for one in said] == [
        ["Fewer meetings", "Meetings"],
        ["SQL"],
    ]


def insight_of(account, said, statement, **values):
    """Return an insight that rests on answers, each in its own words."""
    insight = Insight.objects.create(
        account=account, topic="day", statement=statement, **{"confidence": 1, **values}
    )
    for one in said:
        Evidence.objects.create(
            account=account, insight=insight, interview=one.interview, answer=one, quote=one.text
        )
    return insight


def test_what_was_learned_there_stands_with_what_was_said_there(page, account, organisation):
    there = answer_in(talk_of(PersonFactory(account=account, organisation=organisation)), "Mail")
    elsewhere = answer_in(talk_of(PersonFactory(account=account)), "Calls")
    both = insight_of(account, [there, elsewhere], "Messages fill the day.")
    sure = insight_of(account, [there], "Mail comes first.", confidence=3)
    insight_of(account, [elsewhere], "Of another place.")
    insight_of(account, [there], "Dropped.", dropped_at=clock.now())

    answer = page.get(organisation.get_absolute_url())

    learned = [(one, [said.quote for said in told]) for one, told in answer.context["learned"]]
    assert learned == [(sure, ["Mail"]), (both, ["Mail"])]
    assert f'href="{both.get_absolute_url()}"' in answer.content.decode()


def test_what_everybody_is_asked_comes_first(page, account, organisation):
    talk = talk_of(PersonFactory(account=account, organisation=organisation))
    core = answer_in(talk, "Mail", question="A typical week?")
    core.line.is_core = True
    core.line.save()
    answer_in(talk, "SQL", question="Which tools?")

    said = page.get(organisation.get_absolute_url()).context["said"]

    assert [(one.question, one.is_core) for one in said] == [
        ("A typical week?", True),
        ("Which tools?", False),
    ]


@pytest.mark.full
def test_more_insights_cost_no_more_queries(page, account, organisation):
    def learn():
        talk = talk_of(PersonFactory(account=account, organisation=organisation))
        insight_of(account, [answer_in(talk, "Mail")], "Mail comes first.")

    def count():
        with CaptureQueriesContext(connection) as queries:
            page.get(organisation.get_absolute_url())
        return len(queries)

    learn()
    page.get(organisation.get_absolute_url())
    for_one = count()
    learn()
    learn()

    assert count() == for_one


@pytest.mark.full
def test_many_notes_are_bounded_with_a_way_to_all(page, account, organisation):
    talk = talk_of(PersonFactory(account=account, organisation=organisation))
    for number in range(23):
        answer_in(talk, f"Note {number:02}", question=f"Question {number}?")

    few = page.get(organisation.get_absolute_url()).content.decode()
    every = page.get(organisation.get_absolute_url(), {"said": "all"}).content.decode()

    assert "Note 00" not in few
    assert "?said=all" in few
    assert "Note 00" in every


def test_who_left_is_named_with_what_they_said_while_there(page, account, organisation):
    now = clock.now()
    gone = PersonFactory(account=account, name="Gone Elsewhere")
    Move.objects.create(
        account=account,
        person=gone,
        from_title="Analyst",
        from_organisation=organisation,
        to_organisation=gone.organisation,
        noticed_at=now,
    )
    answer_in(talk_of(gone), "From the inside")
    later = talk_of(gone, days=900)
    answer_in(later, "About the new place")

    answer = page.get(organisation.get_absolute_url())

    assert [move.person for move in answer.context["former"]] == [gone]
    texts = [one.text for said in answer.context["said"] for one in said.answers]
    assert texts == ["From the inside"]


def test_its_scores_are_shown_and_other_searches_offered(page, account, organisation):
    target = TargetFactory(
        search=SearchFactory(account=account), organisation=organisation, motivation=3
    )
    other = SearchFactory(account=account, to_role="Nurse")

    answer = page.get(organisation.get_absolute_url())

    assert answer.context["targets"] == [target]
    assert answer.context["searches"] == [other]
    assert "motivation 3, posting 1" in answer.content.decode()


def test_first_hire_is_asked_and_shown(page, account, organisation):
    page.post(
        reverse("organisation-edit", args=[organisation.pk]),
        {"name": "Nordlicht", "first_hire": "yes", "aliases": "NL"},
    )

    assert "Yes, their first" in page.get(organisation.get_absolute_url()).content.decode()


def test_one_in_the_pool_is_taken_out_without_its_people(page, account, organisation):
    organisation.is_in_pool = True
    organisation.save()
    person = PersonFactory(account=account, organisation=organisation, is_in_pool=True)

    shown = page.get(organisation.get_absolute_url()).content.decode()
    page.post(reverse("organisation-promote", args=[organisation.pk]))

    organisation.refresh_from_db()
    person.refresh_from_db()
    assert "waits in the pool" in shown
    assert (organisation.is_in_pool, person.is_in_pool) == (False, True)
