"""Pages on which whom somebody named is noted and shown."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.models import Person
from tests.cases import few
from tests.factories import (
    InterviewFactory,
    IntroductionFactory,
    MessageFactory,
    PersonFactory,
)


@pytest.fixture
def ana(account):
    return PersonFactory(account=account, name="Ana Sousa")


def named_url(by):
    return reverse("person-named", args=[by.pk])


def undo_of(answer):
    """The address of the Undo button on the page that a redirect leads to."""
    html = answer.content.decode()
    return re.search(r'action="([^"]+undo=[^"]+|[^"]+(?:state|back)=[^"]+)"', html)[1]


def test_names_become_people_and_an_introduction_each(page, account, ana):
    answer = page.post(
        named_url(ana),
        {"names": "Bo Lin, Lumen\n王小明", "permission": "asked", "introduces": "on", "on": ""},
    )

    assert answer.status_code == 303
    bo, wang = Person.objects.filter(referred_by=ana).order_by("pk")
    assert (bo.name, str(bo.organisation), wang.name) == ("Bo Lin", "Lumen", "王小明")
    assert (bo.tie, bo.may_use_name, bo.named_on) == (
        "referral",
        "asked",
        clock.today(account.zone),
    )
    assert {one.person for one in ana.introductions_promised.all()} == {bo, wang}


@pytest.mark.full
def test_noting_names_is_undone_from_the_message(page, account, ana):
    answer = page.post(named_url(ana), {"names": "Bo Lin, Lumen", "introduces": "on"}, follow=True)

    page.post(undo_of(answer).replace("&amp;", "&"))

    assert list(account.people.all()) == [ana]
    assert not account.introductions.exists()


def test_an_undo_of_somebody_else_undoes_nothing(page, account, ana, client, stranger):
    answer = page.post(named_url(ana), {"names": "Bo Lin"}, follow=True)
    undo = undo_of(answer)
    theirs = PersonFactory(account=stranger)
    client.force_login(stranger)

    assert client.post(undo).status_code == 404
    token = undo.partition("?")[2]
    assert client.post(f"{named_url(theirs)}?{token}").status_code == 400
    assert account.people.count() == 2


def test_somebody_known_is_asked_about_and_never_merged_silently(page, account, ana):
    carl = PersonFactory(account=account, name="Carl")
    known = PersonFactory(account=account, name="Bo Lin", referred_by=carl)
    typed = {"names": f"bo lin, {known.organisation}\nCy"}

    answer = page.post(named_url(ana), typed)

    assert answer.status_code == 422
    assert account.people.count() == 3
    html = answer.content.decode()
    question = re.search(r'name="(which-[0-9a-f]+)"', html)[1]
    assert re.search(rf'<input[^>]*value="{known.pk}:keep"[^>]* checked', html)
    assert "Carl stays who named them" in html

    page.post(named_url(ana), typed | {question: f"{known.pk}:keep"})

    known.refresh_from_db()
    assert known.referred_by == carl
    assert account.people.filter(name__iexact="bo lin").count() == 1

    page.post(
        named_url(ana), {"names": typed["names"].partition("\n")[0], question: f"{known.pk}:take"}
    )

    known.refresh_from_db()
    assert known.referred_by == ana


def test_a_namesake_can_be_somebody_new(page, account, ana):
    PersonFactory(account=account, name="Bo Lin")
    first = page.post(named_url(ana), {"names": "Bo Lin"})
    question = re.search(r"which-[0-9a-f]+", first.content.decode())[0]

    page.post(named_url(ana), {"names": "Bo Lin", question: "new"})

    assert account.people.filter(name="Bo Lin").count() == 2


@pytest.mark.parametrize(
    "wrong",
    few(
        [
            {"names": ""},
            {"names": " , \n"},
            {"names": "ana sousa"},
            {"names": "\n".join(f"Person {n}" for n in range(31))},
            {"names": "Bo", "on": "2999-01-01"},
            {"names": "x" * 201},
        ],
        quick=2,
    ),
)
def test_what_cannot_be_noted_is_handed_back(page, account, ana, wrong):
    answer = page.post(named_url(ana), wrong)

    assert answer.status_code == 422
    assert account.people.count() == 1
    assert wrong["names"].strip()[:20] in answer.content.decode()


def test_the_form_returns_to_the_page_it_stood_on_and_to_no_other_site(page, ana):
    own = page.post(named_url(ana), {"names": "Bo", "back": "/interviews/"})
    other = page.post(named_url(ana), {"names": "Cy", "back": "//evil.example/x"})

    assert own["Location"] == "/interviews/"
    assert other["Location"] == ana.get_absolute_url()


def test_permission_changes_in_one_press_and_back(page, htmx, account, ana):
    bo = PersonFactory(account=account, name="Bo", referred_by=ana)
    url = reverse("person-permission", args=[bo.pk])

    part = htmx.post(url, {"state": "yes"}, target=f"permission-{bo.pk}")

    bo.refresh_from_db()
    assert bo.may_use_name == "yes"
    assert f'id="permission-{bo.pk}"' in part.content.decode()
    assert page.post(undo_of(part)).status_code == 303
    bo.refresh_from_db()
    assert bo.may_use_name == "unknown"
    assert page.post(url, {"state": "perhaps"}).status_code == 400


def test_the_chain_is_a_tree_of_nested_lists(page, account, ana):
    bo = PersonFactory(account=account, name="Bo", referred_by=ana)
    cy = PersonFactory(account=account, name="Cy", referred_by=bo)
    InterviewFactory(account=account, stage="held", people=[cy])

    from_above = page.get(reverse("person-chain", args=[ana.pk])).content.decode()
    from_below = page.get(reverse("person-chain", args=[cy.pk])).content.decode()

    assert "2 people came out of Ana Sousa’s referral · one talk" in from_above
    assert re.search(r"<ul>\s*<li>.*Bo.*<details open>.*<ul>\s*<li>.*Cy", from_above, re.S)
    assert from_below.index("Ana Sousa") < from_below.index(">Bo<")
    assert "has named nobody yet" in from_below


def counting():
    return CaptureQueriesContext(connection)


@pytest.mark.full
def test_the_person_page_asks_no_more_for_more_introductions(page, account, ana):
    IntroductionFactory(introducer=ana)
    PersonFactory(account=account, referred_by=ana)
    page.get(ana.get_absolute_url())
    with counting() as first:
        page.get(ana.get_absolute_url())
    IntroductionFactory.create_batch(2, introducer=ana)
    PersonFactory.create_batch(2, account=account, referred_by=ana)

    with counting() as second:
        page.get(ana.get_absolute_url())

    assert len(second) == len(first)


@pytest.mark.parametrize("kind", ["reply", "talk"])
def test_what_came_back_and_what_was_said_ask_whom_to_meet_next(page, account, ana, kind):
    if kind == "reply":
        where = MessageFactory(
            account=account, person=ana, is_received=True, meaning="reply", sent_at=clock.now()
        )
    else:
        where = InterviewFactory(
            account=account, people=[ana], stage="held", ended_at=clock.now(), moved_at=clock.now()
        )
    html = page.get(where.get_absolute_url()).content.decode()
    assert f'action="{named_url(ana)}"' in html
    sent = dict(re.findall(r'<input type="hidden" name="(back|on)" value="([^"]*)"', html))

    answer = page.post(named_url(ana), {**sent, "names": "Bo"})

    assert answer["Location"] == where.get_absolute_url()
    assert account.people.get(name="Bo").named_on == clock.today(account.zone)
