"""What happens while two people talk: it begins, questions are asked, it ends."""

from datetime import datetime

from django.db import transaction

from interviews.actions.interviews import hold_interview
from interviews.models import Interview, Line, LineState


@transaction.atomic
def begin_talk(*, interview: Interview, at: datetime) -> Interview:
    """Start the clock of a talk; one that runs already, or is over, goes on as it is."""
    interview = Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)
    if interview.began_at is None and interview.ended_at is None:
        interview.began_at = at
        interview.save(update_fields=["began_at", "changed_at"])
    return interview


@transaction.atomic
def end_talk(
    *, interview: Interview, began_at: datetime | None, ended_at: datetime, at: datetime
) -> Interview:
    """Record when a talk began (None: nobody noted it) and ended; its thank-yous are planned.

    Doing it again corrects the times. Raises MoveRefused for a cancelled or missed talk.
    """
    interview = hold_interview(interview, ended_at=ended_at, at=at)
    interview.began_at = began_at
    interview.save(update_fields=["began_at"])
    return interview


def mark_line(*, line: Line, state: LineState) -> Line:
    """Say what became of a question; return it."""
    line.state = state
    line.save(update_fields=["state"])
    return line
