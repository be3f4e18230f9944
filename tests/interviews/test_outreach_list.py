from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Outreach
from tests.cases import few
from tests.factories import (
    FollowUpFactory,
    InterviewFactory,
    MessageFactory,
    PersonFactory,
    SearchFactory,
)

URL = reverse("outreach-list")
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def ask(account, name, *, days=0, **fields):
    person = PersonFactory(account=account, name=name, organisation__name=f"{name} GmbH")
    fields = {"stage": "asked", "channel": "email", **fields}
    return Outreach.objects.create(
        account=account, person=person, created_at=NOON - timedelta(days=days), **fields
    )


def names(answer):
    return [row.ask.person.name for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    few(
        [
            ("", ["Ana", "Bo", "Cy"]),
            ("stage=waiting", ["Ana", "Bo"]),
            ("stage=nudged", ["Bo"]),
            ("stage=answered", ["Cy"]),
            ("stage=nonsense", ["Ana", "Bo", "Cy"]),
            ("channel=wechat", ["Bo"]),
            ("q=cy+gmbh", ["Cy"]),
            ("q=nobody", []),
            ("stage=held", ["Cy"]),
            ("stage=referred", ["Bo"]),
        ],
        quick=3,
    ),
)
def test_asks_are_narrowed_by_what_the_address_says(page, account, query, expected):
    ask(account, "Ana")
    bo = ask(account, "Bo", days=1, stage="nudged", channel="wechat")
    cy = ask(account, "Cy", days=2, stage="replied")
    InterviewFactory(account=account, people=[cy.person], stage="held")
    PersonFactory(account=account, referred_by=bo.person)

    assert names(page.get(f"{URL}?{query}")) == expected


def test_the_asks_of_one_search_stand_apart(page, account):
    search = SearchFactory(account=account)
    ask(account, "Ana", search=search)
    ask(account, "Bo")

    assert names(page.get(URL, {"search": search.pk})) == ["Ana"]


def test_a_row_tells_what_happened_last_and_what_comes_next(page, account):
    ana = ask(account, "Ana")
    sent = {"person": ana.person, "outreach": ana, "purpose": "first_ask"}
    MessageFactory(**sent, sent_at=NOON - timedelta(days=9))
    MessageFactory(
        person=ana.person,
        outreach=ana,
        purpose="",
        is_received=True,
        meaning="out_of_office",
        sent_at=NOON - timedelta(days=8),
    )
    FollowUpFactory(
        person=ana.person, outreach=ana, kind="nudge", key="nudge:1", text="", due_at=NOON
    )

    text = page.get(URL).content.decode()

    assert "They are away for now" in text and "Mon 2 Mar 2026" in text
    assert "Follow up with Ana, once" in text and "Tue 10 Mar" in text


def test_what_comes_next_may_be_about_the_person_but_not_about_another_ask(page, account):
    first = ask(account, "Ana", days=3, stage="resting")
    second = Outreach.objects.create(
        account=account, person=first.person, stage="replied", created_at=NOON
    )
    fields = {"person": first.person, "text": ""}
    FollowUpFactory(**fields, outreach=second, kind="answer", key="answer:1", due_at=NOON)
    later = NOON + timedelta(days=3)
    confirm = FollowUpFactory(**fields, kind="confirm", key="confirm:1", due_at=later)
    FollowUpFactory(**fields, kind="their_promise", due_at=NOON)

    rows = page.get(URL).context["rows"]

    assert [row.step.kind for row in rows] == ["answer", "confirm"]
    assert rows[1].step == confirm


def test_a_long_list_goes_on_where_the_page_ended_and_keeps_what_was_asked(page, htmx, account):
    person = PersonFactory(account=account)
    for n in range(52):
        Outreach.objects.create(
            account=account, person=person, stage="asked", created_at=NOON - timedelta(hours=n)
        )

    first = page.get(URL, {"stage": "waiting"})
    second = htmx.get(URL + first.context["page"].after, target="outreach")

    assert "stage=waiting" in first.context["page"].after
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 2)
    assert second.content.decode().lstrip().startswith('<div id="outreach"')


def test_an_empty_list_teaches(page):
    text = page.get(URL).content.decode()

    assert "You have asked nobody yet" in text and "silence is normal" in text


@pytest.mark.full
def test_the_list_needs_as_many_queries_for_three_rows_as_for_one(
    page, account, django_assert_num_queries
):
    def fill(name):
        one = ask(account, name, search=SearchFactory(account=account))
        MessageFactory(person=one.person, outreach=one, sent_at=NOON)
        FollowUpFactory(person=one.person, outreach=one, kind="nudge", key="nudge:1")

    fill("Ana")
    page.get(URL)
    with CaptureQueriesContext(connection) as once:
        page.get(URL)
    fill("Bo")
    fill("Cy")

    with django_assert_num_queries(len(once)):
        page.get(URL)


def test_other_accounts_stay_out_of_the_list(page, stranger):
    ask(stranger, "Not Yours")

    assert names(page.get(URL)) == []


def test_a_first_ask_that_was_begun_is_found_under_drafts(page, account, stranger):
    begun = MessageFactory(
        person=PersonFactory(account=account, name="Ole Brekke"), purpose="first_ask"
    )
    MessageFactory(person=PersonFactory(account=account, name="Ana Sousa"), purpose="thank_you")
    MessageFactory(person=PersonFactory(account=stranger, name="Zora"), purpose="first_ask")

    for query in ("", "?stage=drafted"):
        shown = page.get(reverse("outreach-list") + query).content.decode()
        assert f'href="{begun.get_absolute_url()}">Ole Brekke' in shown
        assert "Ana Sousa" not in shown and "Zora" not in shown
    waiting = page.get(reverse("outreach-list") + "?stage=waiting").content.decode()
    assert "Ole Brekke" not in waiting
