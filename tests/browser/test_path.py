"""The whole path as a person walks it: from a name to a thank-you, and the letter next morning."""

import io
import re
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from playwright.sync_api import expect
from procrastinate.contrib.django import app
from pypdf import PdfReader

from config.kit import clock
from contacts.models import Account, Person
from interviews.models import Answer, FollowUp, Insight, Interview
from tests.post_office import PostOffice
from tests.processes import environment, start_worker

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THANKS = """Dear 王小明,

thank you for your time today. You said that two days of five go into cleaning data, and I will
keep a diary of my own week to compare. I wish you a good launch.

Robin Reader"""


@pytest.fixture
def noon(transactional_db):
    """An account in whose zone it is noon now, so that today is not about to end."""
    hour = clock.now().hour
    zone = f"Etc/GMT{hour - 12:+d}" if hour != 12 else "Etc/GMT"
    from tests.factories import AccountFactory

    return AccountFactory(zone=zone, working_days=[1, 2, 3, 4, 5, 6, 7], digest_hour=7)


@pytest.mark.parametrize(
    "js",
    [
        pytest.param(True, id="with JavaScript"),
        pytest.param(False, id="without", marks=pytest.mark.full),
    ],
)
def test_a_person_walks_the_whole_path(visit, noon, tmp_path, js):
    browser = visit(noon, js=js)
    page = browser.goto("/")

    # What no browser takes part in is looked at once.
    explore(page)
    add_person(page)
    research(page)
    plan(page)
    agree(page, noon)
    prepare_sheet(page)
    if js:
        check_files(page)
    talk(page, js)
    learn(page)
    thank(page, js)
    promise(page, noon)
    check_today(page)
    if js:
        check_digest(noon, tmp_path)


def explore(page):
    page.get_by_role("link", name="Searches").first.click()
    page.get_by_role("link", name="search", exact=False).and_(page.locator(".button")).first.click()
    for label, value in {
        "My role now": "Teacher",
        "My industry now": "Education",
        "The role I explore": "Data analyst",
        "The industry I explore": "Health",
    }.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("both")
    page.get_by_label("I believe that").fill("Most of the week is spent on dashboards.")
    page.get_by_role("button", name="Add").first.click()
    expect(page.locator("main")).to_contain_text("Most of the week is spent on dashboards.")


def add_person(page):
    page.goto("/people/new/")
    page.get_by_label("Name", exact=False).first.fill("王小明")
    page.get_by_label("Title").fill("数据分析师")
    page.get_by_label("Organisation").fill("Clínica São João")
    page.get_by_label("How I know them").select_option("community")
    page.get_by_text("How to reach them").click()
    page.get_by_label("E-mail").fill("xiaoming@example.com")
    page.get_by_text("How you know each other").click()
    page.get_by_label("Our connection").fill("We met at a meetup in Coimbra.")
    page.get_by_text("Names, language and place").click()
    page.get_by_label("Family name first").check()
    page.get_by_label("Time zone").fill("Asia/Shanghai")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("王小明")


def research(page):
    person = Person.objects.get()
    page.goto(f"/people/{person.pk}/research/")
    page.get_by_label("What I found").fill("Gave a talk on triage data in 2025.")
    page.get_by_label("Source", exact=True).fill("Conference programme")
    page.get_by_label("Link to the source").fill("https://conference.example.com/2025")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("main")).to_contain_text("Not verified")


