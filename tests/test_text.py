"""Every sentence a user sees goes through gettext: no literal words in templates."""

import re
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
# Attributes whose value is read by people.
SPOKEN = (
    "alt",
    r"data-say[\w-]*",
    "aria-label",
    "aria-description",
    "content",
    "label",
    "placeholder",
    "title",
)
# The name of the product, which is the same in every language, and entities.
NAMES = {"Askwell", "nbsp", "middot", "amp", "lt", "gt", "quot", "mdash", "ndash", "times"}
# What <meta> says to programs.
TO_PROGRAMS = re.compile(r"<meta\b[^>]*>|<!doctype[^>]*>|<!--.*?-->", re.I | re.S)
CODE = re.compile(r"<(style|script|svg|code)\b.*?</\1\s*>", re.I | re.S)
TAG = re.compile(r"<[^>]*>|<[^>]*$", re.S)
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN_VALUE = re.compile(rf"""\s(?:{"|".join(SPOKEN)})\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.S)
# Blocks that fill an attribute, and files that are attributes as a whole, name things for programs.
CLASS_BLOCK = re.compile(r"\w+_class")
ATTRIBUTE = re.compile(r"""[\w-]+=("[^"]*"|'[^']*')""", re.S)
# Shown when nothing else works, so it asks nothing of anybody, gettext included.
EXEMPT = {Path("templates/500.html")}
# A stand-in for what the template engine fills in, so that tags around it stay whole.
FILLED = "\x00"


def faults(source):
    """Return (line, words) for each literal text that a reader of the page would see."""
    page = _without_tags(source)
    for pattern in (CODE, TO_PROGRAMS):
        page = pattern.sub(_blanked, page)
    found = []
    for match in SPOKEN_VALUE.finditer(page):
        found += _words(page, match.start(), match[1] or match[2] or "")
    text = ATTRIBUTE.sub(_blanked, TAG.sub(_blanked, page))
    for match in re.finditer(r"[^\n]+", text):
        found += _words(text, match.start(), match[0])
    return sorted(found)


def _without_tags(source):
    """Return the page with template tags blanked; what stands inside blocktranslate goes too."""
    page, inside = [], None
    for token in Lexer(source).tokenize():
        words = token.contents.split()
        name = words[0] if token.token_type == TokenType.BLOCK and words else ""
        if name in ("blocktranslate", "blocktrans", "comment"):
            inside = f"end{name}"
        elif name == "block" and CLASS_BLOCK.fullmatch(words[1]):
            inside = "endblock"
        is_text = token.token_type == TokenType.TEXT and not inside
        page.append(token.contents if is_text else FILLED + "\n" * token.contents.count("\n"))
        if name == inside:
            inside = None
    return "".join(page)


def _blanked(match):
    return " " + "\n" * match[0].count("\n")


def _words(page, position, text):
    words = [word for word in WORD.findall(text) if word not in NAMES]
    shown = re.sub(f"{FILLED}+", "…", text).strip()
    return [(page.count("\n", 0, position) + 1, shown)] if words else []


def _templates():
    return sorted(
        path.relative_to(ROOT)
        for path in TEMPLATES.rglob("*")
        if path.suffix in (".html", ".txt") and path.relative_to(ROOT) not in EXEMPT
    )


def test_every_sentence_can_be_translated():
    found = [
        f"{path}:{line}: {words}"
        for path in _templates()
        for line, words in faults((ROOT / path).read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", [(1, "Hello")]),
        ('<p>\n{% translate "Hello" %} you</p>', [(2, "… you")]),
        ("{% blocktranslate %}Hello {{ you }}{% endblocktranslate %}", []),
        (
            "{% blocktranslate count n=n %}One{% plural %}Many{% endblocktranslate %} more",
            [(1, "… more")],
        ),
        ('<a class="button" href="/people/">{{ name }}</a>', []),
        ('<img alt="A tree" src="x">', [(1, "A tree")]),
        ("<input placeholder='{% translate \"Name\" %}'>", []),
        ('<option {% if x > 1 %}selected{% endif %} label="Any">', [(1, "Any")]),
        ("{# a note #}{% comment %}Not seen{% endcomment %}<!-- nor this -->", []),
        ('<meta name="viewport" content="width=device-width">', []),
        ("<style>p { color: red }</style>", []),
        ("Askwell · 12", []),
        (
            "{% block page_class %}is-wide{% endblock %}{% block main %}Wide{% endblock %}",
            [(1, "…Wide…")],
        ),
        ("data-say=\"{% translate 'Copied.' %}\"", []),
    ],
)
def test_literal_text_is_seen(source, found):
    assert list(faults(source)) == found
