"""The letters on the evening of a talk: whom to thank before a digest could, what to note down."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby

from config.kit import clock
from contacts.models import Account
from interviews.actions.planning_letters.pages import Draft
from interviews.mail.evening import evening_for, kind_of
from interviews.mail.evening_steps import timely_steps
from interviews.models import FollowUp, FollowUpKind, Letter, LetterKind
from interviews.rules.evening import LEAD

KIND = LetterKind.THANKS


def waiting(at: datetime) -> Iterator[int]:
    """Yield the accounts with a step that is to be mailed now."""
    for owner, _ in groupby(timely_steps(at), key=lambda step: step.owner):
        yield owner


def drafts(accounts: Sequence[Account], *, at: datetime, is_again: bool) -> Iterator[Draft]:
    """Yield one letter an account about all steps whose time has come.

    They are bound to their talks, so days off and absences do not matter.
    """
    held = {one.pk: one for one in accounts}
    found = FollowUp.objects.filter(pk__in=[step.pk for step in timely_steps(at, accounts)])
    steps: dict[int, list[FollowUp]] = defaultdict(list)
    for step in found.select_related("person__organisation", "about", "interview"):
        step.account = held[step.account_id]
        steps[step.account_id].append(step)
    for owner, those in steps.items():
        thanks = [step for step in those if step.kind == FollowUpKind.THANK]
        debriefs = [step for step in those if step.kind == FollowUpKind.DEBRIEF]
        find = partial(evening_for, held[owner], thanks=thanks, debriefs=debriefs, at=at)
        yield Draft(_letter(held[owner], thanks, debriefs, at), find)


def _letter(
    account: Account, thanks: Sequence[FollowUp], debriefs: Sequence[FollowUp], at: datetime
) -> Letter:
    """Return the letter, of use until the last thanks are due, or the day of a debrief is over."""
    day = clock.day_of(at, account.zone)
    kind = kind_of(account, thanks, debriefs)
    told = [step.pk for step in (*thanks, *debriefs)]
    ends = [step.due_at for step in thanks]
    return Letter(
        account=account,
        kind=kind,
        key=f"{kind}:{day}:{min(told)}",
        local_day=day,
        until=max([at + LEAD, *(ends or [clock.end_of_day(day, account.zone)])]),
        told=told,
    )
