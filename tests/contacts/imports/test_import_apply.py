from datetime import date

from tests.contacts.imports.conftest import brought, imported, linkedin

ANA = "Ana,Muñoz,ana-munoz,ana@example.com,Contoso,Data Analyst,12 Mar 2024"
BO = "Bo,Li,bo-li,,,,13 Mar 2024"


def test_people_come_into_the_pool_with_what_the_file_tells(account):
    run = imported(account, linkedin(ANA, BO))

    ana, bo = account.people.order_by("pk")
    assert (ana.name, ana.title, ana.organisation.name) == ("Ana Muñoz", "Data Analyst", "Contoso")
    assert (ana.tie, ana.is_in_pool, ana.imported_in) == ("network", True, run)
    assert ana.connected_on == date(2024, 3, 12)
    assert list(ana.reaches.values_list("kind", "value")) == [
        ("email", "ana@example.com"),
        ("linkedin", "https://www.linkedin.com/in/ana-munoz"),
    ]
    assert ana.organisation.is_in_pool and ana.organisation.imported_in == run
    assert (bo.name, bo.organisation, bo.title) == ("Bo Li", None, "")
    assert run.counts == {"new": 2, "update": 0, "same": 0, "duplicate": 0, "unreadable": 0}


def test_reading_alone_writes_nobody(account):
    run = brought(account, linkedin(ANA, BO))

    assert run.counts["new"] == 2
    assert not account.people.exists()
    assert not account.organisations.exists()
