"""What a PDF of ours shows: its pages, texts, fonts, and the glyphs that are really drawn."""

import io
import re
from dataclasses import dataclass
from itertools import pairwise

import page as page_validation
from pypdf import PdfReader
from pypdf.generic import ContentStream

from interviews.paper.words import sheet_words

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


@dataclass
class Drawn:
    """What one page shows: its texts and the hairlines to write on, by their height in points."""

    texts: list[tuple[float, str]]
    hairlines: list[float]

    def height_of(self, words):
        return next(height for height, text in self.texts if words in text)


def drawn(page):
    """Return what a page shows."""
    found, path = Drawn([], []), []

    def on_operator(operator, operands, cm, _tm):
        if operator in (b"m", b"l"):
            x, y = (float(value) for value in operands)
            path.append(x * cm[1] + y * cm[3] + cm[5])
        elif operator in (b"S", b"f", b"n"):
            # The line below a block is a flat rectangle.
            if operator == b"f" and 0.3 < max(path) - min(path) < 0.5:
                found.hairlines.append(max(path))
            path.clear()

    def on_text(text, cm, tm, _font, _size):
        if text.strip():
            found.texts.append((tm[4] * cm[1] + tm[5] * cm[3] + cm[5], text.strip()))

    page.extract_text(visitor_operand_before=on_operator, visitor_text=on_text)
    return found


def parted(pdf, questions):
    """Return the questions whose lines to write on do not all follow them on their page.

    `questions` are (number, least lines) in asking order.
    """
    pages, least, found = [drawn(page) for page in read(pdf).pages], dict(questions), []
    begins = []
    for at, page in enumerate(pages):
        for height, said in page.texts:
            if (number := re.match(r"(\d+)\.", said)) and int(number[1]) in least:
                begins.append((int(number[1]), at, height))
    if [number for number, _, _ in begins] != list(least):
        return [f"questions {[number for number, _, _ in begins]} begin, not {list(least)}"]
    for (number, at, top), (_, to, bottom) in pairwise([*begins, (0, len(pages), 0)]):
        floor = bottom if to == at else 0
        lines = [height for height in pages[at].hairlines if floor < height < top]
        if len(lines) < least[number]:
            found.append(f"question {number} has {len(lines)} lines of {least[number]}")
        if to > at and to < len(pages) and max(pages[to].hairlines, default=0) > bottom:
            found.append(f"question {number} goes on overleaf")
    return found


def faults(pdf, sheet, variant="usual", *, may_part=False):
    """Return what is wrong with a printed sheet, in words."""
    items = sheet_words(sheet, variant)["questions"]["items"]
    may_part = may_part or variant == "cards"
    found = [] if may_part else parted(pdf, [(q["number"], q["rows"]) for q in items])
    report = page_validation.validate_pdf_bytes(pdf, profile="ua1")
    found += [failure.message for failure in report.failures]
    if undrawn(pdf):
        found.append(f"{undrawn(pdf)} letters are not drawn")
    found += [f"strange font {font}" for font in sorted(strange_fonts(pdf))]
    return found


def headings(reader):
    """Return the levels of the headings in the order of reading."""
    return list(_headings(reader.trailer["/Root"]["/StructTreeRoot"]))


def _headings(node):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _headings(child)
    elif isinstance(node, dict):
        if re.fullmatch(r"/H\d", str(node.get("/S", ""))):
            yield str(node["/S"])
        if "/K" in node:
            yield from _headings(node["/K"])
