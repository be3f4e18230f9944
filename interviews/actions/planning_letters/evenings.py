"""The letters on the evening of a talk: whom to thank before a digest could, what to note down."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from config.kit import clock
from contacts.models import Account
from interviews.mail.evening import Evening, evening_for, kind_of
from interviews.mail.evening_steps import timely_steps
from interviews.models import FollowUp, FollowUpKind, Letter, LetterKind
from interviews.rules.evening import LEAD

KIND = LetterKind.THANKS


def waiting(at: datetime) -> Iterator[int]:
    """Yield the accounts with a step that is to be mailed now."""
    for owner, _ in groupby(timely_steps(at), key=lambda step: step.owner):
        yield owner


def letters(accounts: Sequence[Account], *, at: datetime) -> list[Letter]:
    """Return one letter an account about all steps whose time has come.

    They are bound to their talks, so days off and absences do not matter.
    """
    steps = _read([step.pk for step in timely_steps(at, accounts)], accounts)
    return [_letter(account, *steps[account.pk], at) for account in accounts if account.pk in steps]


def contents(letters: Sequence[Letter], *, at: datetime) -> Iterator[tuple[Letter, Evening]]:
    """Yield what there is to say about those steps, the most urgent first."""
    told = [key for letter in letters for key in letter.told]
    steps = _read(told, [letter.account for letter in letters])
    for letter in letters:
        thanks, debriefs = steps[letter.account_id]
        if evening := evening_for(letter.account, thanks=thanks, debriefs=debriefs, at=at):
            yield letter, evening


def _read(
    keys: Sequence[int], accounts: Sequence[Account]
) -> dict[int, tuple[list[FollowUp], list[FollowUp]]]:
    """Return, by account, the thanks and the debriefs among some steps."""
    held = {one.pk: one for one in accounts}
    found: dict[int, tuple[list[FollowUp], list[FollowUp]]] = defaultdict(lambda: ([], []))
    rows = FollowUp.objects.filter(pk__in=keys)
    for step in rows.select_related("person__organisation", "about", "interview"):
        step.account = held[step.account_id]
        found[step.account_id][step.kind == FollowUpKind.DEBRIEF].append(step)
    return found


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
