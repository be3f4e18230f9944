"""What the talks of a search taught, side by side and by topic."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Move
from interviews.learning import compare, topics_of
from interviews.models import Evidence, Insight, Kind
from interviews.rules.stages import Stage
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    OrganisationFactory,
    PersonFactory,
    SearchFactory,
    SheetFactory,
)

THEN = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def search(account):
    return SearchFactory(account=account)


def talk(search, place="Contoso", text="Mostly meetings", *, key="typical-week", **facts):
    account = search.account
    where = account.organisations.filter(name=place).first() or OrganisationFactory(
        account=account, name=place
    )
    person = PersonFactory(account=account, organisation=where)
    facts = {"stage": Stage.HELD, "ended_at": THEN, **facts}
    one = InterviewFactory(account=account, people=[person], search=search, **facts)
    line = LineFactory(
        sheet=SheetFactory(interview=one, account=account),
        account=account,
        key=key,
        is_core=True,
        category="day",
    )
    AnswerFactory(line=line, account=account, interview=one, text=text)
    return one


def insight(search, statement="They clean data", topic="day", confidence=1, **facts):
    return Insight.objects.create(
        account=search.account,
        search=search,
        statement=statement,
        topic=topic,
        confidence=confidence,
        **facts,
    )


def test_one_question_stands_once_with_an_answer_from_each_organisation(search):
    talk(search, "Fabrikam", "Two days of calls")
    talk(search, "Contoso", "Mostly meetings")
    talk(search, "Contoso", '" Never on Fridays\nand more')

    table = compare(search.account, search)

    (row,) = table.rows
    assert table.organisations == ["Contoso", "Fabrikam"]
    assert [[one.text for one in cell] for cell in row.cells] == [
        ["Mostly meetings", "and more"],
        ["Two days of calls"],
    ]
    assert [mark.text for mark in row.cells[0][1].marks] == ["Never on Fridays"]


def test_an_answer_stays_with_where_they_worked_at_the_time(search):
    one = talk(search, "Contoso")
    person = one.people.get()
    before = person.organisation
    person.organisation = OrganisationFactory(account=search.account, name="Fabrikam")
    person.save()
    Move.objects.create(
        account=search.account,
        person=person,
        from_organisation=before,
        to_organisation=person.organisation,
        noticed_at=THEN + timedelta(days=30),
    )

    assert compare(search.account, search).organisations == ["Contoso"]


@pytest.mark.parametrize(
    "facts",
    [{"kind": Kind.JOB}, {"stage": Stage.SCHEDULED}, {"stage": Stage.CANCELLED}],
)
def test_only_talks_that_took_place_to_learn_count(search, facts):
    talk(search, **facts)

    assert compare(search.account, search).rows == []


def test_another_search_and_empty_notes_stay_out(search):
    talk(search, text="")
    talk(SearchFactory(account=search.account))

    assert compare(search.account, search).rows == []


def test_insights_stand_by_topic_the_surest_first(search):
    insight(search, "b", "skills", 1)
    insight(search, "c", "day", 1)
    insight(search, "d", "day", 3)
    insight(search, "gone", "day", 3, dropped_at=THEN)

    topics = topics_of(search.account, search)

    assert [(one.category, [i.insight.statement for i in one.learned]) for one in topics] == [
        ("day", ["d", "c"]),
        ("skills", ["b"]),
    ]


def test_the_page_shows_both_with_who_said_it(page, search):
    one = talk(search)
    held = insight(search)
    Evidence.objects.create(
        account=search.account, insight=held, interview=one, quote="Half the week"
    )

    html = page.get(reverse("search-insights", args=[search.pk])).content.decode()

    assert "They clean data" in html and "Half the week" in html
    assert "Mostly meetings" in html and "Contoso" in html
    assert "One talk held" in html


@pytest.mark.full
def test_many_talks_cost_no_more_queries_than_one(page, search):
    url = reverse("search-insights", args=[search.pk])
    counts = []
    for number in (1, 2):
        for _ in range(number):
            one = talk(search, f"Place {number}")
            held = insight(search)
            Evidence.objects.create(account=search.account, insight=held, interview=one)
        page.get(url)
        with CaptureQueriesContext(connection) as queries:
            page.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_list_leads_to_the_search_that_goes_on(page, account):
    empty = page.get(reverse("insight-list")).content.decode()
    old = SearchFactory(account=account, ended_at=THEN)
    to_old = page.get(reverse("insight-list"))["Location"]
    search = SearchFactory(account=account)

    assert "Begin a search" in empty
    assert to_old == reverse("search-insights", args=[old.pk])
    assert page.get(reverse("insight-list"))["Location"] == reverse(
        "search-insights", args=[search.pk]
    )


def test_an_insight_is_written_and_changed_by_hand(page, search):
    sent = {"statement": "Titles differ", "topic": "hiring", "confidence": "2"}
    sent["search"] = search.pk
    page.post(reverse("insight-create", args=[search.pk]), sent)
    made = Insight.objects.get()

    refused = page.post(reverse("insight-edit", args=[made.pk]), {**sent, "statement": ""})
    page.post(reverse("insight-edit", args=[made.pk]), {**sent, "statement": "Titles mislead"})

    made.refresh_from_db()
    assert refused.status_code == 422
    assert (made.search, made.statement) == (search, "Titles mislead")


def test_one_dropped_comes_back_as_it_was(page, htmx, search):
    held = insight(search)

    answer = htmx.post(reverse("insight-drop", args=[held.pk]), target="insights")
    held.refresh_from_db()
    dropped_at = held.dropped_at
    page.post(reverse("insight-restore", args=[held.pk]))
    held.refresh_from_db()

    assert answer.content.decode().lstrip().startswith("<div")
    assert dropped_at and held.dropped_at is None


def test_evidence_taken_away_leaves_insight_and_note(page, search):
    one, held = talk(search), insight(search)
    said = Evidence.objects.create(account=search.account, insight=held, interview=one)

    page.post(reverse("evidence-drop", args=[said.pk]))

    assert not Evidence.objects.exists()
    assert Insight.objects.get() == held and one.answers.exists()


@pytest.mark.full
def test_what_belongs_to_no_search_has_a_page_of_its_own(page, account, search):
    held = insight(search)
    one = talk(search, "Contoso", "Mostly meetings")
    apart = reverse("insights-apart")
    before = page.get(reverse("search-insights", args=[search.pk])).content.decode()

    search.delete()
    html = page.get(page.get(reverse("insight-list"))["Location"]).content.decode()

    assert apart not in before
    assert held.statement in html and "Mostly meetings" in html and one.names in html
    answer = page.post(reverse("insight-drop", args=[held.pk]))
    assert answer["Location"] == apart


def test_an_insight_outside_any_search_is_brought_into_one(page, account, search):
    held = insight(search)
    Insight.objects.update(search=None)
    other = SearchFactory(account=account)
    sent = {"statement": "x", "topic": "day", "confidence": "1", "search": other.pk}

    page.post(reverse("insight-edit", args=[held.pk]), sent)

    assert Insight.objects.get().search == other


def test_evidence_stands_where_they_worked_at_the_time(page, search):
    one = talk(search, "Contoso")
    held = insight(search)
    Evidence.objects.create(account=search.account, insight=held, interview=one, quote="q")
    person = one.people.get()
    before, now = person.organisation, OrganisationFactory(account=search.account, name="Fabrikam")
    Move.objects.create(
        account=search.account,
        person=person,
        from_organisation=before,
        to_organisation=now,
        noticed_at=THEN + timedelta(days=30),
    )
    person.organisation = now
    person.save()

    (topic,) = topics_of(search.account, search)

    assert [place for _, place in topic.learned[0].evidence] == ["Contoso"]


def test_a_talk_with_people_from_two_organisations_names_both(search):
    one = talk(search, "Contoso")
    place = OrganisationFactory(account=search.account, name="Fabrikam")
    one.people.add(PersonFactory(account=search.account, organisation=place))

    assert compare(search.account, search).organisations == ["Contoso, Fabrikam"]


def test_a_person_s_page_tells_what_was_learned_from_them(page, search):
    one, held = talk(search), insight(search, "They clean data all day")
    dropped = insight(search, "Gone", dropped_at=THEN)
    for kept in (held, dropped):
        Evidence.objects.create(account=search.account, insight=kept, interview=one)

    html = page.get(one.people.get().get_absolute_url()).content.decode()

    assert held.get_absolute_url() in html
    assert dropped.get_absolute_url() not in html


def test_a_long_answer_is_compared_whole(page, search):
    text = "They plan on Monday.\n" + "and then they change it again, " * 30 + "until Friday."
    talk(search, text=text)

    html = page.get(reverse("search-insights", args=[search.pk])).content.decode()

    (heard,) = compare(search.account, search).rows[0].cells[0]
    assert " ".join(" ".join(heard.pieces).split()) == " ".join(text.split())
    assert "comparison-more" in html and "until Friday." in html
