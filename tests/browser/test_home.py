import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_today_opens_for_whoever_signed_in(visit, account):
    page = visit(account).goto("/")

    expect(page.locator("h1")).to_have_text("Today")
