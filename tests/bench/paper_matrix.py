"""Every variant on both papers, in both languages and lengths, as PDF: checked, and kept to look at.

Run: .venv/bin/python -m tests.bench.paper_matrix FOLDER [word to narrow by]    (poppler draws the pages)
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench import ground

NAMES = {"arabic": "أَحْمَد محمود", "hebrew": "דָּנִיאֵל לוי", "vietnamese": "Nguyễn Thị Hằng"}


def main():
    folder, narrow = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    folder.mkdir(parents=True, exist_ok=True)
    ground.prepare()
    from interviews.paper.choosing import Choice
    from interviews.paper.pdf import sheet_pdf
    from interviews.rules.printing import PaperSize, Variant
    from tests.printed import faults

    bad = 0
    for label, sheet in _sheets():
        for variant in Variant:
            for size in PaperSize:
                name = f"{label}-{variant}-{size}"
                if narrow not in name:
                    continue
                pdf = sheet_pdf(sheet, Choice(variant, size))
                (folder / f"{name}.pdf").write_bytes(pdf)
                # In large type as much as the forms take is more than a page.
                may_part = label.endswith("extreme") and variant == Variant.LARGE
                found = faults(pdf, sheet, variant, may_part=may_part)
                found += _drawn_faults(
                    folder / f"{name}.pdf", 1 if label.endswith("extreme") else MOST_INK
                )
                bad += bool(found)
                print(f"{name:40} {'; '.join(found) or 'ok'}")
    print(f"{bad} with faults")
    return bad


# Points an inch of the pictures, the border that printers leave white, and the ink a page may take
# that is not filled with letters to its last line.
DPI, WHITE_MM, MOST_INK = 40, 5, 0.08


def _drawn_faults(path, most_ink):
    """Return what the drawn pages show that they should not: colour, much ink, a cut at the edge."""
    if not shutil.which("pdftoppm"):
        return ["pdftoppm is missing: nothing was drawn"]
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(DPI), str(path)], capture_output=True, check=True
    ).stdout
    found = []
    for number, (width, pixels) in enumerate(_pictures(drawn), start=1):
        red, green, blue = (pixels[channel::3] for channel in range(3))
        rows = [red[at : at + width] for at in range(0, len(red), width)]
        border = round(WHITE_MM / 25.4 * DPI)
        edges = b"".join(rows[:border] + rows[-border:])
        edges += b"".join(row[:border] + row[-border:] for row in rows)
        ink = 1 - sum(red) / len(red) / 255
        if not red == green == blue:
            found.append(f"page {number} has colours")
        if min(edges) < 250:
            found.append(f"page {number} runs into its edge")
        if ink > most_ink:
            found.append(f"page {number} takes {ink:.0%} of ink")
    return found


def _pictures(stream):
    """Yield (width, bytes of red, green, blue) of each picture in a stream of PPM files."""
    while stream:
        _magic, size, _depth, rest = stream.split(b"\n", 3)
        width, height = (int(word) for word in size.split())
        yield width, rest[: width * height * 3]
        stream = rest[width * height * 3 :]


def _sheets():
    from tests.factories import AccountFactory
    from tests.papers import LENGTHS, sheet_to_print

    account = AccountFactory(email="matrix@example.com", groups=["University of Porto"])
    for language in ("en", "zh-hans"):
        for length in LENGTHS:
            yield (
                f"{language[:2]}-{length}",
                sheet_to_print(account, language=language, length=length),
            )
    for label, name in NAMES.items():
        yield label, sheet_to_print(account, name=name)
    yield "job", sheet_to_print(account, kind="job")


if __name__ == "__main__":
    sys.exit(bool(main()))
