"""Keep an account's own questions, and its versions of shipped ones."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from contacts.models import Account
from interviews.models import Bank, Question
from interviews.models.banks import LONGEST_NAME
from interviews.rules.sheets import moved, reordered


@transaction.atomic
def keep_question(question: Question) -> Question:
    """Save a question; of a shipped one this makes the account's version, of which there is one.

    Two tabs that change the same shipped question at once end up on one row, the later wording in.
    One that is new in its bank comes last there.
    """
    if question.key and question.pk is None:
        Account.objects.select_for_update().get(pk=question.account_id)
        there = Question.objects.filter(account_id=question.account_id, key=question.key)
        question.pk = there.values_list("pk", flat=True).first()
    was = Question.objects.filter(pk=question.pk).values_list("bank_id", flat=True).first()
    if question.bank_id and was != question.bank_id:
        question.position = next_position(question.bank_id)
    question.save(force_update=question.pk is not None)
    return question


def unkeep(questions: QuerySet[Question]) -> None:
    """Delete the questions that no sheet has: they were kept with a line that is off again."""
    questions.filter(lines=None).delete()


def return_question(question: Question, *, bank: Bank, position: int) -> None:
    """Put a question that was moved back into the bank it came from, at the place it had there."""
    question.bank, question.position = bank, position
    question.save(update_fields=["bank", "position"])


def next_position(bank_id: int) -> int:
    """Return the place after the last question of a bank."""
    last = Question.objects.filter(bank_id=bank_id).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def switch_question(question: Question) -> Question:
    """Switch a question off, or on again; one that is off is not offered for new sheets."""
    question.is_off = not question.is_off
    return keep_question(question)


def reset_question(question: Question) -> None:
    """Go back to the shipped wording; lines that have mine keep it."""
    question.delete()


@transaction.atomic
def move_question(question: Question, *, by: int) -> tuple[int, int]:
    """Move a question within its bank (up is negative); return its place and how many there are."""
    keys = _locked(question)
    order = moved(keys, question.pk, by)
    _put(order)
    return order.index(question.pk) + 1, len(order)


@transaction.atomic
def order_questions(bank: Bank, *, order: Sequence[int]) -> None:
    """Put the questions named into this order, on the places that they have between them."""
    first = bank.questions.filter(archived_at=None).first()
    if first:
        _put(reordered(_locked(first), order))


def _locked(question: Question) -> list[int]:
    """Return the questions in use of the same bank, in order; others wait until this is through."""
    Account.objects.select_for_update(no_key=True).get(pk=question.account_id)
    siblings = Question.objects.filter(account_id=question.account_id, bank=question.bank)
    return list(siblings.filter(archived_at=None).values_list("pk", flat=True))


def _put(order: Sequence[int]) -> None:
    places = Question.objects.in_bulk(order)
    wrong = [pk for place, pk in enumerate(order) if places[pk].position != place]
    for place, pk in enumerate(order):
        places[pk].position = place
    Question.objects.bulk_update([places[pk] for pk in wrong], ["position"], batch_size=500)


def used(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Return those that stand on a sheet: they can be archived but not deleted."""
    return questions.filter(lines__isnull=False).distinct()


def name_for_copy(account: Account, name: str) -> str:
    """Return what a copy of a bank is called, so that no two of the account's are called alike."""
    taken = set(account.banks.values_list("name", flat=True))
    endings = [_ending(number) for number in range(1, len(taken) + 2)]
    # A copy of a copy is one more copy of the first.
    stem = name.removesuffix(next(filter(name.endswith, endings), ""))
    names = (f"{stem[: LONGEST_NAME - len(ending)]}{ending}" for ending in endings)
    return next(one for one in names if one not in taken)


def _ending(number: int) -> str:
    return _(" (copy)") if number == 1 else _(" (copy %(n)s)") % {"n": number}


@transaction.atomic
def delete_for_good(noun: Question | Bank) -> bool:
    """Delete a question, or a bank with its questions; return False where a sheet uses any of it."""
    Account.objects.select_for_update(no_key=True).get(pk=noun.account_id)
    questions = (
        Question.objects.filter(pk=noun.pk)
        if isinstance(noun, Question)
        else (noun.questions.all())
    )
    if used(questions).exists():
        return False
    noun.delete()
    return True


def archive(noun: Question | Bank, *, at: datetime) -> None:
    """Put a question or a bank away; sheets that use it keep their wording."""
    noun.archived_at = at
    noun.save(update_fields=["archived_at"])


def restore(noun: Question | Bank) -> None:
    """Bring an archived question or bank back."""
    noun.archived_at = None
    noun.save(update_fields=["archived_at"])
