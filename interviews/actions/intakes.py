"""Take questions into a bank, from a file or as copies, and take that back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from django.db import transaction

from contacts.models import Account
from interviews.actions.questions import next_position
from interviews.exporting.questions import row_of
from interviews.importing import words
from interviews.importing.rows import QuestionReading, QuestionRow
from interviews.models import Bank, Intake, IntakeState, Question
from interviews.rules.typing import folded

# So many of the newest can still be looked at and taken back.
KEPT = 20
_LISTS = (*words.LISTS, "probes_en", "probes_zh")


class Verdict(StrEnum):
    """What a question that comes in is to those that are there."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One question that comes in, and the one of the bank that it is, if any."""

    row: QuestionRow
    verdict: Verdict
    there: Question | None = None


def open_intake(
    *, account: Account, reading: QuestionReading, name: str, bank: Bank | None, bank_name: str = ""
) -> Intake:
    """Keep what a file says until somebody has looked at it; nothing is taken in yet."""
    intake = Intake.objects.create(
        account=account,
        bank=bank,
        bank_name="" if bank else (bank_name or reading.name)[:120],
        name=name[:200],
        rows=[_said(row, unsaid) for row, unsaid in zip(reading.rows, reading.unsaid, strict=True)],
        unreadable=[[one.number, one.reason] for one in reading.unreadable],
    )
    forgotten = account.intakes.order_by("-pk")[KEPT:]
    Intake.objects.filter(pk__in=list(forgotten.values_list("pk", flat=True))).delete()
    return intake


def arrivals(intake: Intake) -> list[Arrival]:
    """Return what each question would be to the bank as it is now, in the file's order.

    It is the same question where both wordings are, or the only one that both have; what the file
    says nothing of stays as it is.
    """
    there = list(intake.bank.questions.filter(archived_at=None)) if intake.bank else []
    found = compare(map(_row, intake.rows), there)
    return [_filled(one, said) for one, said in zip(found, intake.rows, strict=True)]


def _filled(arrival: Arrival, said: Iterable[str]) -> Arrival:
    if arrival.there is None:
        return arrival
    was = row_of(arrival.there)
    row = replace(was, **{name: getattr(arrival.row, name) for name in said})
    return replace(arrival, row=row, verdict=Verdict.SAME if row == was else Verdict.CHANGED)


def compare(rows: Iterable[QuestionRow], there: Sequence[Question]) -> list[Arrival]:
    """Return each row with the question it is; none is taken twice."""
    free = defaultdict[tuple[str, str], list[Question]](list)
    for question in there:
        for key in _keys(question.text_en, question.text_zh):
            free[key].append(question)
    taken: set[int] = set()
    return [_arrival(row, free, taken) for row in rows]


def _arrival(
    row: QuestionRow, free: dict[tuple[str, str], list[Question]], taken: set[int]
) -> Arrival:
    for key in _keys(row.text_en, row.text_zh):
        for question in free.get(key, []):
            if question.pk not in taken:
                taken.add(question.pk)
                is_same = row_of(question) == row
                return Arrival(row, Verdict.SAME if is_same else Verdict.CHANGED, question)
    return Arrival(row, Verdict.NEW)


def _keys(english: str, chinese: str) -> list[tuple[str, str]]:
    """Return by what a question is known, surest first."""
    en, zh = folded(" ".join(english.split())), folded(" ".join(chinese.split()))
    return [(en, zh)] + ([("en", en)] if en else []) + ([("zh", zh)] if zh else [])


