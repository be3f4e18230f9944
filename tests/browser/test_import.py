"""What only a browser shows of importing: progress that moves by itself, a preview while choosing."""

import pytest
from playwright.sync_api import expect

from tests.factories import ImportFileFactory, ImportRowFactory, ImportRunFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
