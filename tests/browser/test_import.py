"""What only a browser shows of importing: progress that moves by itself, a preview while choosing."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.kit import clock
from contacts.actions.imports import apply_rows, read_files, take_back
from contacts.models import Person
from tests.factories import ImportFileFactory, ImportRowFactory, ImportRunFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLES = Path(__file__).parent.parent / "data" / "imports"


@pytest.mark.full
def test_an_import_goes_on_by_itself_and_back_again(visit, account):
    known = PersonFactory(account=account)
    page = visit(account).goto("/imports/new/")

    page.locator("input[type=file]").set_input_files(SAMPLES / "linkedin-connections.csv")
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_text("The background worker is not running")).to_be_visible()
    run = account.imports.get()
    account.imports.update(progress=120, total=300)
    expect(page.get_by_text("120 of 300 rows")).to_be_visible()
    read_files(run.pk)
    start = page.get_by_role("button", name="Import ")
    expect(start).to_be_visible()
    expect(page.locator("#milestone")).to_have_text("Ready to import")

    assert list(account.people.all()) == [known], "a dry run writes nobody"

    start.click()
    expect(page.get_by_role("heading", name="Importing")).to_be_visible()
    apply_rows(run.pk, at=clock.now())
    expect(page.get_by_role("heading", name="Imported on")).to_be_visible()

    assert account.people.filter(is_in_pool=True).count() > 10

    page.get_by_role("link", name="Undo this import…").click()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_role("heading", name="Undoing the import")).to_be_visible()
    take_back(run.pk, at=clock.now())
    expect(page.get_by_role("heading", name="Undone on")).to_be_visible()

    assert list(account.people.all()) == [known]


@pytest.mark.full
def test_an_import_works_without_scripts(visit, account):
    page = visit(account, width=390, js=False).goto("/imports/new/")
    page.locator("input[type=file]").set_input_files(
        [SAMPLES / "contacts-3.0.vcf", SAMPLES / "google-new.csv"]
    )
    page.get_by_role("button", name="Read the files").click()
    run = account.imports.get()
    for work, heading, press in (
        (lambda: read_files(run.pk), "would come along", "Import "),
        (lambda: apply_rows(run.pk, at=clock.now()), "Imported on", "Undo this import…"),
    ):
        work()
        page.get_by_role("link", name="Look again").click()
        page.get_by_role("heading", name=heading).wait_for()
        page.locator(".actions").get_by_text(press).click()
    people = Person.objects.count()
    page.get_by_role("button", name="Undo the import").click()
    take_back(run.pk, at=clock.now())
    page.get_by_role("link", name="Look again").click()

    expect(page.get_by_role("heading", name="Undone on")).to_be_visible()
    assert (people > 10, Person.objects.count()) == (True, 0)


@pytest.mark.full
def test_the_preview_follows_the_choice_of_columns(visit, account):
    run = ImportRunFactory(account=account, state="columns")
    file = ImportFileFactory(
        run=run,
        name="alumni.csv",
        format="columns",
        delimiter=";",
        preamble="Who;Where;Reach\n",
        header=["Who", "Where", "Reach"],
        mapping=["name", "", "email"],
        is_sure=False,
    )
    ImportRowFactory(file=file, verdict="", raw="Ana Muñoz;Nordlicht;ana@example.com\n")
    page = visit(account).goto(f"/imports/{run.pk}/files/{file.pk}/columns/")
    preview = page.locator("#preview")
    expect(preview.get_by_text("ana@example.com")).to_be_visible()
    expect(preview.get_by_text("Nordlicht")).to_be_hidden()

    page.get_by_label("Where").select_option(label="Organisation")
    expect(preview.get_by_text("Nordlicht")).to_be_visible()
    page.get_by_label("Who").select_option(label="Leave it out")
    expect(preview.get_by_text("Choose the column that holds the names")).to_be_visible()
    page.get_by_label("Who").select_option(label="Full name")
    page.get_by_role("button", name="Read it like this").click()
    expect(page.get_by_role("heading", name="Reading the files")).to_be_visible()

    file.refresh_from_db()
    assert file.mapping == ["name", "organisation", "email"]