def plan(page):
    page.goto(f"/interviews/new/?person={Person.objects.get().pk}")
    page.get_by_label("Search", exact=True).select_option(label="Data analyst, Health")
    page.get_by_label("Link, number or address").fill("https://meet.example.com/xm")
    page.get_by_label("What I want to learn").fill("How the week really splits.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("王小明")


def agree(page, account):
    """Agree on eight in the evening in Shanghai, the day after tomorrow there."""
    day = clock.today("Asia/Shanghai") + timedelta(days=2)
    page.goto(f"/interviews/{Interview.objects.get().pk}/time/")
    page.get_by_label("Day").fill(day.isoformat())
    page.get_by_label("Time", exact=False).first.fill("20:00")
    page.get_by_label("王小明’s", exact=False).check()
    page.get_by_role("button", name="Set this time").click()
    starts_at = datetime(day.year, day.month, day.day, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    expect(page.locator("main")).to_contain_text("20:00")
    mine = starts_at.astimezone(ZoneInfo(account.zone))
    expect(page.locator("main")).to_contain_text(f"{mine:%H:%M}")
    assert Interview.objects.get().starts_at == starts_at
    assert Interview.objects.get().stage == "scheduled"


def check_files(page):
    check_calendar_file(page)
    check_pdf(page)


def check_calendar_file(page):
    interview = Interview.objects.get()
    answer = page.request.get(f"/interviews/{interview.pk}/calendar.ics")
    event = vobject.readOne(answer.text()).vevent
    assert event.dtstart.value.astimezone(UTC) == interview.starts_at
    assert (event.dtend.value - event.dtstart.value) == timedelta(minutes=20)
    assert str(interview.uid) in event.uid.value


def prepare_sheet(page):
    page.goto(f"/interviews/{Interview.objects.get().pk}/sheet/")
    before = page.get_by_role("button", name="Remove").count()
    page.get_by_text("Write your own").click()
    page.get_by_label("Your question").fill("What does the title mean at your clinic?")
    page.get_by_label("Purpose").last.select_option("insights")
    page.get_by_role("button", name="Put it on the sheet").click()
    expect(page.get_by_role("button", name="Remove")).to_have_count(before + 1)
    lines = Interview.objects.get().sheet.lines
    mine = lines.get(text="What does the title mean at your clinic?")
    first = lines.first()
    page.locator(f"#down-{first.pk}").click()
    expect(page.get_by_role("button", name="Up").first).not_to_have_id(f"up-{first.pk}")
    expect(page.locator("main")).to_contain_text("What does the title mean at your clinic?")
    page.locator(f"#reword-{mine.pk}").click()
    page.locator("form[action$='/edit/'] [name=text]").fill(
        "What does 数据分析师 mean at your clinic?"
    )
    page.locator("form[action$='/edit/']").get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("What does 数据分析师 mean at your clinic?")
    assert lines.first() != first


def check_pdf(page):
    interview = Interview.objects.get()
    for paper, width in {"a4": 595, "letter": 612}.items():
        answer = page.request.get(f"/interviews/{interview.pk}/sheet.pdf?paper={paper}")
        pdf = PdfReader(io.BytesIO(answer.body()))
        text = "".join(sheet.extract_text() for sheet in pdf.pages)
        assert "王小明" in text and "数据分析师" in text and "Clínica São João" in text
        assert "Who should I meet next?" in text
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert round(float(pdf.pages[0].mediabox.width)) == width


def talk(page, js):
    interview = Interview.objects.get()
    page.goto(f"/interviews/{interview.pk}/talk/")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("button", name="Begin")).to_have_count(0)
    first = interview.sheet.lines.first()
    page.locator(f"#note-line-{first.pk}").fill("Two days of five go into cleaning data.")
    page.locator("#note-free").fill("Warm, in a hurry.\n! Nobody reads the reports.")
    if js:
        expect(page.locator("[data-notes-word]")).to_have_text("Saved")
    else:
        page.get_by_role("button", name="Save", exact=True).first.click()
        expect(page.locator("#messages")).to_contain_text("Stored.")
    second = interview.sheet.lines.all()[1]
    skipped = page.locator(f"#line-state-{second.pk}").get_by_role("button", name="Skipped")
    skipped.click()
    expect(skipped).to_have_attribute("aria-pressed", "true")
    page.locator("#id_next-name").fill("Joana Peça")
    page.locator("#id_next-organisation").fill("Hospital da Luz")
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_role("link", name="Joana Peça").first).to_be_visible()
    page.get_by_role("button", name="End the talk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What did you learn?")
    joana = Person.objects.get(name="Joana Peça")
    assert (joana.referred_by.name, joana.tie) == ("王小明", "referral")
    assert {answer.text for answer in Answer.objects.all()} == {
        "Two days of five go into cleaning data.",
        "Warm, in a hurry.\n! Nobody reads the reports.",
    }
    interview.refresh_from_db()
    assert interview.stage == "held" and interview.ended_at


