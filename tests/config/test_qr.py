import re

from qrcode.main import QRCode

from config.kit.qr import qr


def test_the_path_draws_the_code_module_by_module():
    text = "https://meet.example.com/j/123?pwd=abc"
    code = QRCode(border=0)
    code.add_data(text)
    code.make()
    drawn = qr(text)

    dark = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawn.path)
        for step in range(int(width))
    }

    rows = code.get_matrix()
    assert drawn.size == len(rows)
    assert dark == {
        (x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    }


def test_a_long_place_is_coarser_and_none_or_too_much_has_no_code():
    assert qr("x" * 500).size <= 85
    assert qr("") is None and qr("漢" * 2000) is None
