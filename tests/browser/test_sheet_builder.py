import pytest
from django.urls import reverse
from playwright.sync_api import expect

from config.kit import clock
from interviews.actions.sheets import open_sheet
from tests.factories import InterviewFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(account):
    return open_sheet(InterviewFactory(account=account), at=clock.now())


def path(sheet):
    return reverse("sheet-edit", args=[sheet.interview_id])


def keys(sheet):
    return [line.key for line in sheet.lines.all()]


def drag(page, line, onto):
    # Away from the ends of the window, where dragging scrolls it.
    page.evaluate("key => scrollTo(0, document.getElementById(key).offsetTop - 150)", "lines")
    handle = page.locator(f"#line-{line.pk} [data-drag]").bounding_box()
    target = page.locator(f"#line-{onto.pk}").bounding_box()
    page.mouse.move(handle["x"] + 8, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(handle["x"] + 8, target["y"], steps=12)
    page.mouse.move(handle["x"] + 8, target["y"] + target["height"] - 4, steps=4)
    page.mouse.up()


@pytest.mark.full
@pytest.mark.parametrize("width", [390, 1280])
def test_a_sheet_is_built_by_hand(visit, account, sheet, width):
    page = visit(account, width=width).goto(path(sheet))
    first, second, third = sheet.lines.all()[:3]
    page.click("#write summary")
    page.fill("#write-text", "What would you ask?")

    drag(page, first, onto=third)
    page.wait_for_selector("#said:has-text('new order')", state="attached")
    assert keys(sheet)[:3] == [second.key, third.key, first.key]

    page.focus(f"#up-{first.pk}")
    page.keyboard.press("Enter")
    page.wait_for_selector("#said:has-text('question 2')", state="attached")
    assert keys(sheet)[:3] == [second.key, first.key, third.key]
    expect(page.locator(f"#up-{first.pk}")).to_be_focused()

    page.fill("#id_find-q", "projects hardest")
    page.wait_for_selector("#offers li:only-child")
    page.click("#pick-hardest-project")
    page.wait_for_selector("text=4 minutes over 20 >> visible=true")
    expect(page.locator("#id_find-q")).to_have_value("projects hardest")

    page.click(f"#remove-{second.pk}")
    page.wait_for_selector("#put-back:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector("#put-back", state="detached")
    assert keys(sheet)[0] == second.key

    page.click(f"#reword-{second.pk}")
    page.wait_for_selector("#reword-text:focus")
    page.fill("#reword-text", "Which two tasks matter most in Porto?")
    page.click(f"#down-{first.pk}")
    page.wait_for_selector("#said:has-text('Now question 3')", state="attached")
    expect(page.locator(f"#down-{first.pk}")).to_be_focused()
    page.click(".sheet-line button:has-text('Save')")
    page.wait_for_selector(f"#line-{second.pk} >> text=in Porto")

    expect(page.locator("#write-text")).to_have_value("What would you ask?")
    page.click("text=Put it on the sheet")
    page.wait_for_selector("#lines >> text=What would you ask?")
    expect(page.locator("#write-text")).to_have_value("")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


@pytest.mark.full
def test_a_change_on_a_phone_keeps_its_place_and_its_undo_in_sight(visit, account, sheet):
    page = visit(account, width=390, height=800).goto(path(sheet))
    line = sheet.lines.all()[4]
    page.locator(f"#minutes-{line.pk}").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")

    page.fill(f"#minutes-{line.pk}", "9")
    page.keyboard.press("Tab")
    page.wait_for_selector("#said:has-text('Saved.')", state="attached")
    assert before > 0 and page.evaluate("scrollY") == before

    page.click("#offers button >> nth=0")
    page.wait_for_selector("#said:has-text('Added as question')", state="attached")
    expect(page.locator("#put-back")).to_be_in_viewport()


@pytest.mark.full
def test_a_sheet_is_built_by_keyboard(visit, account, sheet):
    page = visit(account).goto(path(sheet))
    first, second = sheet.lines.all()[:2]
    press = page.keyboard.press

    page.focus(f"#reword-{second.pk}")
    press("Alt+ArrowUp")
    page.wait_for_selector("#said:has-text('Now question 1')", state="attached")
    assert keys(sheet)[:2] == [second.key, first.key]
    expect(page.locator(f"#reword-{second.pk}")).to_be_focused()

    page.focus("#id_find-q")
    page.keyboard.type("清洗数据")
    page.wait_for_selector("#pick-cleaning-data")
    page.wait_for_selector("#offers [role=status]:has-text('found')")
    press("ArrowDown")
    press("Enter")
    page.wait_for_selector("#said:has-text('Added as question')", state="attached")
    assert "cleaning-data" in keys(sheet)
    expect(page.locator("#id_find-q")).to_be_focused()
    expect(page.locator("#id_find-q")).to_have_value("清洗数据")

    page.focus(f"#minutes-{first.pk}")
    press("ArrowUp")
    page.wait_for_selector("#said:has-text('Saved.')", state="attached")
    first.refresh_from_db()
    assert first.minutes == 4
    expect(page.locator(f"#minutes-{first.pk}")).to_be_focused()

    page.focus("#suggest-anew")
    press("Enter")
    page.wait_for_selector("#put-back")
    expect(page.locator("#suggest-anew")).to_be_focused()
    assert "cleaning-data" not in keys(sheet)
    page.focus("#put-back")
    press("Space")
    page.wait_for_selector("#put-back", state="detached")
    assert "cleaning-data" in keys(sheet)


@pytest.mark.full
def test_a_sheet_is_built_without_javascript(visit, account, sheet):
    page = visit(account, js=False).goto(path(sheet))
    first = sheet.lines.first()

    page.click(f"#down-{first.pk}")
    assert keys(sheet)[1] == first.key

    page.fill("#id_find-q", "projects hardest")
    page.click("#find button")
    page.click("#pick-hardest-project")
    assert "hardest-project" in keys(sheet)

    page.click(f"#remove-{first.pk}")
    page.click("#put-back")
    assert keys(sheet)[1] == first.key

    page.fill(f"#minutes-{first.pk}", "5")
    page.click(f"#line-{first.pk} >> text=Set")
    first.refresh_from_db()
    assert first.minutes == 5

    page.click("#suggest-anew")
    assert "hardest-project" not in keys(sheet)
