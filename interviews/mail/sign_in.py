"""How sign-in and security mail looks as HTML: made of its text, so that both say the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from interviews.mail.wording import rendered

_LINK = re.compile(r"https?://\S+")
# What stands below it, as mail programs know it (RFC 3676).
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A paragraph: a link alone, lines of a list, or plain text."""

    text: str = ""
    link: str = ""
    items: tuple[str, ...] = ()


def in_html(subject: str, text: str) -> str:
    """Return a letter as HTML in the active language; a line that is only a link becomes a button."""
    body, *foot = _SIGNATURE.split(text, maxsplit=1)
    words = {
        "language": get_language() or "en",
        "title": subject,
        "blocks": list(_blocks(body)),
        "foot": "".join(foot).strip(),
    }
    return rendered("interviews/mail/sign_in.html", words, autoescape=True)


def _blocks(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in paragraph.splitlines()]
        if _LINK.fullmatch(paragraph.strip()):
            yield Block(link=paragraph.strip())
        elif all(line.startswith("- ") for line in lines):
            yield Block(items=tuple(line.removeprefix("- ") for line in lines))
        else:
            yield Block(text=" ".join(lines))
