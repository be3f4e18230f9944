"""How letters are written: each kind the same way, in the account's language, as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.template import Context, loader
from django.utils import translation
from django.utils.translation import pgettext

from contacts.models import Account
from interviews.mail.kinds import WANTED
from interviews.mail.links import unsubscribe_url
from interviews.mail.phrases import BARE, TIGHT, Pen, apart, url
from interviews.models import Letter, LetterKind

# Some mail programs cut off a letter of 102 KB; headers need a little.
LARGEST = 95_000
# How much room there is for each thing, until a letter is small enough.
ROOMS = (1, 0.6, 0.4, BARE, TIGHT)
# What is not written as three bytes.
_PLAIN = bytes(range(128))


@dataclass(frozen=True)
class Written:
    """The words of a letter."""

    subject: str
    text: str
    html: str


class Content(Protocol):
    """What a letter to an account tells."""

    @property
    def account(self) -> Account:
        """Return whom it is for."""

    @property
    def kind(self) -> LetterKind:
        """Return which kind of letter it is."""

    @property
    def template(self) -> str:
        """Return the name of its templates."""

    @property
    def told(self) -> Sequence[int]:
        """Return the follow-ups that it announces."""

    @property
    def sheets_of(self) -> Sequence[int]:
        """Return the talks whose question sheets go with it."""

    def subject(self) -> str:
        """Return its subject, which names nobody and nothing private."""

    def words(self, pen: Pen) -> dict[str, Any]:
        """Return what its templates say."""


def written(content: Content, letter_uid: UUID) -> Written:
    """Return the letter that tells a content, in its account's language.

    Where it would be larger than mail programs show, it is written again with less room for each.
    """
    with translation.override(content.account.language):
        for room in ROOMS:
            letter = _written(content, Pen(letter_uid, room))
            if _size(letter) <= LARGEST:
                break
        return letter


def write(letter: Letter, content: Content) -> None:
    """Give a letter that is not recorded yet the words that tell a content."""
    words = written(content, letter.uid)
    letter.subject, letter.text, letter.html = words.subject, words.text, words.html
    letter.told, letter.sheets_of = [*content.told], [*content.sheets_of]


def _written(content: Content, pen: Pen) -> Written:
    words = {**_frame(content), **content.words(pen)}
    template = f"interviews/mail/{content.template}"
    return Written(
        subject=content.subject(),
        text=rendered(f"{template}.txt", words, autoescape=False),
        html=rendered(f"{template}.html", words, autoescape=True),
    )


def _size(letter: Written) -> int:
    """Return about how many bytes travel."""
    return sum(_travelling(part.encode()) for part in (letter.text, letter.html))


def _travelling(words: bytes) -> int:
    """Return about how many bytes they are when each line is quoted, or all of it in base64."""
    quoted = len(words) + 2 * (len(words.translate(None, _PLAIN)) + words.count(b"="))
    return min(quoted + len(words) // 24, len(words) * 4 // 3 + len(words) // 50)


def rendered(template: str, words: dict[str, Any], *, autoescape: bool) -> str:
    """Return a letter from its template; text is escaped for HTML alone."""
    backend = loader.get_template(template)
    context = Context(words, autoescape=autoescape)
    return str(backend.template.render(context)).strip() + "\n"  # type: ignore[attr-defined]


def _frame(content: Content) -> dict[str, Any]:
    """Return what stands around every letter: the language, the greeting, why it came."""
    account, wanted = content.account, WANTED.get(content.kind)
    return {
        "language": account.language,
        "name": apart(account.name),
        "colon": (colon := pgettext("after a label", ": ")),
        # At the end of a line.
        "label_end": colon.rstrip(),
        "why": wanted.why if wanted else "",
        "settings_url": url("settings-mail"),
        "unsubscribe_url": unsubscribe_url(account, content.kind) if wanted else "",
    }
