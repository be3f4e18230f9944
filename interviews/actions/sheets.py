"""Make the sheet of a talk and change its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from contacts.models import Language
from interviews.models import Answer, Interview, Line, Question, Sheet
from interviews.models.banks import questions_of
from interviews.rules.sheets import moved, opening_and_close, place_for, rank, rearranged


@transaction.atomic
def open_sheet(interview: Interview, *, at: datetime) -> Sheet:
    """Return the sheet of a talk, made with the core questions when it is opened first.

    It is in the language of the first person who has one, else in the account's.
    """
    small_talk, closing = opening_and_close(interview.minutes)
    sheet, is_new = Sheet.objects.get_or_create(
        interview=interview,
        defaults={
            "account": interview.account,
            "language": _language_of(interview),
            "small_talk_minutes": small_talk,
            "closing_minutes": closing,
            "created_at": at,
        },
    )
    if is_new:
        Line.objects.bulk_create(
            _line(sheet, question, position)
            for position, question in enumerate(_core_questions(sheet))
        )
    return sheet


@transaction.atomic
def add_line(sheet: Sheet, *, question: Question) -> Line:
    """Put a question on the sheet where its purpose has its turn; one that is there stays as is.

    The question may be an unsaved shipped one, or words written for this talk only.
    """
    lines = _locked_lines(sheet)
    for line in lines:
        if line.is_from(question):
            return line
    place = place_for(question.purpose, [line.purpose for line in lines])
    line = _line(sheet, question, _after(lines))
    line.save()
    _number([*lines[:place], line, *lines[place:]])
    return line


@transaction.atomic
def reword_line(line: Line, *, text: str, minutes: int) -> Line:
    """Word a question differently for this talk; bank, answers and other sheets stay untouched."""
    line.text, line.minutes = text, minutes
    line.save(update_fields=["text", "minutes"])
    return line


@transaction.atomic
def move_line(line: Line, *, by: int) -> int:
    """Move a line by places (up is negative) and return its new index on the sheet."""
    lines = _locked_lines(line.sheet)
    order = moved([other.pk for other in lines], line.pk, by)
    _renumber(lines, order)
    return order.index(line.pk)


@transaction.atomic
def order_lines(sheet: Sheet, *, order: Sequence[int]) -> None:
    """Put the lines in the order of these keys; unknown keys are ignored, unnamed lines stay."""
    lines = _locked_lines(sheet)
    _renumber(lines, rearranged([line.pk for line in lines], order))


@dataclass(frozen=True, slots=True)
class Removed:
    """What is needed to put a removed line back; plain values, fit for a session."""

    fields: dict[str, Any]
    answer_ids: list[int]


@transaction.atomic
def remove_line(line: Line) -> Removed:
    """Take a question off the sheet; what was noted under it stays with its wording."""
    _locked_lines(line.sheet)
    answers = Answer.objects.filter(line=line)
    removed = Removed(
        fields={name: getattr(line, name) for name in _KEPT},
        answer_ids=list(answers.values_list("pk", flat=True)),
    )
    answers.update(asked=line.text)
    line.delete()
    return removed


@transaction.atomic
def restore_line(sheet: Sheet, removed: Removed) -> Line:
    """Put a removed line back at its old place, with the notes that were taken under it.

    It gets its old number, so that a talk page that is still open elsewhere finds it again.
    """
    lines = _locked_lines(sheet)
    fields = dict(removed.fields)
    for line in lines:
        if line.pk == fields["id"]:
            return line
    place = min(fields.pop("position"), len(lines))
    if not sheet.account.questions.filter(pk=fields["question_id"]).exists():
        fields["question_id"] = None
    line = Line.objects.create(account=sheet.account, sheet=sheet, position=_after(lines), **fields)
    _number([*lines[:place], line, *lines[place:]])
    sheet.interview.answers.filter(pk__in=removed.answer_ids, line=None).update(line=line)
    return line


@dataclass(frozen=True, slots=True)
class Translated:
    """What a change of language did: lines in the new language, and lines left as worded."""

    changed: int
    kept: int


@transaction.atomic
def speak(sheet: Sheet, *, language: str) -> Translated:
    """Change the language of a sheet; lines reworded for this talk keep their words."""
    lines, before = _locked_lines(sheet), sheet.language
    sources = {question.handle: question for question in questions_of(sheet.account)}
    changed, kept = [], 0
    for line in lines:
        source = sources.get(line.handle)
        new = source.words_in(language) if source else ""
        if source and new and line.text == source.words_in(before):
            line.text = new
            changed.append(line)
        elif line.text != new:
            kept += 1
    Line.objects.bulk_update(changed, ["text"])
    sheet.language = language
    sheet.save(update_fields=["language"])
    return Translated(changed=len(changed), kept=kept)


_KEPT = (
    "id",
    "question_id",
    "key",
    "text",
    "purpose",
    "category",
    "minutes",
    "is_core",
    "position",
    "state",
)


def _language_of(interview: Interview) -> str:
    spoken = interview.people.exclude(language="").values_list("language", flat=True).first()
    return spoken or interview.account.language or Language.ENGLISH


def _core_questions(sheet: Sheet) -> list[Question]:
    core = [question for question in questions_of(sheet.account) if question.is_core]
    return sorted((q for q in core if q.is_offered), key=lambda question: rank(question.purpose))


def _line(sheet: Sheet, question: Question, position: int) -> Line:
    return Line(
        account=sheet.account,
        sheet=sheet,
        question=question if question.pk else None,
        key=question.key,
        text=question.text_in(sheet.language),
        purpose=question.purpose,
        category=question.category,
        minutes=question.minutes,
        is_core=question.is_core,
        position=position,
    )


def _locked_lines(sheet: Sheet) -> list[Line]:
    """Hold the sheet until the transaction ends, so that its places are given out once."""
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    return list(sheet.lines.order_by("position", "pk"))


def _after(lines: Sequence[Line]) -> int:
    return lines[-1].position + 1 if lines else 0


def _renumber(lines: Sequence[Line], order: Sequence[int]) -> None:
    by_key = {line.pk: line for line in lines}
    _number([by_key[key] for key in order])


def _number(lines: Sequence[Line]) -> None:
    for position, line in enumerate(lines):
        line.position = position
    Line.objects.bulk_update(lines, ["position"])
