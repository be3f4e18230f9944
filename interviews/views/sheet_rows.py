"""What is said of each question on a sheet, and of those left out: why, and who answered it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from interviews.actions.sheets import words_from
from interviews.models import Answer, Line, Question, Sheet
from interviews.rules.categories import Purpose
from interviews.rules.suggesting import Explained, Reason, Why
from interviews.suggestions import Known

# As a badge, and with the answer.
_SHOWN_OTHERWISE = (Why.CORE, Why.REPEATED)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer to the same question in an earlier talk; `is_them` where this very person gave it."""

    who: str
    on: date | None
    is_them: bool
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One of my questions on the sheet, its number, and what is to be known of it."""

    line: Line
    number: int
    is_core: bool
    reasons: list[str]
    heard: Heard | None
    question: Question | None
    is_reworded: bool


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A question that is left out: because somebody answered it, else because it is public."""

    question: Question
    text: str
    heard: Heard | None


def rows_of(sheet: Sheet, lines: Sequence[Line], known: Known) -> tuple[list[Row], list[LeftRow]]:
    """Return my questions on a sheet, and those left out, what was answered first."""
    out = known.left_out(lines)
    handles = {*(line.handle for line in lines), *(left.candidate.handle for left in out)}
    heard = _heard(known, handles - {line.handle for line in lines if _closes(line)})
    explained = known.explained(lines)
    rows = [
        _row(sheet, line, number, known, heard.get(line.handle), explained.get(line.handle))
        for number, line in enumerate(lines, start=1)
    ]
    left = [
        LeftRow(question, question.text_in(sheet.language), heard.get(question.handle))
        for question in (known.questions[one.candidate.handle] for one in out)
    ]
    return rows, sorted(left, key=lambda row: row.heard is None)


def _closes(line: Line) -> bool:
    """Return whether everybody is asked it anew: whom next, and when to report back."""
    return line.purpose == Purpose.CLOSING


def _row(
    sheet: Sheet,
    line: Line,
    number: int,
    known: Known,
    heard: Heard | None,
    explained: Explained | None,
) -> Row:
    question = known.questions.get(line.handle)
    came = words_from(question, sheet.language, sheet.second_language) if question else {}
    is_reworded = any(getattr(line, name) != words for name, words in came.items())
    why = explained.reasons if explained else ()
    return Row(
        line,
        number,
        is_core=any(reason.why is Why.CORE for reason in why),
        reasons=[_told(reason) for reason in why if reason.why not in _SHOWN_OTHERWISE],
        heard=heard,
        question=question,
        is_reworded=is_reworded,
    )


def _told(reason: Reason) -> str:
    """Return a reason in words."""
    # A label is ours and has a translation; what somebody wrote has none and stays.
    detail = _(reason.detail) if reason.detail else ""
    return _(reason.why.label).replace("{detail}", detail)


def _heard(known: Known, handles: Iterable[str]) -> dict[str, Heard]:
    """Return, by handle, what was answered before; one query."""
    told = known.setting.told or {}
    wanted = {known.told_in[handle]: handle for handle in handles if handle in told}
    notes = Answer.objects.filter(pk__in=wanted) if wanted else ()
    return {
        handle: Heard(
            told[handle].who,
            told[handle].on,
            told[handle].is_them,
            note.text,
            reverse("talk", args=[note.interview_id]),
        )
        for note in notes
        for handle in [wanted[note.pk]]
    }
