"""A round of a job interview: what they asked, and what they said comes next."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from interviews.actions.planning import hold, replan
from interviews.actions.sheets import open_sheet
from interviews.actions.talks import ask_too
from interviews.models import Interview, Line


@transaction.atomic
def note_next_step(
    interview: Interview, *, next_step: str, next_step_on: date | None, at: datetime
) -> None:
    """Note what they said comes next, and by when; the question what comes next follows it."""
    people = list(interview.people.all())
    hold(people)
    interview.next_step, interview.next_step_on = next_step, next_step_on
    interview.save(update_fields=["next_step", "next_step_on", "changed_at"])
    replan(people, at=at)


@transaction.atomic
def note_theirs(interview: Interview, *, questions: Sequence[str], at: datetime) -> list[Line]:
    """Put what they asked on the sheet, in this order, each once; return the new lines."""
    sheet = open_sheet(interview, at=at)
    known = {line.text.casefold() for line in sheet.lines.filter(is_theirs=True)}
    fresh = {text.casefold(): text for text in reversed(questions)}
    return [
        ask_too(sheet=sheet, text=text, after=None, is_kept=False, is_theirs=True)
        for folded, text in reversed(fresh.items())
        if folded not in known
    ]
