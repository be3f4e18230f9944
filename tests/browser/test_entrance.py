"""The pages before signing in, and what every page tells when a request goes wrong."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from config.kit import clock
from contacts.models import Account, Invitation
from tests.browser.axe import COLOURS_AND_SIZES, axe_faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASK = "htmx.ajax('GET', '/people/', {target: '#main', swap: 'innerHTML'}).catch(() => {})"


@pytest.fixture
def first_minute(db):
    return Invitation.objects.create(
        expires_at=clock.now() + timedelta(hours=1), is_first_minute=True
    )


@pytest.mark.full
def test_entrance_is_fit_for_everyone(visit, first_minute):
    faults = {}
    browser = visit(width=390)
    for name in ("account_login", "account_signup", "account_reset_password", "about"):
        faults[name] = _faults_in_both_colours(browser.goto(reverse(name)))
    browser.goto(reverse("join", args=[first_minute.token]))
    browser.page.evaluate("document.forms[0].noValidate = true")
    browser.page.get_by_role("button", name="Make my account").click()
    browser.page.get_by_role("alert").wait_for()
    browser.complaints.clear()  # the answer to a form with faults is 422
    faults["join"] = _faults_in_both_colours(browser.page)

    assert {name: found for name, found in faults.items() if found} == {}


def _faults_in_both_colours(page):
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    in_light = axe_faults(page)
    page.emulate_media(color_scheme="dark")
    return in_light + axe_faults(page, COLOURS_AND_SIZES)


@pytest.mark.full
@pytest.mark.parametrize("js", [True, pytest.param(False, marks=pytest.mark.full)])
def test_a_passkey_is_offered_only_where_it_can_work(visit, js):
    page = visit(js=js).goto(reverse("account_login"))

    offer = page.get_by_role("button", name="Use a passkey")
    if js:
        offer.wait_for()
    else:
        assert not offer.count()
        assert "Passkeys and security keys need JavaScript" in page.content()


@pytest.mark.full
def test_faults_are_summed_up_and_the_summary_has_the_focus(visit, first_minute):
    browser = visit()
    page = browser.goto(reverse("join", args=[first_minute.token]))
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").fill("1234567")

    page.get_by_role("button", name="Make my account").click()

    summary = page.get_by_role("alert")
    summary.wait_for()
    assert summary.evaluate("it => it === document.activeElement")
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_password1")).to_be_focused()
    browser.complaints.clear()


@pytest.mark.full
def test_the_first_account_knows_the_zone_of_its_browser(visit, first_minute):
    browser = visit(timezone_id="Asia/Shanghai")
    page = browser.goto(reverse("join", args=[first_minute.token]))
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").fill("four quiet green tables")

    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url(browser.base + reverse("today"))

    assert Account.objects.get().zone == "Asia/Shanghai"


@pytest.mark.full
def test_lost_connection_and_broken_server_are_told(visit, account):
    browser = visit(account)
    page = browser.goto(reverse("settings-data"))
    messages = page.get_by_role("status")

    browser.context.set_offline(True)
    page.evaluate(ASK)
    messages.get_by_text("could not be reached").wait_for()
    browser.context.set_offline(False)
    page.route("**/people/", lambda route: route.fulfill(status=500, body="no"))
    page.evaluate(ASK)
    messages.get_by_text("broke on our side").wait_for()

    assert page.get_by_role("heading", level=1).inner_text() == "Data", "the page is still there"
    messages.get_by_role("button", name="Close").click()
    assert messages.inner_text().strip() == ""
    browser.complaints.clear()


@pytest.mark.full
def test_an_ended_session_leads_to_sign_in_and_back(visit, account):
    browser = visit(account)
    page = browser.goto(reverse("settings-data"))
    browser.context.clear_cookies()

    page.evaluate(ASK)
    page.get_by_label("E-mail").fill(account.email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url(browser.base + reverse("settings-data"))


@pytest.mark.full
def test_the_rest_of_the_navigation_opens_without_javascript(visit, account):
    page = visit(account, width=390, js=False).goto(reverse("settings-data"))
    link = page.get_by_role("link", name="Organisations")
    assert not link.is_visible()

    page.get_by_role("button", name="More").click()

    link.click()
    page.wait_for_url("**" + reverse("organisation-list"))
