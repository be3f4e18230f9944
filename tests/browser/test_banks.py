"""A bank of questions as Chromium shows it: found, copied, ordered, edited in place, shared."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import BankFactory, QuestionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_a_bank_is_filled_ordered_edited_and_shared(visit, account, stranger):
    bank = BankFactory(account=account, name="Hospitals")
    QuestionFactory(account=account, bank=bank, text_en="Who decides?")
    page = visit(account, width=390, height=800).goto("/questions/")

    # Found while typing; the address can be kept.
    page.get_by_label("Search").press_sequentially("regular meet")
    expect(page.locator("#questions .question-row")).to_have_count(1)
    assert page.url.endswith("/questions/?q=regular%20meet")

    # Copied into the bank, by keyboard.
    page.get_by_text("Copy this question into a bank of mine").press("Enter")
    page.get_by_label("Into", exact=True).select_option("Hospitals")
    page.get_by_role("button", name="Copy", exact=True).press("Enter")
    expect(page.get_by_text("1 question copied to “Hospitals”.")).to_be_visible()
    rows = page.locator("[data-line] .question-row > a")
    expect(rows).to_have_count(2)

    # Moved up by keyboard, with the focus kept; down again by dragging.
    up = page.get_by_role("button", name="Up").nth(1)
    up.focus()
    up.press("Enter")
    expect(rows.nth(1)).to_have_text("Who decides?")
    expect(page.locator("#said")).to_have_text("Now question 1 of 2.")
    expect(page.locator("*:focus")).to_have_id(re.compile("^up-"))
    below = page.locator("[data-line]").nth(1).bounding_box()
    page.locator("[data-drag]").first.hover()
    page.mouse.down()
    page.mouse.move(below["x"] + 60, below["y"] + below["height"] - 4, steps=5)
    page.mouse.up()
    expect(rows.first).to_have_text("Who decides?")
    expect(page.locator("#said")).to_have_text("The questions are in their new order.")

    # Edited where it stands; cancelled, then saved.
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("link", name="Edit")).to_have_count(2)
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("In English", exact=True).fill("Who?")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Edit")).to_have_count(2)
    expect(page.locator("*:focus")).to_have_id(re.compile("^edit-"))
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("In English", exact=True).fill("Who decides in the end?")
    page.get_by_role("button", name="Save").click()
    expect(rows.first).to_have_text("Who decides in the end?")
    expect(rows).to_have_count(2)

    # Shared; somebody signed in copies it from the page that sends no referrer.
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_role("textbox", name="Link").input_value()
    theirs = visit(stranger).page
    theirs.goto(link)
    theirs.get_by_role("link", name="Copy into my account").click()
    theirs.get_by_role("button", name="Copy it").click()
    expect(theirs.get_by_text("2 questions copied to “Hospitals”.")).to_be_visible()
    theirs.get_by_role("button", name="Undo").click()
    expect(theirs.get_by_text("Taken back.")).to_be_visible()
    assert not stranger.banks.exists() and bank.questions.count() == 2
