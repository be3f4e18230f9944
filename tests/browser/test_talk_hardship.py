"""A minute without network, a server killed and started again, a full device, a shared one."""

import time

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from interviews.models import Answer
from tests.browser.conftest import _session_cookie
from tests.factories import AccountFactory, InterviewFactory
from tests.processes import Site, environment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.full]

# Fills what this site may keep in localStorage to the last letter.
FILL = """() => {
  for (let size = 1 << 20, n = 0; size > 0; ) {
    try {
      localStorage.setItem(`filler-${n}`, "x".repeat(size));
      n += 1;
    } catch {
      size >>= 1;
    }
  }
}"""
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('askwell-note/')).length"


def talk_of(account):
    return reverse("talk", args=[InterviewFactory(account=account).pk])


def free(page):
    return page.locator("#note-free")


def state(page):
    return page.locator("[data-notes-word]")


def stored(account):
    return Answer.objects.filter(account=account).values_list("text", flat=True).first()


def quiet(visiting):
    """Refused requests are part of these tests."""
    visiting.complaints[:] = [
        said for said in visiting.complaints if "Failed to load resource" not in said
    ]


@pytest.mark.long
def test_what_is_typed_for_a_whole_minute_offline_is_stored(visit, account):
    visiting = visit(account)
    page = visiting.goto(talk_of(account))
    free(page).fill("Before")
    expect(state(page)).to_have_text("Saved")
    page.context.set_offline(True)
    began, words = time.monotonic(), ["Before"]

    while time.monotonic() - began < 60:
        words.append(f"word{len(words)}")
        free(page).press_sequentially(f" {words[-1]}")
        page.wait_for_timeout(400)
    expect(state(page)).to_have_text("Kept on this device")
    page.context.set_offline(False)
    free(page).press_sequentially(" back")

    expect(state(page)).to_have_text("Saved")
    assert stored(account).split() == [*words, "back"]
    assert len(words) > 60 and page.evaluate(KEPT) == 0
    quiet(visiting)


@pytest.fixture
def site():
    site = Site(environment(settings.DATA_DIR, ASKWELL_DEBUG="1"))
    site.start()
    yield site
    site.stop()


def test_a_server_killed_while_somebody_types_has_every_word_once_it_is_back(
    chromium, account, site
):
    context = chromium.new_context(base_url=site.url)
    context.add_cookies([_session_cookie(account, site.url)])
    page = context.new_page()
    page.goto(talk_of(account))
    free(page).press_sequentially("Before", delay=20)
    expect(state(page)).to_have_text("Saved")

    free(page).press_sequentially(", just as it", delay=20)
    site.stop()
    free(page).press_sequentially(" went, while it was gone", delay=20)
    expect(state(page)).to_have_text("Kept on this device")
    site.start()
    free(page).press_sequentially(", and after", delay=20)

    expect(state(page)).to_have_text("Saved", timeout=20_000)
    expect(page.locator(".talk-conflict")).to_have_count(0)
    assert stored(account) == "Before, just as it went, while it was gone, and after"
    assert page.evaluate(KEPT) == 0
    context.close()


def test_a_full_device_says_so_and_asks_before_words_are_left_behind(visit, account):
    visiting = visit(account)
    page = visiting.goto(talk_of(account))
    page.evaluate(FILL)

    free(page).press_sequentially("Stored as ever")
    expect(state(page)).to_have_text("Saved")
    assert stored(account) == "Stored as ever"
    page.context.set_offline(True)
    free(page).press_sequentially(", then with nowhere to go")
    expect(state(page)).to_have_text("Not saved yet")
    expect(page.get_by_text("Leave this page open until it says “Saved”.")).to_be_visible()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    page.context.set_offline(False)

    expect(state(page)).to_have_text("Saved")
    assert asked == ["beforeunload"]
    assert stored(account) == "Stored as ever, then with nowhere to go"
    quiet(visiting)


def test_two_accounts_on_one_device_each_get_their_own_words(visit, account):
    other = AccountFactory()
    visiting = visit(account)
    context, mine, theirs = visiting.context, talk_of(account), talk_of(other)
    page = visiting.goto(mine)
    context.set_offline(True)
    free(page).fill("Mine alone")
    expect(state(page)).to_have_text("Kept on this device")

    def change_to(one):
        context.clear_cookies()
        context.add_cookies([_session_cookie(one, visiting.base)])

    change_to(other)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(theirs)
    expect(free(page)).to_have_value("")
    free(page).fill("Theirs alone")
    expect(state(page)).to_have_text("Saved")
    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/**")
    left_by_other = (stored(account), stored(other), page.evaluate(KEPT))
    change_to(account)
    page.goto(mine)

    expect(free(page)).to_have_value("Mine alone")
    expect(state(page)).to_have_text("Saved")
    assert left_by_other == (None, "Theirs alone", 1)
    assert (stored(account), stored(other)) == ("Mine alone", "Theirs alone")
    assert page.evaluate(KEPT) == 0
    quiet(visiting)
