import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_today_opens_for_whoever_signed_in(visit, account):
    page = visit(account).goto("/")

    assert page.locator("h1").inner_text() == "Today"
