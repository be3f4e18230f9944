"""Make the sheet of a talk, change its lines, and take a change back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from contacts.models import Language
from interviews.actions.questions import unkeep
from interviews.models import Answer, Interview, Line, LineState, Question, Sheet
from interviews.rules.sheets import moved, opening_and_close, place_for, rank, rearranged
from interviews.suggestions import Known, known_for


@dataclass(frozen=True, slots=True)
class Removed:
    """What is needed to put a removed line back; plain values, fit for a session."""

    fields: dict[str, Any]
    answer_ids: list[int]


@dataclass(frozen=True, slots=True)
class Change:
    """What is needed to take a change of a sheet back; plain values, fit for a session.

    `reworded` are fields of lines as they were, and `spoken` those of the sheet; `kept` are questions
    that were kept in the list with the lines that came.
    """

    removed: list[Removed] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    reworded: list[dict[str, Any]] = field(default_factory=list)
    spoken: dict[str, Any] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)

    @classmethod
    def read(cls, plain: dict[str, Any]) -> "Change":
        """Return a change that was kept as plain values."""
        return cls(**{**plain, "removed": [Removed(**one) for one in plain["removed"]]})


@transaction.atomic
def open_sheet(interview: Interview, *, at: datetime) -> Sheet:
    """Return the sheet of a talk, made with what is suggested for it when it is opened first.

    It is in the language of the first person who has one, else in the account's.
    """
    sheet, is_new = Sheet.objects.filter(interview=interview).first(), False
    if sheet is None:
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
    # What the caller has loaded is not loaded again.
    sheet.interview, sheet.account = interview, interview.account
    if is_new:
        add_lines(sheet, questions=_suggested(known_of(sheet), ()))
    return sheet


def known_of(sheet: Sheet) -> Known:
    """Return what is known for a sheet."""
    return known_for(
        sheet.interview, small_talk=sheet.small_talk_minutes, closing=sheet.closing_minutes
    )


@transaction.atomic
def suggest_more(sheet: Sheet) -> Change:
    """Fill the minutes that are left with what is suggested beside the questions that stand."""
    before = _locked_lines(sheet)
    added = add_lines(sheet, questions=_suggested(known_of(sheet), mine_of(before)))
    return Change(added=[line.pk for line in added], order=[line.pk for line in before])


@transaction.atomic
def suggest_anew(sheet: Sheet) -> Change:
    """Replace the questions as they came from the list by what is suggested now.

    What I wrote or reworded, what was asked and what has notes stays; all stand in asking order.
    """
    before = _locked_lines(sheet)
    known = known_of(sheet)
    going = [line for line in removable(sheet) if _is_as_it_came(line, known, sheet)]
    gone = {line.pk for line in going}
    staying = [line for line in before if line.pk not in gone]
    wanted = _suggested(known, mine_of(staying))
    kept = {question.handle for question in wanted}
    removed = remove_lines([line for line in going if line.handle not in kept])
    added = add_lines(sheet, questions=wanted)
    lines = list(sheet.lines.all())
    _number(sorted(lines, key=lambda line: (line.is_theirs, rank(line.purpose))))
    known_before = {line.pk for line in before}
    return Change(
        removed=removed,
        added=[line.pk for line in added if line.pk not in known_before],
        order=[line.pk for line in before],
    )


def add_line(sheet: Sheet, *, question: Question) -> Line:
    """Put a question on the sheet where its purpose has its turn; one that is there stays as is.

    The question may be an unsaved shipped one, or words written for this talk only.
    """
    return add_lines(sheet, questions=[question])[0]


@transaction.atomic
def add_lines(sheet: Sheet, *, questions: Iterable[Question]) -> list[Line]:
    """Put questions on the sheet as `add_line` does; return their lines, those there included."""
    lines = _locked_lines(sheet)
    wanted = [(question, line_from(sheet, question, 0)) for question in questions]
    new = put_lines(sheet, [line for _question, line in wanted])
    every = [*lines, *new]
    return [
        next(one for one in every if one.is_from(question) or one is line)
        for question, line in wanted
    ]


@transaction.atomic
def put_lines(sheet: Sheet, lines: Iterable[Line], *, at_turn: bool = True) -> list[Line]:
    """Save new lines, each where its purpose has its turn, else at the end; return them.

    What comes from a question that is on the sheet already is left out.
    """
    there = _locked_lines(sheet)
    position = _after(there)
    new: list[Line] = []
    for line in lines:
        if line.handle and any(one.handle == line.handle for one in there):
            continue
        place = place_for(line.purpose, [one.purpose for one in there])
        line.position = position + len(new)
        there.insert(place if at_turn else len(there), line)
        new.append(line)
    Line.objects.bulk_create(new)
    _number(there)
    return new


def removable(sheet: Sheet) -> list[Line]:
    """Return my questions that were not asked yet and have no notes."""
    noted = Answer.objects.filter(line__sheet=sheet).values("line")
    return list(sheet.lines.filter(is_theirs=False, state=LineState.OPEN).exclude(pk__in=noted))


@transaction.atomic
def reword_line(line: Line, **words: Any) -> Change:
    """Word a question differently for this talk: text, second_text, probes or minutes.

    Bank, answers and other sheets stay untouched.
    """
    change = Change(reworded=[_worded(line)])
    for name, value in words.items():
        assert name in WORDING, name
        setattr(line, name, value)
    line.save(update_fields=list(words))
    return change


@transaction.atomic
def move_line(line: Line, *, by: int) -> int:
    """Move a line by places among its like (up is negative); return its new index there."""
    lines = _locked_lines(line.sheet)
    like = [other.pk for other in lines if other.is_theirs == line.is_theirs]
    order = moved(like, line.pk, by)
    _renumber(lines, rearranged([other.pk for other in lines], order))
    return order.index(line.pk)


@transaction.atomic
def order_lines(sheet: Sheet, *, order: Sequence[int]) -> None:
    """Put the lines in the order of these keys; unknown keys are ignored, unnamed lines stay."""
    lines = _locked_lines(sheet)
    _renumber(lines, rearranged([line.pk for line in lines], order))


@transaction.atomic
def remove_line(line: Line) -> Change:
    """Take a question off the sheet; what was noted under it stays with its wording."""
    order = [other.pk for other in _locked_lines(line.sheet)]
    return Change(removed=remove_lines([line]), order=order)


@transaction.atomic
def remove_lines(lines: Sequence[Line]) -> list[Removed]:
    """Take questions of one sheet off it, as `remove_line` does."""
    answers = list(Answer.objects.filter(line__in=lines).select_related("line").defer("text"))
    for answer in answers:
        answer.asked = answer.line.text if answer.line else answer.asked
    Answer.objects.bulk_update(answers, ["asked"])
    removed = [
        Removed(
            fields={name: getattr(line, name) for name in _KEPT},
            answer_ids=[answer.pk for answer in answers if answer.line_id == line.pk],
        )
        for line in lines
    ]
    Line.objects.filter(pk__in=[line.pk for line in lines]).delete()
    return removed


@transaction.atomic
def take_back(sheet: Sheet, change: Change) -> None:
    """Take a change back: lines go, come back with their notes, and stand in their old order.

    What was kept in the list goes too, unless another sheet has it or it changed since. Lines get
    their old numbers, so that a talk page that is still open elsewhere finds them again.
    """
    there = {line.pk: line for line in _locked_lines(sheet)}
    going = [there.pop(key) for key in change.added if key in there]
    with_it = [line for line in going if line.question_id in change.kept]
    unused = [line.question_id for line in with_it if _is_as_kept(line)]
    remove_lines(going)
    unkeep(sheet.account.questions.filter(pk__in=unused))
    _restore(sheet, [one for one in change.removed if one.fields["id"] not in there], there)
    for was in change.reworded:
        sheet.lines.filter(pk=was["id"]).update(**{name: was[name] for name in WORDING})
    if change.spoken:
        for name, value in change.spoken.items():
            setattr(sheet, name, value)
        sheet.save(update_fields=list(change.spoken))
    if change.order:
        order_lines(sheet, order=change.order)


def _is_as_kept(line: Line) -> bool:
    """Return whether a question is what was kept with its line: one wording, in no bank."""
    question = line.question
    if question is None or question.bank_id or question.archived_at:
        return False
    told = (question.text_en, question.text_zh, question.probes_en, question.probes_zh)
    return [words for words in told if words] == [line.text]


def _restore(sheet: Sheet, removed: Sequence[Removed], there: dict[int, Line]) -> None:
    first = _after(list(there.values()))
    asked = [one.fields["question_id"] for one in removed]
    known = {*sheet.account.questions.filter(pk__in=asked).values_list("pk", flat=True)}
    Line.objects.bulk_create(
        Line(account=sheet.account, sheet=sheet, position=place, **_fields(one, known))
        for place, one in enumerate(removed, start=first)
    )
    for one in removed:
        notes = sheet.interview.answers.filter(pk__in=one.answer_ids, line=None)
        notes.update(line_id=one.fields["id"])


def _fields(removed: Removed, known: set[int]) -> dict[str, Any]:
    """Return the fields of a line to be made again; its question may be gone by now."""
    question = removed.fields["question_id"]
    return {**removed.fields, "question_id": question if question in known else None}


def mine_of(lines: Iterable[Line]) -> list[Line]:
    """Return the questions that I ask, without those that they asked me."""
    return [line for line in lines if not line.is_theirs]


def line_from(sheet: Sheet, question: Question, position: int) -> Line:
    """Return a line, not saved, with a copy of a question's words in the sheet's languages."""
    return Line(
        account=sheet.account,
        sheet=sheet,
        question=question if question.pk else None,
        key=question.key,
        **words_from(question, sheet.language, sheet.second_language),
        purpose=question.purpose,
        category=question.category,
        minutes=question.minutes,
        is_core=question.is_core,
        position=position,
    )


def words_from(question: Question, language: str, second_language: str) -> dict[str, str]:
    """Return a question's own words as a line has them: text, second_text and probes."""
    text = question.text_in(language)
    second = question.words_in(second_language) if second_language else ""
    return {
        "text": text,
        "second_text": second if second != text else "",
        "probes": "\n".join(question.probes_in(language)),
    }


