"""The live page under one hand and on a keyboard: marks, keys, one question at a time."""

import random
import re
from datetime import date

import pytest
from django.templatetags.static import static
from django.urls import reverse
from playwright.sync_api import expect

from interviews.models import Answer, Line
from interviews.rules.marks import ALSO, SIGNS, marks_in
from tests.factories import (
    AccountFactory,
    InterviewFactory,
    LineFactory,
    PersonFactory,
    SheetFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet():
    account = AccountFactory()
    ana = PersonFactory(account=account, name="Ana Sousa")
    sheet = SheetFactory(account=account, interview=InterviewFactory(account=account, people=[ana]))
    for text in ("First?", "Second?", "Third?"):
        LineFactory(account=account, sheet=sheet, text=text, probes="Since when?\nWhy?")
    return sheet


@pytest.fixture
def open_page(visit, sheet):
    def open_(name="talk", **options):
        browser = visit(sheet.account, **options)
        return browser.goto(reverse(name, args=[sheet.interview_id]))

    return open_


def stored(text):
    return Answer.objects.get(line__text=text).text


READ = """async ([address, lines]) => {
  const { kindOf, markOf, signsIn, toggled } = await import(address);
  const signs = signsIn(document.querySelectorAll("#talk-marks [data-kind]"));
  return lines.map((line) => [
    markOf(line, signs),
    Object.keys(signs).map((kind) => {
      const marked = toggled(line, kind, signs);
      return [kind, marked, toggled(marked, kind, signs)];
    }),
  ]);
}"""


def _lines():
    """Lines as people write them, and any mixture of signs, spaces and letters."""
    written = [
        '"We never ship"',
        "“Never”",
        "「不上线」",
        "! odd",
        "！没人",
        "  + the book",
        "plain",
    ]
    written += ["1 > 0", "", "   ", '"', "# ", ">> twice", "> ! both", "→ send", "< answers soon"]
    dice = random.Random(5)
    alphabet = "".join([*SIGNS.values(), *ALSO.values(), " \tab字😀"])
    mixed = ["".join(dice.choices(alphabet, k=dice.randint(1, 6))) for _ in range(300)]
    return written + mixed


@pytest.mark.full
def test_the_page_reads_and_writes_signs_as_the_server_does(open_page):
    lines, page = _lines(), open_page()

    answers = page.evaluate(READ, [static("js/talk-signs.js"), lines])

    def read(line):
        return [(one.kind.value, one.text) for one in marks_in(line, today=date(2026, 5, 6))]

    for line, (mark, toggled) in zip(lines, answers, strict=True):
        assert ([(mark["kind"], mark["text"])] if mark else []) == read(line), line
        for kind, marked, back in toggled:
            is_so = kind in dict(read(line))
            assert set(dict(read(marked))) <= {kind} or is_so, (line, kind)
            assert kind not in dict(read(marked if is_so else back)), (line, kind)


COMPOSING = """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
  key: "/", ctrlKey: true, isComposing: true, bubbles: true,
}))"""


@pytest.mark.full
def test_a_whole_talk_by_keyboard(open_page, sheet):
    page = open_page()
    keys = page.keyboard
    page.get_by_role("button", name="Begin").press("Enter")
    expect(page.get_by_text("3 min left for this one")).to_be_visible()

    page.get_by_label("Notes: First?").focus()
    keys.type("Two days of meetings\nsend her the slides")
    keys.press("Control+/")
    keys.press(">")
    keys.type(" by 8 May 2031")
    expect(page.locator(".talk-marked")).to_have_text(re.compile(r"My promise.*Thu 8 May", re.S))
    keys.press("Control+Enter")
    keys.type("Half of it\nAnd the rest")
    page.evaluate(COMPOSING)
    expect(page.get_by_role("dialog")).to_be_hidden()
    keys.press("Control+a")
    keys.press("Control+/")
    keys.press("!")
    keys.press("Control+/")
    keys.press("3")
    expect(page.get_by_label("Notes: Third?")).to_be_focused()
    keys.press("Control+/")
    keys.press("s")
    expect(page.get_by_role("link", name="Third?")).to_have_attribute("data-state", "skipped")
    keys.press("Control+/")
    keys.press("n")
    keys.type("And then?")
    keys.press("Enter")
    expect(page.get_by_label("Notes: And then?")).to_be_focused()
    keys.type("Then this")
    keys.press("Control+/")
    keys.press("w")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()

    expect(page.locator("[data-notes-word]")).to_have_text("Saved")
    assert stored("First?") == "Two days of meetings\n> send her the slides by 8 May 2031"
    assert stored("Second?") == "! Half of it\n! And the rest"
    assert stored("And then?") == "Then this"
    assert [line.text for line in Line.objects.all()] == [
        "First?",
        "Second?",
        "Third?",
        "And then?",
    ]


AWAKE = """Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
  const { dataset } = document.documentElement;
  dataset.locks = Number(dataset.locks ?? 0) + 1;
  return (window.held = { released: false });
} } })"""
BACK_IN_SIGHT = """() => {
  held.released = true;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
HELD_BACK = """() => {
  Object.defineProperty(visualViewport, "height", { value: innerHeight - 300 });
  visualViewport.dispatchEvent(new Event("resize"));
  return innerHeight - document.querySelector(".talk-nav").getBoundingClientRect().bottom;
}"""


@pytest.mark.full
def test_a_talk_under_one_thumb(visit, sheet):
    browser = visit(sheet.account, width=390, height=720, has_touch=True)
    browser.context.add_init_script(AWAKE)
    page = browser.goto(reverse("talk", args=[sheet.interview_id]))
    note = page.get_by_label("Notes: First?")
    bar = page.locator(".talk-steps")

    page.get_by_role("button", name="Begin").tap()
    expect(page.locator("html")).to_have_attribute("data-locks", "1")
    page.evaluate(BACK_IN_SIGHT)
    expect(page.locator("html")).to_have_attribute("data-locks", "2")
    expect(page.get_by_label("Notes: Second?")).to_be_hidden()
    note.tap()
    page.keyboard.type("Mei Lin")
    bar.get_by_role("button", name="Mark").tap()
    page.get_by_role("button", name="Name", exact=True).tap()
    expect(note).to_have_value("@ Mei Lin")
    expect(note).to_be_focused()
    expect(page.locator(".talk-marked")).to_contain_text("Mei Lin")
    bar.get_by_role("button", name="Next").tap()
    expect(page.get_by_label("Notes: Second?")).to_be_focused()
    expect(note).to_be_hidden()
    page.reload()
    expect(page.get_by_label("Notes: Second?")).to_be_visible()
    bar.get_by_role("button", name="All").tap()
    page.get_by_role("link", name="Third?").tap()
    expect(page.get_by_label("Notes: Third?")).to_be_visible()

    page.get_by_label("Notes: Third?").fill("the slides")
    bar.get_by_role("button", name="Mark").tap()
    page.get_by_role("button", name="My promise").tap()
    page.get_by_label("Another day").fill("2031-05-08")
    expect(page.get_by_label("Notes: Third?")).to_have_value("> the slides by 2031-05-08")
    expect(page.locator("[data-current] .talk-marked")).to_contain_text("Thu 8 May 2031")

    assert page.evaluate(HELD_BACK) == 300
    assert stored("First?") == "@ Mei Lin"


@pytest.mark.full
def test_the_paper_is_typed_back_in_from_field_to_field(open_page, sheet):
    page = open_page("talk-type-in")
    keys = page.keyboard
    page.get_by_label("Asked: First?").focus()

    keys.press("Tab")
    keys.type("On paper")
    expect(page.get_by_label("Asked: First?")).to_be_checked()
    keys.press("Tab")
    keys.press("Space")
    for _ in range(4):
        keys.press("Tab")
    keys.type("Mei Lin")
    keys.press("Enter")
    keys.type("Bo")
    keys.press("Tab")
    keys.type("slides")
    for _ in range(3):
        keys.press("Tab")
    expect(page.get_by_label("Notes: Free notes")).to_be_focused()
    expect(page.get_by_label("Notes: Free notes")).to_have_value("@ Mei Lin\n@ Bo\n> slides")
    page.get_by_role("button", name="All typed in").click()

    expect(page).to_have_url(re.compile("/talk/#end"))
    assert stored("First?") == "On paper"
    assert [line.state for line in Line.objects.all()] == ["asked", "asked", "open"]
