"""Letters as a mail program shows them: axe finds nothing, nothing sticks out, the HTML is valid."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import expect

from interviews.mail.digest import digest_for
from interviews.mail.kinds import WANTED
from interviews.mail.previews import preview
from interviews.mail.sign_in import in_html
from interviews.mail.trial import Trial
from interviews.mail.wording import written
from tests.browser.axe import EVERYTHING, axe_faults
from tests.browser.nu import html_faults, need_checker
from tests.browser.test_pages import STICKS_OUT
from tests.interviews.test_letter_shape import DAY, MORNING, fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.full]

UID = UUID(int=7)
SIGN_IN = "Hello Ana,\n\nopen this link:\n\nhttps://example.com/x\n\n- one\n\n-- \nAskwell"


def letters(account):
    """Return a letter of each kind as HTML, made up ones in both languages, and a full one."""
    found = {"sign_in": in_html("Confirm your address", SIGN_IN)}
    at = datetime(2026, 3, 12, 7, 0, tzinfo=UTC)
    for language in ("en", "zh-hans"):
        account.language = language
        for kind in WANTED:
            found[f"{kind}-{language}"] = preview(account, kind, at=at).letter.html
        found[f"test-{language}"] = written(Trial(account, at), UID).html
    fill(account, 3, talks=2)
    found["full"] = written(digest_for(account, day=DAY, at=MORNING), UID).html
    return found


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_letters_are_for_everyone_with_and_without_their_styles(visit, account, width, dark):
    page = visit(None, width=width, dark=dark).page
    faults = {}
    for name, html in letters(account).items():
        bare = re.sub("<style>.*</style>", "", html, flags=re.DOTALL)
        # Without styles axe takes the dark ground of a browser for white.
        for look, shown in (("whole", html), *([] if dark else [("bare", bare)])):
            page.set_content(shown)
            said = axe_faults(page, EVERYTHING)
            if page.evaluate(STICKS_OUT) > 0:
                said.append("sticks out")
            # Landmarks are for pages; mail programs put a letter into one of theirs.
            if said := [one for one in said if not one.startswith(("region", "landmark"))]:
                faults[name, look] = said

    assert faults == {}


def test_letters_are_valid_html(account, tmp_path):
    need_checker()
    for name, html in letters(account).items():
        (tmp_path / f"{name}.html").write_text(html)

    assert html_faults(tmp_path) == set()


def test_a_preview_is_reached_by_keyboard_and_its_links_lead_nowhere(visit, account):
    page = visit(account, width=390).goto("/settings/mail/")

    page.get_by_role("link", name="Preview (Morning digest)").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Morning digest", level=1)).to_be_visible()
    link = page.frame_locator("iframe").get_by_role("link", name="All of it on one page")

    expect(link).to_be_visible()
    # The frame may open no window, and that is where its links lead.
    assert page.locator("iframe").get_attribute("sandbox") == ""
    assert link.evaluate("link => link.ownerDocument.querySelector('base').target") == "_blank"
