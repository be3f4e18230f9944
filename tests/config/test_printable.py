import pytest
import typst
from fontTools.ttLib import TTFont

from config.kit.glyphs import characters
from config.kit.printable import END, FONTS, ISOLATE, SUBSTITUTE, isolated, printable, unprintable
from tests.printed import undrawn


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Nguyễn Thị Hằng",
        "Ελένη Παπαδοπούλου",
        "Юлія Їжак",
        "Łukasz Żółć",
        "王小明 喆堃玥珺镕",
        "“Why?” — 3 × 2 … €5",
    ],
)
def test_what_the_fonts_draw_stays_as_it_is(text):
    assert printable(text) == text and unprintable(text) == []


@pytest.mark.parametrize("name", ["أَحْمَد محمود", "نمی‌دانم", "דָּנִיאֵל לֵוִי", "پگاه ٹھاکر"])
def test_names_from_right_to_left_are_isolated(name):
    assert printable(f"{name}, 20 min") == f"{ISOLATE}{name}, 20 min{END}"
    assert unprintable(name) == []


def test_names_in_a_row_keep_their_order():
    assert [isolated(name) for name in ("Ana", "أحمد")] == ["Ana", f"{ISOLATE}أحمد{END}"]


@pytest.mark.parametrize(
    ("text", "drawn", "told"),
    [
        ("Ana 😀", f"Ana {SUBSTITUTE}", ["😀"]),
        ("👩‍💻️", SUBSTITUTE * 2, ["👩", "💻"]),
        ("नम", SUBSTITUTE * 2, ["न", "म"]),
        ("\U0010ffff", SUBSTITUTE, ["\U0010ffff"]),
        # A mark that no font can set on this letter; either alone could be drawn.
        ("b\u064e", "b", ["b\u064e"]),
    ],
)
def test_what_no_font_draws_is_replaced_and_told(text, drawn, told):
    assert printable({"a": [text]}) == {"a": [drawn]}
    assert unprintable({"a": [text, 3, None]}) == told


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ana\x0b\u202e \u200bMuñoz", "Ana Muñoz"),
        ("n\u0303", "ñ"),
        ("a\tb\r\nc", "a b\nc"),
        ("a\u200db", "ab"),
        ("1\ufe0f", "1"),
        ("ﻣﺤﻤﺪ", f"{ISOLATE}محمد{END}"),
    ],
)
def test_letters_are_composed_and_what_is_invisible_goes(typed, printed):
    assert printable(typed) == printed


@pytest.mark.full
def test_glyphs_are_read_as_fonttools_reads_them():
    for font in FONTS.glob("*.ttf"):
        cmap = TTFont(font, lazy=True)["cmap"]
        expected = {code for table in cmap.tables if table.isUnicode() for code in table.cmap}
        assert characters(font) == expected, font.name


def test_every_font_has_its_licence_beside_it():
    families = {font.stem.split("-")[0] for font in FONTS.glob("*.ttf")}

    assert families == {licence.stem.removesuffix("-OFL") for licence in FONTS.glob("*.txt")}


def test_a_box_for_a_missing_letter_would_be_seen(tmp_path):
    (tmp_path / "page.typ").write_text('#set text(font: "Source Sans 3")\nAna नम')
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )

    pdf = typst.compile(str(tmp_path / "page.typ"), font_paths=fonts, ignore_system_fonts=True)

    assert undrawn(pdf) == 2
