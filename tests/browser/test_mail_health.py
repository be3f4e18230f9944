"""Reminder health as a person meets it: a test letter followed to the end, every state."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from config.kit import clock
from interviews.actions.delivery import send_ready
from interviews.models import StoppedAddress
from tests.browser.axe import COLOURS_AND_SIZES, EVERYTHING
from tests.browser.nu import html_faults, need_checker
from tests.browser.test_pages import faults_in
from tests.mail import goes_down, letter, set_up_mail_server, worker_beats
from tests.post_office import PostOffice

pytestmark = [pytest.mark.full, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEALTH = "/settings/mail/health/"
LOOKS = [(1280, "light", EVERYTHING), (390, "dark", COLOURS_AND_SIZES), (320, "dark", ())]


def test_a_test_letter_is_followed_without_a_further_press(visit, account, settings):
    worker_beats()
    with PostOffice() as office:
        settings.MAILERS, settings.MAIL_SERVER = office.mailers, {"host": "127.0.0.1"}
        page = visit(account, width=390).goto(HEALTH)

        page.get_by_role("button", name="Send me a test letter now").focus()
        page.keyboard.press("Enter")
        now = page.locator("#test-letter [aria-current=step]")
        expect(now).to_contain_text("Taken by a worker")
        send_ready()

        expect(page.locator("#test-letter")).to_contain_text("The mail server has accepted it")
    expect(page.get_by_role("link", name="Look again")).to_have_count(0)
    assert len(office.letters) == 1


def test_without_javascript_the_same_is_a_page_to_load_again(visit, account, settings):
    worker_beats()
    with PostOffice() as office:
        settings.MAILERS, settings.MAIL_SERVER = office.mailers, {"host": "127.0.0.1"}
        page = visit(account, js=False).goto(HEALTH)

        page.get_by_role("button", name="Send me a test letter now").click()
        send_ready()
        page.get_by_role("link", name="Look again").click()

        expect(page.locator("#test-letter")).to_contain_text("The mail server has accepted it")


def fill(account, settings):
    """Give an operator letters in every state, and a mail server that is down."""
    account.is_operator = True
    account.save()
    host = set_up_mail_server(settings)
    worker_beats()
    for number in range(3):
        letter(account, state="sent", sent_at=clock.now() - timedelta(hours=number))
    letter(account, kind="test", state="failed", cause="address", error="550 5.1.1 " + "x" * 200)
    letter(account, state="failed", cause="refused", error="554 5.7.1 no")
    letter(account, age=timedelta(minutes=30))
    letter(account, cause="later", error="451", attempts=2, to="bo@example.org", kind="invitation")
    goes_down(host, ago=timedelta(minutes=20))


def stop(account):
    StoppedAddress.objects.create(address=account.email, stopped_at=clock.now(), reason="550 no")


def test_every_state_is_for_everyone(visit, account, settings):
    browser = visit(account, reduced_motion="reduce")
    faults = {"empty": faults_in(browser, [HEALTH], LOOKS)}
    fill(account, settings)
    faults["down"] = faults_in(browser, [HEALTH, "/"], LOOKS)
    stop(account)
    faults["stopped"] = faults_in(browser, [HEALTH, "/", HEALTH + "test/"], LOOKS)

    assert faults == {"empty": {}, "down": {}, "stopped": {}}


def test_every_state_is_valid_html(page, account, settings, tmp_path):
    need_checker()
    (tmp_path / "folder.html").write_bytes(page.get(HEALTH).content)
    fill(account, settings)
    for name, url in (("today", "/"), ("health", HEALTH), ("test", HEALTH + "test/")):
        (tmp_path / f"{name}.html").write_bytes(page.get(url).content)
    stop(account)
    (tmp_path / "stopped.html").write_bytes(page.get(HEALTH).content)

    assert html_faults(tmp_path) == set()
