"""A database of the first migrations, full of the demo's rows, becomes today's without a loss."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from config.kit.readiness import pending_migrations
from contacts.models import Account, Organisation, Person
from interviews.actions.contact import last_contact
from interviews.management import preparing
from interviews.models import Answer, FollowUp, Interview

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = Path(__file__).parent.parent / "data" / "databases" / "0001.dump"


@pytest.fixture
def first(settings, tmp_path):
    """The database as the first migrations made it, with the demo's account of that time."""
    settings.DATA_DIR = tmp_path
    settings.BACKUPS_DIR = tmp_path / "backups"
    call_command("restore", FIRST, overwrite=True, stdout=StringIO())


@pytest.mark.full
def test_a_database_with_data_is_brought_up_to_date(first):
    assert pending_migrations() != []

    preparing.prepare_database(lambda said: None)

    assert pending_migrations() == []
    counted = [model.objects.count() for model in (Person, Organisation, Interview, Answer)]
    assert counted == [12, 7, 8, 16]
    assert FollowUp.objects.exclude(kind="debrief").count() == 9
    assert not Person.objects.filter(is_in_pool=True).exists()
    contacts = Person.objects.annotate(really=last_contact())
    assert {one.last_contact_at == one.really for one in contacts} == {True}
    assert contacts.exclude(last_contact_at=None).exists()
    _pages_open(Account.objects.get())


def _pages_open(account):
    client = Client()
    client.force_login(account)
    urls = [reverse(name) for name in ("today", "person-list", "organisation-list", "search-list")]
    urls += [one.get_absolute_url() for one in account.people.all()]
    urls += [one.get_absolute_url() for one in account.interviews.all()]
    for url in urls:
        assert client.get(url).status_code == 200, url
