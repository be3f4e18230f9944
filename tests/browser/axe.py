"""What axe finds on a page that is open in the browser."""

from axe_playwright_python.base import AXE_SCRIPT

EVERYTHING = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What a narrow or dark page may get wrong where a wide light one is right.
COLOURS_AND_SIZES = ("color-contrast", "target-size")
# Left alone, axe fetches every stylesheet once more, from the wrong place.
QUICK = {"resultTypes": ["violations"], "preload": False, "iframes": False}


def axe_faults(page, rules=EVERYTHING):
    """Return what is wrong with the page as it stands, in words."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options)", {"runOnly": list(rules)} | QUICK)
    return [
        f"{fault['id']}: {fault['help']} {[node['html'][:160] for node in fault['nodes'][:3]]}"
        for fault in found["violations"]
    ]
