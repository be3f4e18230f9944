"""How names are read from what was written down."""

import pytest

from interviews.rules.naming import Line, lines_in


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Bo Lin", Line("Bo Lin")),
        ("Bo Lin, Lumen Health", Line("Bo Lin", "Lumen Health")),
        (
            "Bo Lin, Lumen Health, product analyst",
            Line("Bo Lin", "Lumen Health", "product analyst"),
        ),
        ("Bo Lin, product analyst at Lumen", Line("Bo Lin", "Lumen", "product analyst")),
        ("Bo Lin at Lumen Health", Line("Bo Lin", "Lumen Health")),
        ("Bo Lin (Lumen Health)", Line("Bo Lin", "Lumen Health")),
        ("Bo Lin, Acme, Inc.", Line("Bo Lin", "Acme, Inc.")),
        ("Bo Lin, Acme, Inc., analyst", Line("Bo Lin", "Acme, Inc.", "analyst")),
        ("王小明，华康数据", Line("王小明", "华康数据")),
        ("王小明（华康数据）", Line("王小明", "华康数据")),
        ("- Bo Lin", Line("Bo Lin")),
        ("2. Bo  Lin ,  Lumen", Line("Bo Lin", "Lumen")),
        ("Jean-Luc Bat, Lumen", Line("Jean-Luc Bat", "Lumen")),
        ("Bo Lin\tLumen", Line("Bo Lin", "Lumen")),
    ],
)
def test_a_line_is_read_as_a_person(written, read):
    assert lines_in(written) == [read]


def test_every_line_names_somebody_once():
    text = "\n  Bo Lin, Lumen\n\n• Cy\n,\nBo Lin, Lumen\n"

    assert lines_in(text) == [Line("Bo Lin", "Lumen"), Line("Cy")]
