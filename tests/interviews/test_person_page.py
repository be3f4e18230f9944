from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.models import ImportRun, Introduction, Move, Outreach, Reach
from interviews.history import history_of
from tests.cases import few
from tests.factories import (
    AnswerFactory,
    FollowUpFactory,
    InterviewFactory,
    LineFactory,
    MessageFactory,
    OrganisationFactory,
    PersonFactory,
    ResearchNoteFactory,
    SheetFactory,
)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def days_ago(count):
    return NOW - timedelta(days=count)


@pytest.fixture
def ana(account):
    return PersonFactory(account=account, name="Ana Muñoz", created_at=days_ago(30))


def interview(person, stage, on_date):
    talk = InterviewFactory.build(
        account=person.account, stage=stage, zone="Europe/Lisbon", on_date=on_date, at_time=time(10)
    )
    talk.derive_instant()
    talk.save()
    talk.people.set([person])
    return talk


def test_everything_about_a_person_stands_in_order_of_time(ana):
    ResearchNoteFactory(person=ana, created_at=days_ago(20))
    held = interview(ana, "thanked", date(2026, 3, 1))
    AnswerFactory(
        line=LineFactory(sheet__interview=held, account=ana.account),
        account=ana.account,
        interview=held,
        saved_at=days_ago(8.9),
    )
    MessageFactory(person=ana, sent_at=days_ago(8))
    PersonFactory(account=ana.account, name="Bo", referred_by=ana, created_at=days_ago(5))
    FollowUpFactory(person=ana, state="done", settled_at=days_ago(2))
    FollowUpFactory(person=ana, kind="promise", due_at=days_ago(1))
    MessageFactory(
        person=ana, is_received=True, meaning="reply", purpose="", sent_at=days_ago(4), body="Yes!"
    )
    by_letter = MessageFactory(person=ana, purpose="nudge", sent_at=days_ago(6))
    FollowUpFactory(
        person=ana, kind="nudge", state="done", settled_at=days_ago(6), message=by_letter
    )
    Outreach.objects.create(
        account=ana.account, person=ana, stage="resting", rests_on=date(2026, 3, 3)
    )
    cy = PersonFactory(account=ana.account, name="Cy")
    Introduction.objects.create(
        account=ana.account,
        introducer=ana,
        person=cy,
        promised_on=date(2026, 2, 25),
        settled_on=date(2026, 2, 27),
        state="made",
    )
    interview(ana, "scheduled", date(2026, 3, 20))
    planned = InterviewFactory(account=ana.account, people=[ana])
    ana.interviews.filter(pk=planned.pk).update(created_at=days_ago(3))

    history = history_of(ana, now=NOW)

    assert [entry.title for entry in history.past] == [
        "Something else",
        "They answered",
        "Named Bo",
        "One follow-up sent",
        "Left in peace",
        "Thank-you sent",
        "Notes of the talk",
        "Informational interview",
        "Introduction by Ana Muñoz to Cy",
        "Ana Muñoz promised to introduce you to Cy",
        "Research",
        "Added to your people",
    ]
    assert [(entry.title, entry.badge) for entry in history.ahead] == [
        ("Informational interview", "Planned"),
        ("Informational interview", "Scheduled"),
    ]


def test_the_page_shows_what_is_known_with_links_that_work(page, ana):
    ana.zone, ana.country, ana.groups = "Asia/Shanghai", "CN", ["Pie & AI"]
    ana.save()
    for kind, value in (
        ("email", "ana@example.com"),
        ("phone", "+351 21 000"),
        ("linkedin", "https://www.linkedin.com/in/ana"),
        ("website", "javascript:alert(1)"),
    ):
        Reach.objects.create(account=ana.account, person=ana, kind=kind, value=value)

    with clock.moved_to(NOW):
        html = page.get(ana.get_absolute_url()).content.decode()

    assert 'href="mailto:ana@example.com"' in html
    assert 'href="tel:+35121000"' in html
    assert ">linkedin.com/in/ana</a>" in html
    assert "Tue 20:00" in html
    assert "China" in html
    assert "Pie &amp; AI" in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("stage", "on_date", "leads_to"),
    few(
        [
            ("planned", date(2026, 3, 20), "interview-detail"),
            ("invited", date(2026, 3, 20), "offer-edit"),
            ("scheduled", date(2026, 3, 20), "sheet-edit"),
            ("scheduled", date(2026, 3, 2), "interview-detail"),
        ],
        quick=2,
    ),
)
def test_the_next_step_leads_to_the_talk_it_is_about(page, ana, stage, on_date, leads_to):
    ResearchNoteFactory(person=ana)
    talk = interview(ana, stage, on_date)

    with clock.moved_to(NOW):
        answer = page.get(ana.get_absolute_url())

    assert answer.context["step_url"] == reverse(leads_to, args=[talk.pk])


def test_the_next_step_is_the_first_of_the_plan(page, ana):
    talk = interview(ana, "held", date(2026, 3, 9))
    FollowUpFactory(person=ana, due_at=NOW + timedelta(days=9), text="Send the book")
    owed = FollowUpFactory(person=ana, interview=talk, kind="thank", due_at=NOW, text="")

    with clock.moved_to(NOW):
        answer = page.get(ana.get_absolute_url())

    text = answer.content.decode()
    assert answer.context["step"] == "do"
    assert answer.context["steps"][0].follow_up == owed
    assert text.index("Thank Ana Muñoz") < text.index("Send the book") < text.index("So far")
    assert "Find out who they are" not in text and "Whom should you meet next?" not in text


