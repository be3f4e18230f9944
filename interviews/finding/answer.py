"""What a search answers: rows of four kinds, ready to be shown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from config.kit.prepared import rows_of
from contacts.models import Account
from interviews.finding.statement import Word, everything, guesses, values_of
from interviews.rules.categories import Purpose
from interviews.rules.stages import Stage
from interviews.rules.starter import Shipped, shipped
from interviews.rules.typing import days_meant, folded, marked, words_in

_FOLD = """
SELECT askwell_plain(word), askwell_sought(word)
FROM unnest(%(typed)s::text[]) WITH ORDINALITY AS typed(word, place) ORDER BY place
"""
# As much of an e-mail address as tells one from the next.
_ADDRESS = re.compile(r"\S{4,}")
Row = tuple[str, int, str, str | None, str | None, str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """One row: where it leads, its name in pieces (marked or not), what else tells it apart."""

    url: str
    name: list[tuple[str, bool]]
    detail: str
    badge: str = ""

    @property
    def shown(self) -> SafeString:
        """Return the name as HTML; in the template its pieces would cost as much as all else."""
        pieces = ((escape(text), is_typed) for text, is_typed in self.name)
        return mark_safe("".join(f"<mark>{one}</mark>" if typed else one for one, typed in pieces))


@dataclass(slots=True)
class Answer:
    """What was found of each kind; `is_guess` when nothing was but names one slip away."""

    people: list[Found] = field(default_factory=list)
    organisations: list[Found] = field(default_factory=list)
    interviews: list[Found] = field(default_factory=list)
    questions: list[Found] = field(default_factory=list)
    is_guess: bool = False

    @property
    def groups(self) -> list[tuple[str, str, list[Found]]]:
        """Return (name, label, rows) of each kind that has any."""
        groups = [
            ("people", _("People"), self.people),
            ("organisations", _("Organisations"), self.organisations),
            ("interviews", _("Interviews"), self.interviews),
            ("questions", _("Questions"), self.questions),
        ]
        return [group for group in groups if group[2]]

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return sum(len(rows) for _name, _label, rows in self.groups)


def find(account: Account, text: str, *, today: date, many: int = 6) -> Answer:
    """Return what fits best: at most `many` people, and half as many of the other kinds.

    One query, one more for text that is not ASCII and one or two where no name fits.
    """
    words = _words(words_in(text))
    answer = Answer()
    if not words:
        return answer
    values = values_of(words, account.pk, many)
    days = days_meant(text, today)
    for n, (first, last) in enumerate(days):
        values |= {f"first{n}": first, f"last{n}": last}
    address = text.strip().lower()
    if is_address := bool(_ADDRESS.fullmatch(address)):
        values |= {"address": address, "addresses": f"{address}\U0010ffff"}
    shorts = tuple(word.is_short for word in words)
    statement = everything(shorts, days=len(days), by_address=is_address)
    rows: list[Row] = rows_of(statement, values)
    plain = [word.plain for word in words]
    own = {row[2] for row in rows if row[0] == "version"}
    answer.questions = [_shipped(one, plain) for one in islice(_fitting(words, own), many)]
    if not any(row[0] in ("person", "organisation") for row in rows):
        # A word that stands in a talk or a question is hardly a slip.
        is_known = bool(answer.questions) or any(row[0] != "version" for row in rows)
        guesses = _guesses(words, values, is_known=is_known)
        answer.is_guess = bool(guesses)
        rows += guesses
    for row in rows:
        if row[0] in _SHOW:
            _SHOW[row[0]](answer, row, plain)
    for name, limit in (("people", many), *((name, (many + 1) // 2) for name in _OTHERS)):
        del getattr(answer, name)[limit:]
    return answer


def _words(typed: list[str]) -> list[Word]:
    """Return the words as the columns have them; ASCII needs no asking."""
    if all(word.isascii() for word in typed):
        return [Word(word.lower(), word.lower()) for word in typed]
    return [Word(*row) for row in rows_of(_FOLD, {"typed": typed})]


def _guesses(words: list[Word], values: dict[str, Any], *, is_known: bool) -> list[Row]:
    """Return rows in which every word is there or one slip away.

    The pool fills up the list, but for words that are known from elsewhere.
    """
    ways = tuple(word.ways for word in words)
    if not any(ways):
        return []
    rows: list[Row] = rows_of(guesses(ways, in_pool=False), values)
    current = sum(row[0] == "person" and row[6] != "archived" for row in rows)
    if current < values["many"] and not is_known:
        rows += rows_of(guesses(ways, in_pool=True), values)
    return sorted(rows, key=lambda row: row[6] == "archived")


@cache
def _address_of(page: str) -> str:
    """Return the address of a row's page, for `%` and the row's number: asked for at every row."""
    return reverse(page, args=[0]).replace("/0/", "/%d/")


def _show_person(answer: Answer, row: Row, words: list[str]) -> None:
    _kind, pk, _key, name, title, organisation, mark = row
    detail = " · ".join(part for part in (title, organisation) if part)
    url = _address_of("person-detail") % pk
    answer.people.append(Found(url, marked(name or "", words), detail, _badge(mark)))


def _show_organisation(answer: Answer, row: Row, words: list[str]) -> None:
    _kind, pk, _key, name, aliases, industry, mark = row
    detail = " · ".join(part for part in (aliases, industry) if part)
    url = _address_of("organisation-detail") % pk
    answer.organisations.append(Found(url, marked(name or "", words), detail, _badge(mark)))


def _show_interview(answer: Answer, row: Row, words: list[str]) -> None:
    _kind, pk, _key, names, purpose, day, stage = row
    when = date_format(date.fromisoformat(day), "D j M Y") if day else ""
    detail = " · ".join(part for part in (when, _(Stage(stage).label), purpose) if part)
    url = _address_of("interview-detail") % pk
    answer.interviews.append(Found(url, marked(names or "", words), detail))


def _show_question(answer: Answer, row: Row, words: list[str]) -> None:
    _kind, pk, _key, english, chinese, purpose, mark = row
    text = _wording(english or "", chinese or "", words)
    url = _address_of("question-edit") % pk
    answer.questions.append(
        Found(url, marked(text, words), _(Purpose(purpose).label), _badge(mark))
    )


def _badge(mark: str) -> str:
    """Return what is said of a row that is not at hand."""
    if mark == "pool":
        return _("In the pool")
    if mark == "archived":
        return _("Archived")
    return _("Switched off") if mark else ""


_OTHERS = ("organisations", "interviews", "questions")
_SHOW = {
    "person": _show_person,
    "organisation": _show_organisation,
    "interview": _show_interview,
    "question": _show_question,
}


def _wording(english: str, chinese: str, words: Sequence[str]) -> str:
    """Return the one that was typed in, else the first there is."""
    if chinese and any(word in chinese for word in words):
        return chinese
    return english or chinese


def _fitting(words: list[Word], own: set[str]) -> Iterator[Shipped]:
    """Yield the shipped questions with every word, but for those the account has a version of."""
    first, *others = [f" {word.plain}" if word.is_short else word.plain for word in words]
    for text, question in _shipped_texts():
        # Few hold even the first: this is asked at every letter typed.
        if first in text and question.key not in own and all(part in text for part in others):
            yield question


@cache
def _shipped_texts() -> list[tuple[str, Shipped]]:
    return [(folded(f" {one.en} {one.zh} {one.why}"), one) for one in shipped().values()]


def _shipped(question: Shipped, words: list[str]) -> Found:
    text = _wording(question.en, question.zh, words)
    url = reverse("shipped-question-edit", args=[question.key])
    return Found(url, marked(text, words), _(question.purpose.label))
