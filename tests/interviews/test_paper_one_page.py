import pytest

from interviews.paper.choosing import Choice
from interviews.paper.pdf import as_printed, printed, sheet_pdf
from interviews.paper.words import sheet_words
from interviews.rules.printing import GOOD_FOR, ONE_PAGE, PaperSize, Variant
from tests.cases import few
from tests.papers import sheet_of
from tests.printed import drawn, faults, read, text

A4, LETTER = PaperSize


def _pages(sheet, size, counts):
    """Return the pages of the first so many of its questions, by their number."""
    words = sheet_words(sheet, Variant.COMPACT)
    asked = words["questions"]
    found = {}
    for count in counts:
        fewer = words | {"questions": asked | {"items": asked["items"][:count]}}
        found[count] = printed(fewer, sheet, Choice(Variant.COMPACT, size)).pages
    return found


@pytest.mark.parametrize(
    ("kind", "language", "size", "count"),
    few(
        [
            ("informational", "zh-hans", A4, ONE_PAGE),
            ("informational", "en", LETTER, 16),
            ("coffee", "en", A4, 11),
            ("job", "en", LETTER, ONE_PAGE),
        ]
    ),
)
def test_one_page_is_one_page_with_nothing_cut(account, kind, language, size, count):
    sheet = sheet_of(account, count, language=language, kind=kind)

    pdf = sheet_pdf(sheet, Choice(Variant.COMPACT, size))

    assert len(read(pdf).pages) == 1
    assert faults(pdf, sheet, Variant.COMPACT) == []
    said = "".join(text(pdf).split())
    words = sheet_words(sheet, Variant.COMPACT)
    texts = [question["text"] for question in words["questions"]["items"]]
    texts += words["closing"]["promises"]["columns"] + words["debrief"]["labels"]
    assert [one for one in texts if "".join(one.split()) not in said] == []


@pytest.mark.full
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", ["informational", "coffee", "job"])
@pytest.mark.parametrize("size", PaperSize)
def test_as_many_questions_as_are_told_fit_on_one_page(account, kind, language, size):
    sheet = sheet_of(account, 25, language=language, kind=kind)

    found = _pages(sheet, size, range(1, 26))

    assert [count for count, pages in found.items() if pages > 1 and count <= ONE_PAGE] == []
    assert set(found.values()) <= {1, 2}


@pytest.mark.full
@pytest.mark.parametrize("count", range(1, 26, 4))
def test_one_page_with_any_number_of_questions_is_accessible(account, count):
    kind = ("informational", "job")[count % 8 // 4]
    language = ("en", "zh-hans")[count % 3 % 2]
    sheet = sheet_of(account, count, language=language, kind=kind)

    for size in PaperSize:
        assert faults(sheet_pdf(sheet, Choice(Variant.COMPACT, size)), sheet, Variant.COMPACT) == []


def test_what_is_told_of_one_page_names_how_many_it_holds():
    assert f" {ONE_PAGE} questions" in GOOD_FOR[Variant.COMPACT]


@pytest.mark.full
def test_many_questions_go_without_probes_on_paper_and_screen(account):
    few, many = (sheet_of(account, count) for count in (5, ONE_PAGE))

    shown = {}
    for sheet in (few, many):
        words = sheet_words(sheet, Variant.COMPACT)
        found = printed(words, sheet, Choice(Variant.COMPACT, A4))
        probes = [one["probes"] for one in as_printed(words, found)["questions"]["items"]]
        said = text(sheet_pdf(sheet, Choice(Variant.COMPACT, A4)))
        shown[sheet] = (any(probes), words["questions"]["items"][0]["probes"][0] in said)

    assert list(shown.values()) == [(True, True), (False, False)]


@pytest.mark.full
def test_what_one_page_leaves_becomes_lines(account):
    sheet = sheet_of(account, 4)

    page = drawn(read(sheet_pdf(sheet, Choice(Variant.COMPACT, A4))).pages[0])

    first, second = (page.height_of(f"{number}.") for number in (1, 2))
    assert sum(second < height < first for height in page.hairlines) >= 2
