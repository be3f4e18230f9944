"""What a PDF of ours shows: its pages, texts, fonts, and the glyphs that are really drawn."""

import io
import re

from pypdf import PdfReader
from pypdf.generic import ContentStream

MILLIMETRE = 72 / 25.4
OURS = r"\+(NotoSansSC|NotoNaskhArabic|NotoSansHebrew|SourceSans3|SourceSerif4)-(Regular|SemiBold)"


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def texts(pdf):
    """Return the text of each page."""
    return [page.extract_text() for page in read(pdf).pages]


def text(pdf):
    return "\n".join(texts(pdf))


def undrawn(pdf):
    """Return how many boxes of .notdef (glyph 0) the pages show where a letter should be."""
    reader, found = read(pdf), 0
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"Tj", b"TJ"):
                shown = operands[0] if operator == b"TJ" else operands
                codes = b"".join(
                    _bytes(part) for part in shown if not isinstance(part, int | float)
                )
                # Our fonts are written with two bytes a glyph (Identity-H).
                found += sum(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2))
    return found


def _bytes(shown):
    return getattr(shown, "original_bytes", shown)


def strange_fonts(pdf):
    """Return the fonts that are not ours, or not written into the file."""
    found = set()
    for page in read(pdf).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            below = font["/DescendantFonts"][0].get_object()
            is_embedded = {"/FontFile2", "/FontFile3"} & set(below["/FontDescriptor"].keys())
            if not is_embedded or not re.search(OURS, str(font["/BaseFont"])):
                found.add(str(font["/BaseFont"]))
    return found
