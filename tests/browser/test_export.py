"""What only a browser shows: a file that lands in the downloads and comes back in as it went."""

import pytest
from django.core.files.uploadedfile import UploadedFile

from config.kit import clock
from contacts.actions import imports
from contacts.models import Person, Reach
from tests.factories import PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
@pytest.mark.parametrize("js", [True, False])
def test_the_list_one_sees_is_downloaded_and_reads_back_as_the_same_people(visit, account, js):
    ana = PersonFactory(account=account, name="Ana Muñoz", title="=Analyst", tags=["coffee"])
    PersonFactory(account=account, name="Bo Lin")
    Reach.objects.create(account=account, person=ana, kind="phone", value="+351 912 345 678")
    page = visit(account, width=390, js=js).goto("/people/?tag=coffee")

    page.get_by_role("link", name="Export").click()
    page.get_by_label("CSV, for spreadsheets").check()
    page.get_by_label("For Excel").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()

    path = download.value.path()
    assert download.value.suggested_filename.endswith(".csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    Person.objects.all().delete()
    again = _brought_back(account, path)
    assert (again.name, again.title, again.tags) == ("Ana Muñoz", "=Analyst", ["coffee"])
    assert [(way.kind, way.value) for way in again.reaches.all()] == [("phone", "+351 912 345 678")]


def _brought_back(account, path):
    """Return the one person of a file that was imported."""
    with path.open("rb") as stream:
        file = UploadedFile(stream, name="people.csv", size=path.stat().st_size)
        run = imports.begin_import(account=account, files=[file], at=clock.now())
    imports.read_files(run.pk)
    imports.start_import(run=run)
    imports.apply_rows(run.pk, at=clock.now())
    return Person.objects.get()
