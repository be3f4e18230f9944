"""Every variant on both papers, in both languages and lengths, as PDF: checked, and kept to look at.

Run: .venv/bin/python -m tests.bench.paper_matrix FOLDER [word to narrow by]
"""

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
                bad += bool(found)
                print(f"{name:40} {'; '.join(found) or 'ok'}")
    print(f"{bad} with faults")
    return bad


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
