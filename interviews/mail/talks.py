"""The talks that letters tell of, and whose question sheets go with them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from contacts.models import Account
from interviews.models import Interview, Line


def read(talks: QuerySet[Interview]) -> list[Interview]:
    """Return talks with their people, and whether each has questions; three queries."""
    questions = Line.objects.filter(sheet__interview=OuterRef("pk"), is_theirs=False)
    chosen = talks.annotate(has_questions=Exists(questions.order_by()))
    return list(chosen.prefetch_related("people__organisation"))


def has_questions(talk: Interview) -> bool:
    """Return whether questions were chosen for a talk that was read."""
    return bool(getattr(talk, "has_questions", False))


def attached(account: Account, talks: Iterable[Interview]) -> list[int]:
    """Return the talks whose sheets go with a letter, where the account wants that."""
    return [talk.pk for talk in talks if account.attaches_sheets and has_questions(talk)]


def start_of(talk: Interview) -> datetime:
    """Return when an agreed talk begins."""
    assert talk.starts_at is not None, "interview_time_whole"
    return talk.starts_at
