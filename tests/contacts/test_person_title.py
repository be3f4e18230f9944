from django.urls import reverse

from tests.factories import PersonFactory


def test_a_title_is_only_a_proposal_until_it_is_used(page, account):
    person = PersonFactory(account=account, title="Senior data analyst", organisation=None)

    html = page.get(person.get_absolute_url()).content.decode()

    assert "Going by the title “Senior data analyst”:" in html
    person.refresh_from_db()
    assert (person.function, person.level) == ("", "")


def test_using_it_sets_what_is_empty_and_the_undo_empties_it_again(page, account):
    person = PersonFactory(account=account, title="Senior data analyst", function="sales")
    url = reverse("person-read-title", args=[person.pk])

    html = page.post(url, follow=True).content.decode()
    person.refresh_from_db()
    after = (person.function, person.level)
    page.post(f"{url}?forget=level")

    person.refresh_from_db()
    assert after == ("sales", "senior")
    assert f"{url}?forget=level" in html
    assert (person.function, person.level) == ("sales", "")


def test_nothing_is_offered_where_all_is_known_or_nothing_is_said(page, account):
    known = PersonFactory(account=account, title="CEO", function="finance", level="lead")
    silent = PersonFactory(account=account, title="Dreamer")

    for person in (known, silent):
        assert "Going by the title" not in page.get(person.get_absolute_url()).content.decode()
