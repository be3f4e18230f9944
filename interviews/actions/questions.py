"""Keep an account's own questions, its versions of shipped ones, and its banks."""

from datetime import datetime

from django.db import transaction

from contacts.models import Account
from interviews.models import Bank, Question


@transaction.atomic
def keep_question(question: Question) -> Question:
    """Save a question; of a shipped one this makes the account's version, of which there is one.

    Two tabs that change the same shipped question at once end up on one row, the later wording in.
    """
    if question.key and question.pk is None:
        Account.objects.select_for_update().get(pk=question.account_id)
        there = Question.objects.filter(account_id=question.account_id, key=question.key)
        question.pk = there.values_list("pk", flat=True).first()
    question.save(force_update=question.pk is not None)
    return question


def switch_question(question: Question) -> Question:
    """Switch a question off, or on again; one that is off is not offered for new sheets."""
    question.is_off = not question.is_off
    return keep_question(question)


def reset_question(question: Question) -> None:
    """Go back to the shipped wording; lines that have mine keep it."""
    question.delete()


def archive(noun: Question | Bank, *, at: datetime) -> None:
    """Put a question or a bank away; sheets that use it keep their wording."""
    noun.archived_at = at
    noun.save(update_fields=["archived_at"])


def restore(noun: Question | Bank) -> None:
    """Bring an archived question or bank back."""
    noun.archived_at = None
    noun.save(update_fields=["archived_at"])
