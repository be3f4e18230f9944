"""Sets pages as tagged PDF (PDF/UA-1) with typst, or only measures them.

What the pages say goes in as JSON, never as markup.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from config.kit.printable import FONTS, printable


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a .typ file that reads `data` as JSON from `sys.inputs.data`.

    Text in `data` is made printable. Raises typst.TypstError where the template is at fault.
    """
    pdf = _compiler(template, data).compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(pdf, bytes)
    return pdf


def measured(template: Path, data: Mapping[str, Any]) -> Any:
    """Return what the pages note of themselves: the value of their `#metadata(…) <measured>`."""
    try:
        return json.loads(_compiler(template, data).query("<measured>", field="value", one=True))
    finally:
        _forget()


def _forget() -> None:
    """Let go of what was kept of earlier pages: typst keeps all it ever set, but when it compiles."""
    typst.compile(b"", format="svg", font_paths=_fonts(), ignore_system_fonts=True)


def _compiler(template: Path, data: Mapping[str, Any]) -> typst.Compiler:
    """Return a compiler of its own, since it is changed by each run; what is slow is shared."""
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False)},
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
