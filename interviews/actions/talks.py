"""What happens while two people talk: it begins, questions are asked, it ends."""

from datetime import datetime

from django.db import transaction

from contacts.models import Language
from interviews.actions.interviews import hold_interview
from interviews.actions.questions import keep_question, unkeep
from interviews.actions.sheets import remove_line
from interviews.models import Interview, Line, LineState, Question, Sheet
from interviews.rules.categories import Category, Purpose


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


@transaction.atomic
def ask_too(
    *, sheet: Sheet, text: str, after: Line | None, is_kept: bool, is_theirs: bool = False
) -> Line:
    """Put a question that came up in the talk after another one, else at the end; return its line.

    What it is for and about is what the one is that it goes into. `is_kept` keeps it among the
    account's questions, unless `is_theirs`: then they asked it, and it counts as asked.
    """
    lines = list(Sheet.objects.select_for_update().get(pk=sheet.pk).lines.all())
    place = next((i for i, one in enumerate(lines, 1) if one == after), len(lines))
    line = Line.objects.create(
        account=sheet.account,
        sheet=sheet,
        text=text,
        purpose=after.purpose if after and not is_theirs else "",
        category=after.category if after and not is_theirs else "",
        position=lines[-1].position + 1 if lines else 0,
        is_theirs=is_theirs,
        state=LineState.ASKED if is_theirs else LineState.OPEN,
    )
    if is_kept and not is_theirs:
        line.question = keep_question(_question(line, sheet.language))
        line.save(update_fields=["question"])
    lines.insert(place, line)
    for position, one in enumerate(lines):
        one.position = position
    Line.objects.bulk_update(lines, ["position"])
    return line


def _question(line: Line, language: str) -> Question:
    return Question(
        account=line.account,
        purpose=line.purpose or Purpose.INSIGHTS,
        category=line.category or Category.DAY,
        **{"text_zh" if language == Language.CHINESE else "text_en": line.text},
    )


@transaction.atomic
def take_back(*, line: Line, question: Question | None) -> None:
    """Take a question added in the talk off the sheet; what was noted under it stays.

    `question` was kept among my questions with it and goes too, unless another sheet has it.
    """
    remove_line(line)
    if question:
        unkeep(line.account.questions.filter(pk=question.pk))


def mark_line(*, line: Line, state: LineState) -> Line:
    """Say what became of a question; return it."""
    line.state = state
    line.save(update_fields=["state"])
    return line
