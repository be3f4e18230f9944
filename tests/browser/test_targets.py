"""What only a browser shows: scores set by keys, the few worked on, names that survive a reload."""

import pytest
from playwright.sync_api import expect

from tests.factories import SearchFactory, TargetFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_scores_are_set_by_keys_and_the_next_one_comes_in(visit, account):
    search = SearchFactory(account=account, places=1)
    for name in ("Alder", "Birch", "Cedar"):
        TargetFactory(search=search, organisation__name=name)
    page = visit(account).goto(f"/searches/{search.pk}/targets/")

    named = page.get_by_role("link", name="Cedar", exact=True)
    cedar = page.locator("li.target").filter(has=named)
    cedar.get_by_role("group", name="Motivation").locator("input").first.focus()
    page.keyboard.press("3")
    cedar.get_by_text("No. 1 of 3, before Alder: higher motivation").wait_for()
    page.keyboard.press("Tab")
    with page.expect_response("**/scores/"):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    with page.expect_response("**/scores/"):
        page.keyboard.press("y")

    expect(page.locator("*:focus")).to_have_value("yes")
    target = search.targets.get(organisation__name="Cedar")
    assert (target.motivation, target.posting, target.advocacy) == (3, 2, True)

    page.get_by_role("button", name="Work on the first one").click()
    page.get_by_text("You work on Cedar now.").wait_for()
    page.get_by_role("link", name="Rule out Cedar").click()
    page.get_by_label("Why not").fill("Too far away")
    page.keyboard.press("Enter")
    page.get_by_text("Cedar is ruled out. Alder comes next.").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Cedar is back: being worked on.").wait_for()

    assert page.locator("li.target[data-state=active] .row-main > a").all_inner_texts() == ["Cedar"]


@pytest.mark.full
def test_names_of_a_lane_survive_a_reload_and_are_gone_once_listed(visit, account):
    search = SearchFactory(account=account, lane_minutes=1)
    page = visit(account).goto(f"/searches/{search.pk}/brainstorm/?lane=hiring")
    field = page.get_by_label("One name a line")

    field.fill("Alder\n- Birch")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Pause").wait_for()
    page.get_by_text("0:5").wait_for()
    page.reload()

    expect(field).to_have_value("Alder\n- Birch")
    assert page.locator("[data-left]").inner_text() < "1:00"

    page.get_by_role("button", name="Add these").click()
    page.get_by_role("heading", name="2 organisations added").wait_for()

    assert field.input_value() == ""
    expect(field).to_be_focused()
    page.reload()
    page.wait_for_function("!Object.keys(localStorage).length")
    assert [str(target) for target in search.targets.all()] == ["Alder", "Birch"]
