"""The calendar by mouse and by keys: drag, Escape, confirm, take back; and for everyone."""

import re
from datetime import UTC, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from config.kit import clock
from interviews.actions.interviews import schedule_interview
from tests.browser.axe import EVERYTHING, axe_faults
from tests.factories import FollowUpFactory, InterviewFactory, PersonFactory

pytestmark = pytest.mark.browser

# 15 minutes, as high as style sheets draw them.
QUARTER = 24


@pytest.fixture
def talk(account):
    """On a Wednesday without a clock change nearby, at 15:00 in Lisbon and 10:00 in New York."""
    person = PersonFactory(account=account, name="Ana Muñoz", zone="America/New_York")
    today = clock.today(account.zone)
    day = today + timedelta(days=14 - today.weekday() + 2)
    interview = InterviewFactory(account=account, people=[person])
    return schedule_interview(interview, on_date=day, at_time=time(15), zone=account.zone, fold=0)


def week(talk):
    return f"{reverse('calendar')}?view=week&on={talk.on_date}"


def start_drag(page, entry, days, down):
    """Press on an entry and move it so many days on and pixels down; return nothing, keep hold."""
    box = entry.bounding_box()
    width = page.locator(".week-day").first.bounding_box()["width"]
    at = box["x"] + 12, box["y"] + 6
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + days * width, at[1] + down, steps=4)


@pytest.mark.full
def test_a_talk_is_dragged_looked_at_set_and_taken_back(visit, account, talk):
    page = visit(account, height=1400).goto(week(talk))
    entry = page.locator("[data-drag=talk]")

    start_drag(page, entry, 1, 4 * QUARTER + 5)
    expect(page.locator(".drag-told")).to_have_text(re.compile("16:00 Lisbon / .*New York"))
    page.keyboard.press("Escape")
    expect(page.locator(".drag-told")).to_have_count(0)
    page.mouse.up()
    start_drag(page, entry, 1, 4 * QUARTER + 5)
    page.mouse.up()
    page.wait_for_url(re.compile("/time/"))
    moment = datetime.fromisoformat(parse_qs(urlsplit(page.url).query)["to"][0])
    assert moment.astimezone(UTC) == talk.starts_at + timedelta(days=1, hours=1)
    expect(page.get_by_text("must hear of the change")).to_be_visible()
    page.click("text=Set this time")
    page.wait_for_url(re.compile("/invitation/"))
    page.get_by_role("button", name="Undo").click()

    page.wait_for_url(re.compile(rf"{talk.get_absolute_url()}$"))
    sequence, starts_at = talk.sequence, talk.starts_at
    talk.refresh_from_db()
    assert (talk.starts_at, talk.sequence) == (starts_at, sequence + 2)


@pytest.mark.full
def test_keys_go_from_day_to_day_and_a_follow_up_is_dragged(visit, account, talk):
    noon = datetime.combine(talk.on_date, time(12), UTC)
    task = FollowUpFactory(account=account, due_at=noon, text="Send the article")
    opened = visit(account, height=1400)
    page = opened.goto(week(talk))

    page.locator(".week-day").nth(1).locator("h2 a").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Send the article", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name=re.compile("^15:00 Ana"))).to_be_focused()
    assert axe_faults(page, EVERYTHING) == []
    page.keyboard.press("m")
    page.wait_for_url(re.compile("view=month"))
    expect(page.locator(".month-day[data-chosen]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"on={talk.on_date + timedelta(days=7)}"))
    assert axe_faults(page, EVERYTHING) == []
    page.locator(".month-day[data-chosen]").focus()
    page.keyboard.press("a")
    page.wait_for_url(re.compile("view=agenda"))
    page.keyboard.press("t")
    page.wait_for_url(re.compile(f"on={clock.today(account.zone)}"))

    page.goto(opened.base + week(talk))
    start_drag(page, page.locator("[data-drag=follow-up]", has_text="article"), 2, 4)
    expect(page.locator(".drag-told")).to_have_text(re.compile("^Fri"))
    page.mouse.up()
    expect(page.get_by_role("status").get_by_text("Send the article")).to_be_visible()
    task.refresh_from_db()
    assert task.due_on == talk.on_date + timedelta(days=2)


@pytest.mark.full
@pytest.mark.parametrize(("width", "dark"), [(320, True), (390, False)])
def test_on_a_phone_without_a_script_everything_can_be_moved(visit, account, talk, width, dark):
    FollowUpFactory(account=account, due_at=talk.starts_at, text="Send the article")
    opened = visit(account, width=width, dark=dark, js=False)

    for view in ("week", "month", "agenda"):
        page = opened.goto(f"{reverse('calendar')}?view={view}&on={talk.on_date}")
        assert page.get_by_role("link", name="Move (Ana Muñoz)").is_visible()
        assert page.get_by_role("link", name="Move (Send the article)").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