def test_while_the_plan_waits_nothing_else_is_proposed(page, ana):
    FollowUpFactory(
        person=ana, kind="nudge", key="nudge:1", text="", due_at=NOW + timedelta(days=3)
    )

    with clock.moved_to(NOW):
        text = page.get(ana.get_absolute_url()).content.decode()

    assert "Nothing to do for now" in text and "from Fri 13 Mar" in text
    assert "Find out who they are" not in text


def test_a_step_is_settled_where_the_plan_stands_and_becomes_history(page, htmx, ana):
    step = FollowUpFactory(person=ana, text="Send the book", due_at=NOW)
    url = reverse("follow-up-drop", args=[step.pk])

    with clock.moved_to(NOW):
        swapped = htmx.post(url, {"back": "person"}, target="story")
        snoozed = htmx.post(
            reverse("follow-up-snooze", args=[FollowUpFactory(person=ana).pk]),
            {"back": "person", "day": "2020-01-01"},
            target="story",
        )

    text = swapped.content.decode()
    assert text.lstrip().startswith('<div class="column-main" id="story">')
    assert "Let go" in text and "Undo" in text
    assert f'id="follow-up-{step.pk}"' not in text
    assert snoozed.status_code == 422
    assert "That day is over." in snoozed.content.decode()


def test_someone_not_to_be_contacted_is_never_to_be_written_to(page, ana):
    ana.is_do_not_contact = True
    ana.save()

    html = page.get(ana.get_absolute_url()).content.decode()

    assert "Do not contact." in html
    assert "Plan a talk" not in html


@pytest.mark.full
def test_the_page_asks_the_same_number_of_questions_for_one_and_three(page, ana):
    def fill():
        talk = interview(ana, "thanked", date(2026, 3, 1))
        AnswerFactory(
            line=LineFactory(sheet__interview=talk, account=ana.account),
            account=ana.account,
            interview=talk,
        )
        ResearchNoteFactory(person=ana)
        FollowUpFactory(person=ana)
        MessageFactory(person=ana, sent_at=NOW)
        bo = PersonFactory(account=ana.account, referred_by=ana)
        ask = Outreach.objects.create(
            account=ana.account, person=ana, stage="resting", rests_on=date(2026, 3, 3)
        )
        for kind in ("nudge", "second_person"):
            FollowUpFactory(person=ana, kind=kind, key=f"{kind}:{ask.pk}", outreach=ask)
        Introduction.objects.create(
            account=ana.account, introducer=ana, person=bo, promised_on=date(2026, 2, 25)
        )
        Reach.objects.create(account=ana.account, person=ana, kind="other", value=talk.uid)
        Move.objects.create(
            account=ana.account, person=ana, from_organisation=ana.organisation, to_title="Lead"
        )

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page.get(ana.get_absolute_url())
        return len(captured)

    fill()
    queries()
    one = queries()
    fill()
    fill()

    assert queries() == one


def test_everything_said_stands_in_full_by_talk(page, ana):
    for day in (1, 2):
        talk = interview(ana, "thanked", date(2026, 3, day))
        for n in range(6):
            AnswerFactory(
                line=LineFactory(
                    sheet=_sheet(talk), account=ana.account, text=f"Question {day}.{n}"
                ),
                account=ana.account,
                interview=talk,
                text=f"Answer {day}.{n} " + "long " * 100 + "end",
            )

    html = page.get(ana.get_absolute_url()).content.decode()

    assert [f"Answer {day}.{n}" in html for day in (1, 2) for n in range(6)] == [True] * 12
    assert html.count("long end") == 12
    assert html.index("Question 2.0") < html.index("Answer 2.0") < html.index("Question 1.0")


def _sheet(talk):
    return getattr(talk, "sheet", None) or SheetFactory(interview=talk, account=talk.account)


def test_moves_are_history_and_those_an_import_told_of_are_news_until_seen(page, account, ana):
    contoso = OrganisationFactory(account=account, name="Contoso")
    run = ImportRun.objects.create(account=account, state="done")
    told = Move.objects.create(
        account=account,
        person=ana,
        from_title="Analyst",
        from_organisation=contoso,
        to_title="Lead",
        run=run,
        noticed_at=days_ago(3),
    )
    Move.objects.create(account=account, person=ana, from_title="Intern", noticed_at=days_ago(99))

    before = page.get(ana.get_absolute_url())
    page.post(reverse("move-seen", args=[told.pk]))
    after = page.get(ana.get_absolute_url())

    assert [move.pk for move in before.context["history"].news] == [told.pk]
    assert after.context["history"].news == []
    assert [
        (one.title, str(one.organisation or ""), one.until)
        for one in after.context["history"].positions
    ] == [("Analyst", "Contoso", days_ago(3)), ("Intern", "", days_ago(99))]
    assert "Moved to Lead" in after.content.decode()


def test_news_of_people_on_my_list_stands_above_it_until_seen(page, account, ana):
    run = ImportRun.objects.create(account=account, state="done")
    waiting = PersonFactory(account=account, is_in_pool=True)
    told = [
        Move.objects.create(account=account, person=one, to_title="Lead", run=run)
        for one in (ana, waiting)
    ]

    news = page.get(reverse("person-list")).context["news"]
    answer = page.post(reverse("move-seen", args=[told[0].pk]) + "?list")

    assert news == [told[0]]
    assert answer["Location"] == reverse("person-list")
    assert page.get(reverse("person-list")).context["news"] == []


def test_somebody_in_the_pool_is_promoted_from_their_page(page, ana):
    ana.is_in_pool = True
    ana.save()
    promote = reverse("person-promote", args=[ana.pk])

    assert promote in page.get(ana.get_absolute_url()).content.decode()
    page.post(promote)

    assert promote not in page.get(ana.get_absolute_url()).content.decode()
