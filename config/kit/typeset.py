"""Sets pages as tagged PDF (PDF/UA-1) with typst, and knows which characters it can print.

Only the fonts in static/fonts are used, so that a page looks the same on every machine. What the
pages say goes in as JSON, never as markup.
"""

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.conf import settings

from config.kit.glyphs import characters

FONTS: Path = settings.BASE_DIR / "static" / "fonts"
# Stands for a character that no font of ours can draw; PDF/UA allows no empty box.
SUBSTITUTE = "□"
_lock = Lock()


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a .typ file that reads `data` as JSON from `sys.inputs.data`.

    Text in `data` is made printable. Raises typst.TypstError where the template is at fault.
    """
    inputs = {"data": json.dumps(_printable(data), ensure_ascii=False)}
    # A compiler is changed by each run, and shared by the threads of a server.
    with _lock:
        pdf = _compiler(template).compile(format="pdf", pdf_standards=["ua-1"], sys_inputs=inputs)
    assert isinstance(pdf, bytes)
    return pdf


def unprintable(data: Any) -> list[str]:
    """Return the characters anywhere in `data` that no font of ours can draw, sorted."""
    if isinstance(data, str):
        return sorted({letter for letter in _plain(data) if ord(letter) not in _covered()} - {"\n"})
    if isinstance(data, Mapping):
        data = data.values()
    if isinstance(data, str | int | float | bool | None):
        return []
    return sorted({letter for value in data for letter in unprintable(value)})


@cache
def _covered() -> frozenset[int]:
    return frozenset().union(*(characters(font) for font in sorted(FONTS.glob("*.ttf"))))


@cache
def _compiler(template: Path) -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    return typst.Compiler(
        str(template), root=str(template.parent), font_paths=fonts, ignore_system_fonts=True
    )


def _printable(data: Any) -> Any:
    """Return the data with every text reduced to what the fonts can draw."""
    if isinstance(data, str):
        covered = _covered()
        return "".join(
            letter if letter == "\n" or ord(letter) in covered else SUBSTITUTE
            for letter in _plain(data)
        )
    if isinstance(data, Mapping):
        return {key: _printable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_printable(value) for value in data]
    return data


def _plain(text: str) -> str:
    """Return composed text without control and format characters, which print as nothing."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(
        letter
        for letter in composed
        if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cf")
    )