# What is worded for one talk, and all that a line is.
WORDING = ("text", "second_text", "probes", "minutes")
_KEPT = (
    "id",
    "question_id",
    "key",
    *WORDING,
    "purpose",
    "category",
    "is_core",
    "state",
    "is_theirs",
    "rating",
)


def _worded(line: Line) -> dict[str, Any]:
    return {"id": line.pk, **{name: getattr(line, name) for name in WORDING}}


def _language_of(interview: Interview) -> str:
    spoken = interview.people.exclude(language="").values_list("language", flat=True).first()
    return spoken or interview.account.language or Language.ENGLISH


def _suggested(known: Known, beside: Sequence[Line]) -> list[Question]:
    chosen = known.suggested(beside).chosen
    return [known.questions[suggestion.candidate.handle] for suggestion in chosen]


def _is_as_it_came(line: Line, known: Known, sheet: Sheet) -> bool:
    """Return whether a line is just what its question gives."""
    question = known.questions.get(line.handle)
    if question is None:
        return False
    words = words_from(question, sheet.language, sheet.second_language)
    came = {**words, "minutes": question.minutes}
    return all(getattr(line, name) == came[name] for name in WORDING)


def _locked_lines(sheet: Sheet) -> list[Line]:
    """Hold the sheet until the transaction ends, so that its places are given out once."""
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    return list(sheet.lines.order_by("position", "pk"))


def _after(lines: Sequence[Line]) -> int:
    return max((line.position for line in lines), default=-1) + 1


def _renumber(lines: Sequence[Line], order: Sequence[int]) -> None:
    by_key = {line.pk: line for line in lines}
    _number([by_key[key] for key in order])


def _number(lines: Sequence[Line]) -> None:
    for position, line in enumerate(lines):
        line.position = position
    Line.objects.bulk_update(lines, ["position"])
