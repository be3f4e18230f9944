"""What people from one organisation said, question by question, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from contacts.models import Account, Organisation
from interviews.models import Answer, Interview


@dataclass(frozen=True)
class Said:
    """The notes under one question, newest first."""

    question: str
    answers: list[Answer]
    is_core: bool = False


def talks_with(account: Account, organisation: Organisation) -> QuerySet[Interview]:
    """Return the talks with people who are there, and those with people who were there then."""
    left = Q(people__moves__from_organisation=organisation) & (
        Q(starts_at=None) | Q(starts_at__lte=F("people__moves__noticed_at"))
    )
    talks = account.interviews.filter(Q(people__organisation=organisation) | left)
    # DISTINCT over the rows themselves would sort every column of them.
    return account.interviews.filter(pk__in=talks.order_by().values("pk"))


def said_in(account: Account, talks: QuerySet[Interview], *, most: int | None) -> list[Said]:
    """Return the newest `most` notes of the talks (None: all), by question; four queries."""
    noted = (
        account.answers.said()
        .filter(interview__in=talks.order_by().values("pk"))
        .exclude(text="")
        .select_related("line", "interview")
        .prefetch_related("interview__people")
        .order_by("-saved_at", "-pk")[:most]
    )
    return by_question(noted)


def by_question(answers: Iterable[Answer]) -> list[Said]:
    """Return answers put together by what was asked; no query of its own.

    What everybody is asked stands first, free notes last.
    """
    groups: dict[str, Said] = {}
    for answer in answers:
        asked = answer.asked or (answer.line.text if answer.line else "")
        key = (answer.line.handle if answer.line else "") or asked
        is_core = bool(answer.line and answer.line.is_core)
        group = groups.setdefault(key, Said(asked or _("Free notes"), [], is_core))
        group.answers.append(answer)
    return sorted(groups.values(), key=lambda said: (said.answers[0].is_free, not said.is_core))
