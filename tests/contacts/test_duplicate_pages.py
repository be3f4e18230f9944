from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from config.kit import clock
from contacts import jobs
from contacts.actions import duplicates
from contacts.models import ImportRun, Merge, OrganisationDuplicate, Person, PersonDuplicate, Reach
from tests.factories import FollowUpFactory, OrganisationFactory, PersonFactory


@pytest.fixture
def pair(account):
    """Two of one name, the second imported later."""
    run = ImportRun.objects.create(account=account)
    ana = PersonFactory(account=account, name="Ana Muñoz", title="Analyst", notes="Met in Porto.")
    again = PersonFactory(
        account=account,
        name="Ana Munoz",
        title="Lead analyst",
        zone="Europe/Lisbon",
        notes="Runs a meetup.",
        tags=["ai"],
        imported_in=run,
        is_in_pool=True,
        created_at=clock.now() + timedelta(days=1),
    )
    return PersonDuplicate.objects.create(
        account=account, person=ana, other=again, reason="The same name"
    )


def sent(form, **changes):
    """What a browser posts when the form is left as it is, but for the changes."""
    fields = {name: form[name].value() for name in form.fields}
    return {"keep": form.kept.pk, **fields, **changes}


def merge_url(pair):
    return reverse("person-merge", args=[pair.person_id, pair.other_id])


def test_an_empty_list_says_what_it_will_hold(page):
    answer = page.get("/duplicates/")

    assert "No two look like one" in answer.content.decode()


def test_pairs_stand_side_by_side_with_the_reason(page, account, pair):
    contoso = OrganisationFactory(account=account, name="Contoso")
    other = OrganisationFactory(account=account, name="Contoso Ltd", aliases=["Contoso Cloud"])
    OrganisationDuplicate.objects.create(
        account=account, organisation=contoso, other=other, reason="Legal form"
    )

    html = page.get("/duplicates/").content.decode()

    for text in ("Ana Muñoz", "Lead analyst", "The same name", "Contoso Cloud", "Legal form"):
        assert text in html
    assert merge_url(pair) in html


@pytest.mark.full
def test_the_list_costs_the_same_at_one_and_three_pairs(page, account, pair):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page.get("/duplicates/")
        return len(captured)

    page.get("/duplicates/")
    one = queries()
    for _ in range(2):
        low, high = PersonFactory(account=account), PersonFactory(account=account)
        PersonDuplicate.objects.create(account=account, person=low, other=high, reason="Name")

    assert queries() == one


def test_two_who_are_two_leave_the_list_with_a_way_back(page, htmx, pair):
    url = reverse("person-duplicate-dismiss", args=[pair.pk])

    answer = htmx.post(url, target="duplicates")

    html = answer.content.decode()
    assert "<html" not in html and "No two look like one" in html
    back = reverse("person-duplicate-reopen", args=[pair.pk])
    assert back in html

    assert page.post(back)["Location"] == "/duplicates/"
    pair.refresh_from_db()
    assert pair.dismissed_at is None


def test_looking_finds_people_and_organisations(page, account):
    for name in ("Bo Lin", "Lin Bo"):
        PersonFactory(account=account, name=name, organisation=None)
    for name in ("Contoso", "Contoso Ltd"):
        OrganisationFactory(account=account, name=name)

    answer = page.post(reverse("duplicate-look"), follow=True)

    assert "Found 2 new pairs" in answer.content.decode()
    assert (account.person_duplicates.count(), account.organisation_duplicates.count()) == (1, 1)


def test_of_very_many_the_worker_looks_for_pairs(page, account, monkeypatch):
    monkeypatch.setattr(duplicates, "AT_A_PRESS", 1)
    for name in ("Bo Lin", "Lin Bo"):
        PersonFactory(account=account, name=name, organisation=None)

    answer = page.post(reverse("duplicate-look"), follow=True)

    assert "it takes a minute" in answer.content.decode()
    assert not account.person_duplicates.exists()
    job = ProcrastinateJob.objects.get(task_name="contacts.look_for_duplicates")
    assert job.args == {"account_id": account.pk}
    assert [jobs.look_for_duplicates(**job.args) for _ in range(2)] == [1, 0]
    assert jobs.look_for_duplicates(account_id=0) == 0


def test_what_is_proposed_is_filled_typed_or_newer(page, pair):
    form = page.get(merge_url(pair)).context["form"]

    assert form.kept == pair.person
    proposed = {name: form[name].value() for name in ("name", "title", "zone", "notes", "tags")}
    assert proposed == {
        "name": "kept",
        "title": "kept",
        "zone": "gone",
        "notes": "both",
        "tags": ["ai"],
    }


