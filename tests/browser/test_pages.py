"""Every page as Chromium shows it: axe finds nothing, nothing sticks out, the console is quiet."""

import pytest
from playwright.sync_api import expect

from config.kit import clock
from tests.browser.axe import COLOURS_AND_SIZES, EVERYTHING, axe_faults
from tests.browser.nu import html_faults, need_checker
from tests.factories import FollowUpFactory, InterviewFactory, PersonFactory
from tests.test_markup import ACCOUNT_PAGES, PAGES
from tests.test_routes import PUBLIC, SHIPPED
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Width, colours, and what axe looks for.
LOOKS = [(1280, "light", EVERYTHING), (390, "dark", COLOURS_AND_SIZES), (320, "dark", ())]
# Several tests, so that several processes share the pages.
PARTS = 4
# Where one spends the time; these are looked at in every run.
MOST_USED = {"today", "talk"}

_shown = []


def _urls(account, client):
    """Return one address for each template that a plain GET shows to the account."""
    values = build_world(account) | SHIPPED
    # Found once in each process: it takes a look at every page.
    _shown[:] = _shown or _one_of_each_template(values, client)
    return [route.url(values) for route in _shown]


def _one_of_each_template(values, client):
    routes = {}
    for route in PAGES + ACCOUNT_PAGES:
        if route.name == "about" or route.name not in PUBLIC:
            answer = client.get(route.url(values))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                routes.setdefault(answer.templates[0].name, route)
    return list(routes.values())


def faults_in(browser, urls, looks):
    """Open each page once and return what is wrong with it, by address and width."""
    looks, faults = [*looks], {}
    for url in urls:
        browser.goto(url)
        for width, colours, rules in looks:
            browser.page.emulate_media(color_scheme=colours)
            browser.page.set_viewport_size({"width": width, "height": 800})
            said = axe_faults(browser.page, rules) if rules else []
            if browser.page.evaluate(STICKS_OUT) > 0:
                said.append("sticks out")
            if said:
                faults[url, width] = said
        looks.reverse()  # the next page is opened as this one ended: that saves drawing it twice
    return faults


@pytest.mark.long
def test_pages_used_most_are_for_everyone(visit, account):
    values = build_world(account) | SHIPPED
    urls = {route.name: route.url(values) for route in PAGES if route.name in MOST_USED}

    faults = faults_in(visit(account, reduced_motion="reduce"), urls.values(), LOOKS)

    assert urls.keys() == MOST_USED
    assert faults == {}


@pytest.mark.full
@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_pages_are_for_everyone(visit, page, account, part):
    urls = _urls(account, page)

    faults = faults_in(visit(account, reduced_motion="reduce"), urls[part::PARTS], LOOKS)

    assert len(urls) > 40
    assert faults == {}


HEIGHTS_OF_THE_NAME = """heading => {
  const name = document.createRange();
  name.setStart(heading.firstChild, heading.textContent.indexOf("李"));
  name.setEnd(heading.firstChild, heading.textContent.indexOf("怡") + 1);
  return [120, 160, 200, 240, 280, 320].map(width => {
    heading.style.inlineSize = `${width}px`;
    return new Set(Array.from(name.getClientRects(), box => box.top)).size;
  });
}"""


@pytest.mark.full
def test_a_chinese_name_is_not_cut_in_two_in_a_heading(visit, account):
    interview = InterviewFactory(
        account=account, people=[PersonFactory(account=account, name="李佳怡")]
    )

    page = visit(account, width=390).goto(interview.get_absolute_url())

    assert page.get_by_role("heading", level=1).evaluate(HEIGHTS_OF_THE_NAME) == [1] * 6


@pytest.mark.full
def test_one_rule_parts_a_list_from_the_section_below_it(visit, account):
    InterviewFactory(account=account, stage="held")
    InterviewFactory(account=account, stage="planned")

    page = visit(account, width=390).goto("/interviews/")

    last_rules = "lists => lists.map(list => getComputedStyle(list).borderBottomWidth)"
    assert page.locator(".rows").evaluate_all(last_rules) == ["0px", "1px"]


@pytest.mark.full
def test_pages_are_valid_html(account, page, tmp_path):
    need_checker()
    names = {}
    for number, url in enumerate(_urls(account, page)):
        path = tmp_path / f"{number}.html"
        path.write_bytes(page.get(url).content)
        names[path.name] = url

    faults = {(names[name], *said) for name, *said in html_faults(tmp_path)}

    assert len(names) > 40
    assert faults == set()


@pytest.mark.full
def test_a_finished_day_is_for_everyone(visit, account):
    FollowUpFactory(account=account, state="done", settled_at=clock.now())

    browser = visit(account, width=390, dark=True, reduced_motion="reduce")
    page = browser.goto("/")

    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert axe_faults(page, EVERYTHING) == []
    assert page.evaluate(STICKS_OUT) <= 0
