"""What setting pages leaves behind."""

import psutil
import pytest

from config.kit.typeset import measured

TEMPLATE = """
#metadata(1) <measured>
#for line in json(bytes(sys.inputs.data)) [ #block(line) ]
"""


@pytest.mark.full
def test_pages_that_were_measured_are_not_kept(tmp_path):
    template = tmp_path / "lines.typ"
    template.write_text(TEMPLATE)

    def measure(sheets):
        for sheet in sheets:
            lines = [f"Sheet {sheet}, line {n}: {'what was said ' * 10}" for n in range(80)]
            assert measured(template, lines) == 1
        return psutil.Process().memory_info().rss

    before = measure(range(20))
    after = measure(range(20, 100))

    # Kept, each sheet takes more than one.
    assert (after - before) / 2**20 < 40
