"""Questions as plain rows, as a table that spreadsheets run nothing of, and as text to read."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from contacts.importing.askwell import guarded
from interviews.importing import words
from interviews.importing.rows import QuestionRow, one_line, several
from interviews.importing.text import escaped, escaped_heading, is_chinese
from interviews.models import Question

# In the order of the columns.
FIELDS = (
    *("text_en", "text_zh", "purpose", "category", "minutes", "intent", "probes_en", "probes_zh"),
    *("is_core", "is_public", "look_up", *words.LISTS, "source", "is_off"),
)
_TEXTS = ("text_en", "text_zh", "intent", "source", "look_up")


def row_of(question: Question) -> QuestionRow:
    """Return one question as a plain row, each text on one line."""
    told: dict[str, Any] = {name: one_line(getattr(question, name)) for name in _TEXTS}
    told |= {name: tuple(getattr(question, name)) for name in words.LISTS}
    return QuestionRow(
        **told,
        probes_en=several(question.probes_en.splitlines()),
        probes_zh=several(question.probes_zh.splitlines()),
        purpose=question.purpose,
        category=question.category,
        minutes=question.minutes,
        is_core=question.is_core,
        is_public=question.is_public,
        is_off=question.is_off,
    )


def table(rows: Iterable[QuestionRow]) -> str:
    """Return the rows as CSV, headings first; the words are those that never change."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([words.heading(name) for name in FIELDS])
    for row in rows:
        writer.writerow([guarded(_cell(row, name)) for name in FIELDS])
    return out.getvalue()


def _cell(row: QuestionRow, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        return ("; " if name in words.LISTS else "\n").join(value)
    return str(value)


def text(rows: Iterable[QuestionRow], *, name: str) -> str:
    """Return the rows as Markdown, as interviews.importing.text reads it; the order stays."""
    items = ("\n" + "".join(_lines(row)) for row in rows)
    return "".join([f"# {escaped_heading(one_line(name))}\n", *items])


def _lines(row: QuestionRow) -> Iterator[str]:
    yield _item(row.text_en, row.text_zh, "", f" ({row.minutes} min)")
    for english, chinese in zip_longest(row.probes_en, row.probes_zh, fillvalue=""):
        yield _item(english, chinese, "  ")
    for field in ("purpose", "category"):
        yield f"  - **{words.heading(field)}:** {words.label(field, getattr(row, field))}\n"
    for field in ("intent", "source"):
        if told := getattr(row, field):
            yield f"  - **{words.heading(field)}:** {escaped(told)}\n"
    if row.is_public or row.look_up:
        field = "is_public" if row.is_public else "look_up"
        yield f"  - **{words.heading(field)}:** {escaped(row.look_up)}".rstrip() + "\n"
    for field in words.LISTS:
        if keys := getattr(row, field):
            yield f"  - **{words.heading(field)}:** {_listed(field, keys)}\n"
    for field in ("is_core", "is_off"):
        if getattr(row, field):
            yield f"  - **{words.heading(field)}**\n"


def _listed(field: str, keys: Iterable[str]) -> str:
    return "; ".join(words.label(field, key) for key in keys)


def _item(english: str, chinese: str, indent: str, end: str = "") -> str:
    """Return an item with one wording, or with the Chinese one below the English one."""
    if english and chinese:
        return f"{indent}- {escaped(english)}{end}\\\n{indent}  {escaped(chinese)}\n"
    # What would be taken for the other language says which one it is.
    is_unclear = is_chinese(english) or bool(chinese and not is_chinese(chinese))
    name = words.heading("text_en" if english else "text_zh")
    which = f"**{name}:** " if is_unclear else ""
    return f"{indent}- {which}{escaped(english or chinese)}{end}\n"
