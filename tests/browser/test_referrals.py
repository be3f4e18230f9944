"""From a name that was dropped to the chain it belongs to, without a page being reloaded."""

import pytest

from tests.factories import PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_a_name_becomes_a_person_an_introduction_and_a_chain(visit, account):
    ana = PersonFactory(account=account, name="Ana Sousa")
    page = visit(account).goto(ana.get_absolute_url())

    page.get_by_text("Ana Sousa named somebody").click()
    page.get_by_label("Whom should I meet next?").fill("Bo Lin, Lumen Health")
    page.get_by_label("They will introduce us").check()
    page.get_by_role("button", name="Note whom they named").click()
    page.get_by_role("button", name="The other one agreed").click()
    page.locator(".introductions .badge", has_text="The other one agreed").wait_for()
    page.get_by_role("button", name="It was made").click()

    write = page.get_by_role("link", name="Write to Bo Lin")
    write.wait_for()
    bo = account.people.get(name="Bo Lin")
    assert write.get_attribute("href") == f"/people/{bo.pk}/write/?purpose=first_ask"

    page.goto(bo.get_absolute_url())
    page.get_by_role("button", name="They said yes").click()
    page.locator(".permission .badge", has_text="Yes, I may use their name").wait_for()
    page.goto(f"/people/{ana.pk}/chain/")
    branch = page.get_by_role("listitem").filter(has_text="Bo Lin")

    assert branch.get_by_text("You may say who named them").is_visible()
    bo.refresh_from_db()
    assert (bo.referred_by, bo.may_use_name) == (ana, "yes")
    assert bo.connection.startswith("Ana Sousa introduced us on")
