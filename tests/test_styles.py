from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parent.parent / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_brace_is_closed_before_the_next_heading(path):
    depth = 0
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        assert depth == 0 or not line.startswith("/*"), f"{path.name}:{number} stands in a rule"
        depth += line.count("{") - line.count("}")

    assert depth == 0