def test_merging_keeps_what_was_picked_and_can_be_undone(page, account, pair):
    for person, value in ((pair.person, "a@example.com"), (pair.other, "old@example.com")):
        Reach.objects.create(account=account, person=person, kind="email", value=value)
    FollowUpFactory(account=account, person=pair.other)
    answer = page.get(merge_url(pair))
    assert 'Moves along: <span class="numbers">1</span> follow-up' in " ".join(
        answer.content.decode().split()
    )

    data = sent(answer.context["form"], title="gone", reaches=["email a@example.com"], tags=[])
    answer = page.post(merge_url(pair), data, follow=True)

    kept = Person.objects.get()
    assert answer.redirect_chain[-1][0] == kept.get_absolute_url()
    assert (kept.pk, kept.name, kept.title) == (pair.person_id, "Ana Muñoz", "Lead analyst")
    assert (kept.zone, kept.tags, kept.is_in_pool) == ("Europe/Lisbon", [], False)
    assert kept.notes == "Met in Porto.\n\nRuns a meetup."
    assert [reach.value for reach in kept.reaches.all()] == ["a@example.com"]
    assert kept.follow_ups.count() == 1
    undo = reverse("merge-undo", args=[Merge.objects.get().pk])
    assert answer.content.decode().count(undo) == 2, "in the message and on the page"

    answer = page.post(undo, follow=True)

    assert "Ana Muñoz and Ana Munoz are two again." in answer.content.decode()
    assert Person.objects.get(pk=pair.other_id).reaches.get().value == "old@example.com"


@pytest.mark.full
def test_the_other_page_can_stay_instead(page, pair):
    form = page.get(merge_url(pair), {"keep": pair.other_id}).context["form"]
    assert (form.kept, form["name"].value()) == (pair.other, "gone")

    page.post(merge_url(pair), sent(form))

    assert Person.objects.get() == pair.other
    assert Person.objects.get().name == "Ana Muñoz"


@pytest.mark.full
def test_a_choice_on_an_old_page_is_asked_again_with_what_was_picked(page, pair):
    data = sent(page.get(merge_url(pair)).context["form"], title="gone")
    Person.objects.filter(pk=pair.person_id).update(called="Ana")

    answer = page.post(merge_url(pair), data)

    assert answer.status_code == 422
    assert "changed after this page was opened" in answer.content.decode()
    form = answer.context["form"]
    assert (form["title"].value(), form["called"].value()) == ("gone", "kept")
    assert Person.objects.count() == 2

    assert page.post(merge_url(pair), sent(form)).status_code == 303
    assert Person.objects.get().called == "Ana"


@pytest.mark.full
def test_merging_twice_leads_to_the_one_that_stayed(page, account, pair):
    data = sent(page.get(merge_url(pair)).context["form"])
    page.post(merge_url(pair), data)

    answer = page.post(merge_url(pair), data, follow=True)

    assert "They are one already." in answer.content.decode()
    assert Merge.objects.count() == 1


def test_old_addresses_lead_on_for_their_owner_only(page, client, account, stranger, pair):
    page.post(merge_url(pair), sent(page.get(merge_url(pair)).context["form"]))
    kept, gone = OrganisationFactory(account=account), OrganisationFactory(account=account)
    url = reverse("organisation-merge", args=[kept.pk, gone.pk])
    page.post(url, sent(page.get(url).context["form"]))

    old = [f"/people/{pair.other_id}/", f"/organisations/{gone.pk}/"]
    assert [page.get(url)["Location"] for url in old] == [
        pair.person.get_absolute_url(),
        kept.get_absolute_url(),
    ]
    client.force_login(stranger)
    assert [client.get(url).status_code for url in old] == [404, 404]


def test_the_other_name_of_an_organisation_becomes_an_alias(page, account):
    contoso = OrganisationFactory(account=account, name="Contoso")
    OrganisationFactory(account=account, name="Contoso Software Pvt Ltd", aliases=["CSP"])
    url = reverse("organisation-merge", args=[contoso.pk, contoso.pk + 1])

    page.post(url, sent(page.get(url).context["form"]))

    contoso.refresh_from_db()
    assert contoso.aliases == ["Contoso Software Pvt Ltd", "CSP"]


@pytest.mark.full
def test_a_later_merge_is_undone_first(page, account):
    people = [PersonFactory(account=account) for _ in range(3)]
    for other in people[1:]:
        url = reverse("person-merge", args=[people[0].pk, other.pk])
        page.post(url, sent(page.get(url, {"keep": people[0].pk}).context["form"]))
    first = Merge.objects.order_by("pk")[0]

    answer = page.post(reverse("merge-undo", args=[first.pk]), follow=True)

    assert f"“{people[2].name}” was merged in later" in answer.content.decode()


def test_anybody_can_be_picked_by_name(page, htmx, account):
    ana = PersonFactory(account=account, name="Ana Muñoz")
    PersonFactory(account=account, name="A. Munoz")
    PersonFactory(account=account, name="Bo Lin")
    url = reverse("person-merge-pick", args=[ana.pk])

    html = page.get(url).content.decode()
    assert "A. Munoz" in html and "Bo Lin" not in html

    html = htmx.get(url, {"q": "lin"}, target="candidates").content.decode()
    assert "Bo Lin" in html and "A. Munoz" not in html and "<html" not in html


def test_nobody_is_merged_with_oneself_or_a_stranger(page, account, stranger):
    mine, theirs = PersonFactory(account=account), PersonFactory(account=stranger)

    for other in (theirs, mine):
        page.post(reverse("person-merge", args=[mine.pk, other.pk]), {"keep": mine.pk})

    assert page.get(reverse("person-merge", args=[mine.pk, theirs.pk])).status_code == 404
    assert page.get(reverse("person-merge", args=[mine.pk, mine.pk])).status_code == 404
    assert Person.objects.count() == 2
