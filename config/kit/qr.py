"""A text as QR code, ready to be drawn as one path of dark squares."""

from dataclasses import dataclass
from functools import lru_cache

from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

# Above this a code is read more easily coarse than mended: less is kept back for scratches.
_LONG = 120


@dataclass(frozen=True, slots=True)
class Drawn:
    """A square of `size` by `size` modules, and the path (SVG) of the dark ones."""

    size: int
    path: str


@lru_cache(256)
def qr(text: str) -> Drawn | None:
    """Return the code of a text, or None where it is empty or more than a code can hold.

    The white border of four modules that readers need is up to who draws it.
    """
    level = ERROR_CORRECT_M if len(text) <= _LONG else ERROR_CORRECT_L
    code = QRCode(error_correction=level, border=0)
    code.add_data(text)
    try:
        code.make()
    except (DataOverflowError, ValueError):
        return None
    rows = code.get_matrix()
    path = "".join(_runs(row, top) for top, row in enumerate(rows))
    return Drawn(size=len(rows), path=path) if text else None


def _runs(row: list[bool], top: int) -> str:
    """Return the dark runs of one row, each as a rectangle."""
    path, start = "", None
    for at, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = at
        elif not is_dark and start is not None:
            path += f"M{start} {top}h{at - start}v1h-{at - start}z"
            start = None
    return path
