"""Many people changed at once: those ticked or all that fit, never a stranger's, and back again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import BulkChange, Organisation, Person
from tests.cases import few
from tests.factories import FollowUpFactory, InterviewFactory, OrganisationFactory, PersonFactory

LIST = reverse("person-list")
BULK = reverse("person-bulk")
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def people(account):
    return [PersonFactory(account=account, name=name) for name in ("Ana", "Bo", "Cy")]


def undo(page):
    change = BulkChange.objects.first()
    return page.post(reverse("person-bulk-undo", args=[change.pk]))


def snapshot():
    return list(
        Person.objects.order_by("pk").values_list("pk", "tags", "is_in_pool", "archived_at")
    )


def keys(*people):
    return [person.pk for person in people]


def test_a_tag_goes_on_those_ticked_once_and_off_again(page, people):
    ana, bo, _ = people
    bo.tags = ["mentor", "school"]
    bo.save()
    before = snapshot()

    page.post(BULK, {"do": "tag", "tag": " mentor ", "person": keys(ana, bo)})
    after = {person.name: person.tags for person in Person.objects.all()}
    undo(page)

    assert after == {"Ana": ["mentor"], "Bo": ["mentor", "school"], "Cy": []}
    assert snapshot() == before


def test_two_tags_at_once_are_refused(page, people):
    answer = page.post(
        BULK, {"do": "tag", "tag": "north, friend", "person": keys(*people)}, follow=True
    )

    assert "One tag at a time" in answer.content.decode()
    assert not Person.objects.exclude(tags=[]).exists()


def test_a_tag_comes_off_those_who_have_it_and_returns_to_them_alone(page, people):
    ana, bo, _ = people
    Person.objects.filter(pk=ana.pk).update(tags=["mentor"])
    before = snapshot()

    page.post(BULK, {"do": "untag", "tag": "mentor", "person": keys(ana, bo)})
    after = Person.objects.filter(tags__contains=["mentor"]).count()
    undo(page)

    assert after == 0
    assert snapshot() == before


def test_archiving_and_bringing_back_keep_every_moment(page, people):
    ana, bo, _ = people
    Person.objects.filter(pk=ana.pk).update(archived_at=LONG_AGO)
    Person.objects.filter(pk=bo.pk).update(archived_at=LONG_AGO + timedelta(days=3))
    before = snapshot()

    page.post(BULK, {"do": "restore", "person": keys(*people)})
    assert not Person.objects.exclude(archived_at=None).exists()
    undo(page)
    assert snapshot() == before
    page.post(BULK, {"do": "archive", "person": keys(*people)})
    assert not Person.objects.filter(archived_at=None).exists()
    undo(page)

    assert snapshot() == before


def test_all_that_fit_are_promoted_with_their_organisations_and_wait_again(page, account):
    place = OrganisationFactory(account=account, name="Nordlicht", is_in_pool=True)
    other = OrganisationFactory(account=account, name="Contoso", is_in_pool=True)
    inside = PersonFactory(account=account, organisation=place, is_in_pool=True)
    PersonFactory(account=account, organisation=other, is_in_pool=True)
    before = snapshot()

    answer = page.post(f"{BULK}?q=nord&state=pool", {"do": "promote", "all": "1"})
    waiting = {str(one) for one in Organisation.objects.filter(is_in_pool=True)}
    promoted = list(Person.objects.filter(is_in_pool=False))
    undo(page)

    assert answer["Location"] == f"{LIST}?q=nord&state=pool"
    assert (promoted, waiting) == ([inside], {"Contoso"})
    assert snapshot() == before
    assert Organisation.objects.filter(is_in_pool=True).count() == 2


def test_whoever_has_a_talk_or_a_promise_by_then_stays_out_of_the_pool(page, account):
    met, owed, idle = PersonFactory.create_batch(3, account=account, is_in_pool=True)
    page.post(f"{BULK}?state=pool", {"do": "promote", "all": "1"})
    InterviewFactory(account=account, people=[met])
    FollowUpFactory(person=owed)

    undo(page)

    assert list(Person.objects.filter(is_in_pool=True)) == [idle]
    idle.organisation.refresh_from_db()
    assert not idle.organisation.is_in_pool, "it was never there"


def test_the_button_on_a_row_promotes_that_one_alone(page, account):
    one, other = PersonFactory.create_batch(2, account=account, is_in_pool=True)

    page.post(f"{BULK}?state=pool", {"one": one.pk, "person": [other.pk], "all": "1", "tag": ""})

    assert list(Person.objects.filter(is_in_pool=True)) == [other]


def test_many_are_changed_only_after_asking(page, htmx, account):
    PersonFactory.create_batch(101, account=account, organisation=None)

    asked = page.post(BULK, {"do": "archive", "all": "1"})
    part = htmx.post(BULK, {"do": "archive", "all": "1"}, target="people")
    untouched = Person.objects.filter(archived_at=None).count()
    page.post(BULK, {"do": "archive", "all": "1", "sure": "1"})

    assert "Archive 101 people?" in asked.content.decode()
    assert part.content.decode().lstrip().startswith('<div id="people">')
    assert untouched == 101
    assert not Person.objects.filter(archived_at=None).exists()


def test_htmx_gets_the_list_as_it_was_narrowed_with_a_way_back(htmx, people):
    answer = htmx.post(f"{BULK}?q=ana", {"do": "archive", "all": "1"}, target="people")
    html = answer.content.decode()

    assert html.lstrip().startswith('<div id="people">')
    assert "Nobody fits" in html
    assert f"/people/bulk/{BulkChange.objects.get().pk}/undo/?q=ana" in html


@pytest.mark.parametrize(
    ("posted", "told"),
    few(
        [
            ({"do": "archive"}, "Tick somebody"),
            ({"do": "tag", "tag": "  "}, "Type the tag first"),
            ({"do": "tag", "tag": "\0"}, "Type the tag first"),
            ({"do": "explode"}, "Choose what to do"),
            ({"do": "archive", "person": ["x", "-1", "9" * 30]}, "Tick somebody"),
        ],
        quick=2,
    ),
)
def test_what_cannot_be_done_is_told_and_changes_nothing(page, people, posted, told):
    before = snapshot()

    answer = page.post(BULK, posted, follow=True)

    assert told in answer.content.decode()
    assert snapshot() == before
    assert not BulkChange.objects.exists()


@pytest.mark.parametrize("kind", few(["tag", "archive", "promote", "restore", "untag"], quick=2))
def test_a_forged_list_of_keys_never_touches_a_stranger(page, stranger, people, kind):
    theirs = PersonFactory(account=stranger, tags=["mentor"], is_in_pool=kind == "promote")
    if kind == "restore":
        Person.objects.filter(pk=theirs.pk).update(archived_at=LONG_AGO)
    before = snapshot()

    page.post(BULK, {"do": kind, "tag": "mentor", "person": [theirs.pk]})
    if kind != "tag":
        page.post(BULK, {"do": kind, "tag": "mentor", "all": "1", "sure": "1"})

    assert [row for row in snapshot() if row[0] == theirs.pk] == [
        row for row in before if row[0] == theirs.pk
    ]


def test_a_change_of_somebody_else_cannot_be_undone(page, stranger):
    theirs = PersonFactory(account=stranger, archived_at=LONG_AGO)
    change = BulkChange.objects.create(
        account=stranger, kind="archive", people=[theirs.pk], made_at=LONG_AGO
    )

    answer = page.post(reverse("person-bulk-undo", args=[change.pk]))

    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.archived_at == LONG_AGO


def test_undoing_twice_changes_nothing_more(page, people):
    page.post(BULK, {"do": "archive", "person": keys(people[0])})
    undo(page)
    Person.objects.filter(pk=people[0].pk).update(archived_at=LONG_AGO)

    undo(page)

    people[0].refresh_from_db()
    assert people[0].archived_at == LONG_AGO


@pytest.mark.full
def test_only_the_latest_changes_are_kept(page, people):
    for n in range(23):
        page.post(BULK, {"do": "tag", "tag": f"t{n}", "person": keys(people[0])})

    assert BulkChange.objects.count() == 20
    assert BulkChange.objects.first().tag == "t22"
