import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import OrganisationFactory, PersonFactory

URL = reverse("organisation-list")


def test_organisations_are_found_by_name_and_alias(page, account):
    OrganisationFactory(account=account, name="Société Générale", aliases=["SocGen"])
    OrganisationFactory(account=account, name="Nordlicht")

    for words in ("societe", "socgen", "GENERALE soc"):
        found = page.get(URL, {"q": words}).context["page"].rows
        assert [organisation.name for organisation in found] == ["Société Générale"]


def test_the_list_counts_current_people_in_one_question(page, account):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            answer = page.get(URL)
        return len(captured), [row.people_count for row in answer.context["page"].rows]

    PersonFactory(account=account)
    page.get(URL)
    one, counts = queries()
    PersonFactory.create_batch(2, account=account)

    assert counts == [1]
    assert queries() == (one, [1, 1, 1])


def test_typing_swaps_the_list_alone(htmx, account):
    OrganisationFactory(account=account, name="Nordlicht")

    html = htmx.get(URL, {"q": "nord"}, target="organisations").content.decode()

    assert html.lstrip().startswith('<div id="organisations">')
    assert "Nordlicht" in html


def test_an_organisation_is_added(page, account):
    sent = {"name": " Nord  licht", "aliases": "NL, Nord", "website": "nordlicht.example.com"}

    page.post(reverse("organisation-create"), sent)

    organisation = account.organisations.get()
    assert organisation.name == "Nord licht"
    assert organisation.aliases == ["NL", "Nord"]
    assert organisation.website == "https://nordlicht.example.com"


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "nordlicht"), ("website", "javascript:alert(1)")]
)
def test_bad_input_keeps_what_was_typed(page, account, field, value):
    OrganisationFactory(account=account, name="Nordlicht")

    answer = page.post(
        reverse("organisation-create"), {"name": "Other", "notes": "precious", field: value}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "precious" in answer.content.decode()
    assert account.organisations.count() == 1


def test_a_strangers_name_is_free_to_use(page, account, stranger):
    OrganisationFactory(account=stranger, name="Nordlicht")

    answer = page.post(reverse("organisation-create"), {"name": "Nordlicht"})

    assert answer.status_code == 303


def test_archiving_and_restoring_keep_the_people(page, account):
    person = PersonFactory(account=account)
    organisation = person.organisation

    page.post(reverse("organisation-archive", args=[organisation.pk]))
    is_listed = organisation in page.get(URL).context["page"].rows
    page.post(reverse("organisation-restore", args=[organisation.pk]))

    assert not is_listed
    assert organisation in page.get(URL).context["page"].rows
    assert organisation.people.get() == person


def test_deleting_keeps_the_people(page, account):
    person = PersonFactory(account=account)
    url = reverse("organisation-delete", args=[person.organisation.pk])

    asked = page.get(url).content.decode()
    page.post(url)

    assert "The person you know there stays" in asked
    person.refresh_from_db()
    assert person.organisation is None


def test_organisations_of_the_pool_have_a_list_of_their_own(page, account):
    mine = OrganisationFactory(account=account, name="Nordlicht")
    waiting = OrganisationFactory(account=account, name="Nordwind", is_in_pool=True)

    first = page.get(reverse("organisation-list"), {"q": "nord"})
    pool = page.get(reverse("organisation-list"), {"q": "nord", "state": "pool"})

    assert first.context["page"].rows == [mine]
    assert "one more in the pool" in first.content.decode()
    assert pool.context["page"].rows == [waiting]
