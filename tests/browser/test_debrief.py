"""What only a browser shows of a debrief: words kept as they are typed, lines decided by keyboard."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from config.kit import clock
from interviews.actions.interviews import hold_interview
from interviews.models import Insight, LineState
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    PersonFactory,
    SearchFactory,
    SheetFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def talk(account):
    person = PersonFactory(account=account, name="Ana Sousa")
    talk = InterviewFactory(account=account, people=[person], search=SearchFactory(account=account))
    sheet = SheetFactory(interview=talk, account=account)
    line = LineFactory(
        sheet=sheet,
        account=account,
        category="day",
        key="typical-week",
        is_core=True,
        state=LineState.ASKED,
    )
    notes = 'Mostly calls\n" Never on a Friday\n> the slides'
    AnswerFactory(line=line, account=account, interview=talk, text=notes)
    ended_at = clock.now() - timedelta(minutes=5)
    hold_interview(talk, ended_at=ended_at, at=ended_at)
    return talk


@pytest.mark.full
def test_a_talk_is_gone_over_by_keyboard_down_to_what_was_learned(visit, account, talk):
    visiting = visit(account)
    page = visiting.goto(reverse("debrief", args=[talk.pk]))
    keep = page.get_by_role("button", name="Keep as an insight (Never on a Friday)")
    add = page.get_by_role("button", name="Add to follow-ups")

    page.get_by_label("Notes: What I learned").press_sequentially("They stop on Thursdays")
    page.get_by_text("Saved", exact=True).wait_for()
    # A line marked here comes up below without a reload.
    page.get_by_label("Notes: Whom else").press_sequentially("@ Mei Lin")
    page.get_by_role("button", name="Leave it as a note (Mei Lin)").press("Enter")
    page.get_by_text("left as a note", exact=True).wait_for(state="attached")
    # What has the focus is never lost: it goes on with the next line.
    expect(page.locator("*:focus")).to_have_id(re.compile("^keep-"))
    page.get_by_role("group", name="Energy").get_by_label("2").press("ArrowRight")
    keep.press("Enter")
    keep.wait_for(state="detached")
    # No day is invented: it is asked for.
    add.press("Enter")
    page.locator("#marks [aria-invalid=true]").wait_for()
    visiting.complaints.clear()
    page.get_by_label("By").fill((clock.today(account.zone) + timedelta(days=3)).isoformat())
    add.press("Enter")
    page.get_by_text("Every marked line is decided.").wait_for()
    page.get_by_role("button", name="Worked well").press("Enter")
    page.locator("#ratings [aria-pressed=true]").wait_for()
    page.get_by_role("button", name="Done: on to the thank-you").press("Enter")
    page.wait_for_url("**/follow-ups/**")
    page.goto(page.url.split("/follow-ups")[0] + reverse("insight-list"))

    talk.debrief.refresh_from_db()
    assert talk.debrief.energy == 3
    assert Insight.objects.get().evidence.get().interview == talk
    assert talk.answers.get(part="learned").text == "They stop on Thursdays"
    assert talk.follow_ups.filter(kind="promise").count() == 1
    expect(page.locator(".insight-statement")).to_have_text("Never on a Friday")
    assert "Mostly calls" in page.locator(".comparison").inner_text()


@pytest.mark.full
def test_without_scripts_whatever_is_pressed_keeps_the_words(visit, account, talk):
    page = visit(account, js=False, width=390).goto(reverse("debrief", args=[talk.pk]))

    page.get_by_label("Notes: What I learned").fill("They stop on Thursdays")
    page.get_by_role("group", name="Energy").get_by_label("4").check()
    page.get_by_role("button", name="Leave it as a note (the slides)").click()
    page.get_by_label("Notes: Whom else").fill("Nobody yet")
    page.get_by_text("Reword it").click()
    page.locator("[name$=-statement]").fill("Releases stop on Thursdays")
    page.get_by_role("button", name="Worked well").click()
    statement = page.locator("[name$=-statement]").input_value()
    page.get_by_role("button", name="Keep as an insight").click()

    talk.debrief.refresh_from_db()
    kept = dict(talk.answers.exclude(part="").values_list("part", "text"))
    assert kept == {"learned": "They stop on Thursdays", "whom": "Nobody yet"}
    assert (talk.debrief.energy, statement) == (4, "Releases stop on Thursdays")
    assert Insight.objects.get().statement == statement
