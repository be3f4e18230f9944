import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.axe import EVERYTHING, axe_faults
from tests.papers import sheet_to_print
from tests.printed import texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_a_way_to_print_is_chosen_and_the_page_prints_it(visit, account):
    sheet = sheet_to_print(account)
    page = visit(account).goto(reverse("sheet-print", args=[sheet.interview_id]))

    page.get_by_role("button", name="Index cards").click()
    expect(page.locator(".paper-card")).to_have_count(9)
    expect(page.get_by_role("button", name="Index cards")).to_be_focused()
    faults = axe_faults(page, EVERYTHING)
    page.get_by_role("button", name="One page").click()
    expect(page.get_by_role("button", name="One page")).to_have_attribute("aria-pressed", "true")
    # Only the PDF is measured to fit, so that it is what is printed.
    expect(page.get_by_role("button", name="Print", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Questions only").click()
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
    printed = page.pdf(format="Letter")

    assert faults == []
    whole = " ".join(texts(printed))
    assert "Informational interview" in whole and "Download" not in whole