@transaction.atomic
def take_in(intake: Intake) -> Intake:
    """Add what is new and change what is changed; doing it again changes nothing."""
    Account.objects.select_for_update(no_key=True).get(pk=intake.account_id)
    intake.refresh_from_db()
    if intake.state != IntakeState.READY:
        return intake
    found = arrivals(intake)
    if intake.bank is None:
        intake.bank = Bank.objects.create(
            account=intake.account, name=intake.bank_name or intake.name[:120]
        )
    _add(intake, [one.row for one in found if one.verdict == Verdict.NEW])
    changed = [one for one in found if one.verdict == Verdict.CHANGED]
    intake.before = {str(one.there.pk): asdict(row_of(one.there)) for one in changed if one.there}
    _write([(one.there, one.row) for one in changed if one.there])
    # As they are now, by which undoing tells what was changed since.
    intake.rows = [asdict(one.row) for one in found]
    intake.state = IntakeState.DONE
    intake.save()
    return intake


@transaction.atomic
def copy_in(
    *,
    account: Account,
    rows: Sequence[QuestionRow],
    name: str,
    bank: Bank | None,
    bank_name: str = "",
) -> Intake:
    """Copy questions into a bank, or into a new one; what is there already stays as it is.

    A copy is asked of everyone only when somebody says so: the original may be already.
    """
    there = list(bank.questions.filter(archived_at=None)) if bank else []
    found = compare(rows, there)
    new = [replace(one.row, is_core=False) for one in found if one.verdict == Verdict.NEW]
    reading = QuestionReading(rows=new, unsaid=[frozenset()] * len(new))
    intake = open_intake(
        account=account, reading=reading, name=name, bank=bank, bank_name=bank_name
    )
    return take_in(intake)


def _add(intake: Intake, rows: Sequence[QuestionRow]) -> None:
    assert intake.bank is not None
    position = next_position(intake.bank.pk)
    questions = [
        Question(account=intake.account, bank=intake.bank, position=position + n, **_values(row))
        for n, row in enumerate(rows)
    ]
    Question.objects.bulk_create(questions, batch_size=500)
    intake.added = [question.pk for question in questions]


@transaction.atomic
def undo_intake(intake: Intake) -> int:
    """Take back what came in; return how many questions stay, as they were used or changed since.

    A bank that was made for them goes with the last of its questions.
    """
    Account.objects.select_for_update(no_key=True).get(pk=intake.account_id)
    intake.refresh_from_db()
    if intake.state != IntakeState.DONE:
        return 0
    came = set(map(_row, intake.rows))
    added = Question.objects.filter(pk__in=intake.added, account_id=intake.account_id)
    untouched = [one.pk for one in added.filter(lines=None) if row_of(one) in came]
    kept = added.count() - len(untouched)
    Question.objects.filter(pk__in=untouched).delete()
    changed = Question.objects.filter(pk__in=map(int, intake.before), account_id=intake.account_id)
    back = [(q, _row(intake.before[str(q.pk)])) for q in changed if row_of(q) in came]
    _write(back)
    kept += len(intake.before) - len(back)
    intake.state = IntakeState.UNDONE
    intake.save(update_fields=["state"])
    bank = intake.bank
    if intake.bank_name and bank and not bank.questions.exists():
        # The intake goes with its bank.
        bank.delete()
    return kept


def _write(pairs: Iterable[tuple[Question, QuestionRow]]) -> None:
    questions = []
    for question, row in pairs:
        for name, value in _values(row).items():
            setattr(question, name, value)
        questions.append(question)
    names = [field.name for field in fields(QuestionRow)]
    Question.objects.bulk_update(questions, names, batch_size=200)


def _values(row: QuestionRow) -> dict[str, Any]:
    """Return a row as the fields of Question have it."""
    values = asdict(row)
    for name in words.LISTS:
        values[name] = list(values[name])
    for name in ("probes_en", "probes_zh"):
        values[name] = "\n".join(values[name])
    return values


def _said(row: QuestionRow, unsaid: Collection[str]) -> dict[str, Any]:
    """Return what a file says of a question."""
    return {name: value for name, value in asdict(row).items() if name not in unsaid}


def _row(values: dict[str, Any]) -> QuestionRow:
    """Return a row as JSON kept it."""
    told: dict[str, Any] = {k: tuple(v) if k in _LISTS else v for k, v in values.items()}
    return QuestionRow(**told)
