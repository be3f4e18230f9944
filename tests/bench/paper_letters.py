"""Whatever is typed prints: random letters and marks of every script, through the sheet's template.

Run: .venv/bin/python -m tests.bench.paper_letters [sheets] [seed]
"""

import random
import sys
import unicodedata
from copy import deepcopy

from tests.bench import ground

BLOCKS = ((0x20, 0x7F), (0x300, 0x370), (0x590, 0x700), (0x900, 0x980), (0x2000, 0x2070))


def main():
    ground.prepare()
    from config.kit.glyphs import characters
    from config.kit.printable import FONTS
    from config.kit.typeset import typeset
    from interviews.paper.choosing import Choice
    from interviews.paper.pdf import TEMPLATE, _data
    from interviews.paper.words import sheet_words
    from interviews.rules.printing import PaperSize, Variant
    from tests.factories import AccountFactory
    from tests.papers import sheet_to_print
    from tests.printed import undrawn

    sheets, seed = (int(word) for word in [*sys.argv[1:], "60", "1"][:2])
    chance = random.Random(seed)
    drawn = sorted(frozenset().union(*(characters(font) for font in FONTS.glob("*.ttf"))) - {0})
    marks = [point for point in drawn if unicodedata.category(chr(point))[0] == "M"]
    pools = [drawn, marks, *(range(*block) for block in BLOCKS), range(0x20, 0x30000)]

    def text():
        letters = (chance.choice(chance.choice(pools)) for _ in range(60))
        return "".join(chr(point) for point in letters if not 0xD800 <= point < 0xE000)

    sheet = sheet_to_print(AccountFactory(email="letters@example.com"))
    bad = 0
    for number in range(sheets):
        variant = chance.choice(list(Variant))
        words = deepcopy(sheet_words(sheet, variant))
        words["lang"] = chance.choice(["en", "zh"])
        words["heading"], words["title"], words["footer"] = text(), text(), text()
        words["subtitle"] = [text()]
        for fact in words["facts"]:
            fact["lines"] = [text(), text()]
        for question in words["questions"]["items"]:
            question["text"], question["second"] = text(), text()
            question["probes"] = [text(), text()]
        for note in words["research"]["notes"]:
            note["text"], note["source"] = text(), text()
        try:
            pdf = typeset(TEMPLATE, _data([words], Choice(variant, PaperSize.A4), sheet))
            failed = undrawn(pdf)
        except Exception as error:
            failed = ascii(error)
        bad += bool(failed)
        if failed:
            print(number, variant, words["lang"], failed)
    print(f"{bad} of {sheets} failed")
    return bad


if __name__ == "__main__":
    sys.exit(bool(main()))