def learn(page):
    page.get_by_role("button", name="Keep as an insight (Nobody reads the reports.)").click()
    expect(page.locator("#marks")).to_contain_text("Every marked line is decided.")
    page.get_by_label("Notes: What I learned").fill("Reports are written for nobody.")
    page.get_by_role("button", name="Done: on to the thank-you").click()
    expect(page.get_by_role("button", name="Begin with this")).to_be_visible()
    assert Insight.objects.get().statement == "Nobody reads the reports."
    interview = Interview.objects.get()
    assert interview.answers.get(part="learned").text == "Reports are written for nobody."
    assert interview.debrief.finished_at


def thank(page, js):
    follow_up = FollowUp.objects.get(kind="thank")
    assert follow_up.due_at == follow_up.interview.ended_at + timedelta(hours=24)
    page.get_by_role("button", name="Begin with this").click()
    expect(page.get_by_label("Message")).to_have_value(containing("王小明"))
    # What is filled in before the scripts are there, quicker than any hand, is checked with what
    # comes after it: here nothing does.
    page.wait_for_load_state()
    page.get_by_label("Message").fill(
        "Thank you!!! Sorry I was late, my train stood still. I attach my résumé."
    )
    if not js:
        page.get_by_role("button", name="Save and check").click()
    expect(page.locator("#checks")).to_contain_text("résumé")
    expect(page.locator("#checks")).to_contain_text("Sorry I was late")
    page.get_by_label("Message").fill(THANKS)
    page.get_by_label("Subject").fill("Thank you for the talk")
    if not js:
        page.get_by_role("button", name="Save and check").click()
    expect(page.locator("#checks")).to_contain_text("nothing to change")
    expect(page.get_by_role("link", name="Open in mail program")).to_have_attribute(
        "href", containing("mailto:xiaoming")
    )
    page.get_by_role("button", name="I sent it").click()
    expect(page.locator("main")).to_contain_text("Thank")
    follow_up.refresh_from_db()
    assert follow_up.state == "done" and follow_up.message.sent_at
    assert Interview.objects.get().stage == "thanked"


def containing(text):
    return re.compile(re.escape(text))


def promise(page, account):
    person = Person.objects.get(name="王小明")
    page.goto(f"/follow-ups/new/?person={person.pk}")
    page.get_by_label("What is to be done").fill("Send the article on triage")
    page.get_by_label("By which day").fill(clock.today(account.zone).isoformat())
    page.get_by_role("button", name="Save").click()


def check_today(page):
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Send the article on triage")


def check_digest(account, tmp_path):
    Account.objects.filter(pk=account.pk).update(language="zh-hans")
    with PostOffice() as office:
        worker = start_worker(
            environment(tmp_path, ASKWELL_MAIL_URL=f"smtp://127.0.0.1:{office.port}")
        )
        try:
            app.configure_task("plan_letters").defer(timestamp=0)
            app.configure_task("plan_letters").defer(timestamp=1)
            assert office.knocked.wait(30), "no letter came"
            _until(lambda: account.letters.get().state == "sent")
        finally:
            worker.terminate()
            worker.communicate(timeout=30)
    (letter,) = office.letters
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert letter["Message-ID"] == account.letters.get().message_id
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for body in (text, html):
        assert "Send the article on triage" in body and "王小明" in body
        assert "Two days of five go into cleaning data." in body


def _until(is_so, seconds=20):
    for _ in range(seconds * 10):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it never became so")
