"""What a file of questions gives: plain questions, and what could not be made sense of."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields

from django.utils.translation import gettext as _

# A bank of 2,000 long questions takes a quarter of it.
MAX_BYTES = 2 * 1024 * 1024
MAX_QUESTIONS = 3_000
MINUTES = range(1, 31)
# Characters that the fields of Question take; of follow-ups, all of a language together.
LIMITS = {"text_en": 500, "text_zh": 500, "probes_en": 1000, "probes_zh": 1000}
LIMITS |= {"intent": 500, "source": 200, "look_up": 300}
_CONTROL = re.compile(r"[\0-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """One question; texts stand on one line each. Words of lists are those that the models have."""

    text_en: str = ""
    text_zh: str = ""
    probes_en: tuple[str, ...] = ()
    probes_zh: tuple[str, ...] = ()
    intent: str = ""
    source: str = ""
    purpose: str = "insights"
    category: str = "tasks"
    minutes: int = 3
    is_core: bool = False
    is_public: bool = False
    look_up: str = ""
    functions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    is_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A line of a file, counted from 1, that no question could be made of, and why."""

    number: int
    reason: str


@dataclass(slots=True, kw_only=True)
class QuestionReading:
    """What a file says: the bank's name, "" where it has none, its questions, and what is left.

    Of each row, the fields of QuestionRow that are `unsaid` have a default: the file has no column
    for them, or no word.
    """

    name: str = ""
    rows: list[QuestionRow] = field(default_factory=list)
    unsaid: list[frozenset[str]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    def take(self, row: QuestionRow, *, said: Collection[str]) -> None:
        """Add a question, of which the file tells what is `said`."""
        self.rows.append(row)
        self.unsaid.append(frozenset(one.name for one in fields(QuestionRow)) - {*said})


def one_line(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join(_CONTROL.sub("", " ".join(text.split())).split())


def several(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines that say something, each on one line."""
    return tuple(filter(None, map(one_line, lines)))


def fault_in(row: QuestionRow) -> str:
    """Return why a question cannot be kept, in the user's words, or ""."""
    if not row.text_en and not row.text_zh:
        return _("There is no wording, in English or in Chinese.")
    if row.minutes not in MINUTES:
        return _("Minutes go from 1 to 30.")
    for name, limit in LIMITS.items():
        told = getattr(row, name)
        text = told if isinstance(told, str) else "\n".join(told)
        if len(text) > limit:
            return _("“%(text)s…” is longer than %(limit)s characters.") % {
                "text": text[:40],
                "limit": limit,
            }
    return ""
