"""What the debrief of a round of a job interview shows beside that of any talk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from interviews.forms.rounds import NextStepForm, TheirQuestionsForm
from interviews.models import Answer, AnswerVersion, Interview, Line
from interviews.pace import number_for
from interviews.rounds import Recurring, asked_before
from interviews.rules.notes import Part
from interviews.views.notes import NoteField, Trouble


@dataclass(frozen=True)
class TheirField:
    """One question of theirs: how I answered, what to improve, and how I fared with it before."""

    line: Line
    answer: NoteField
    improve: NoteField
    before: Recurring | None


def of_round(interview: Interview, troubles: Mapping[str, Trouble]) -> dict[str, Any]:
    """Return the questions of theirs with their fields, and the forms around them."""
    recent = AnswerVersion.objects.order_by("-version")[:5]
    notes = Prefetch(
        "answers",
        Answer.objects.prefetch_related(Prefetch("versions", queryset=recent, to_attr="recent")),
    )
    lines = Line.objects.filter(sheet__interview=interview, is_theirs=True)
    lines = lines.select_related("sheet__interview__account").prefetch_related(notes)
    before = asked_before(interview, [line.text for line in lines])
    return {
        "theirs": [
            _field(line, known, troubles) for line, known in zip(lines, before, strict=True)
        ],
        "theirs_form": TheirQuestionsForm(),
        "next_form": NextStepForm(instance=interview, account=interview.account),
        "ask_after": number_for(interview.account, "ask_next_step"),
    }


def _field(line: Line, before: Recurring | None, troubles: Mapping[str, Trouble]) -> TheirField:
    answers = {answer.part: answer for answer in line.answers.all()}
    for answer in answers.values():
        answer.interview = line.sheet.interview
    said, improve = f"line-{line.pk}", f"{Part.IMPROVE}-{line.pk}"
    return TheirField(
        line=line,
        answer=NoteField(said, line.text, answers.get(""), troubles.get(said), line),
        improve=NoteField(
            improve, line.text, answers.get(Part.IMPROVE), troubles.get(improve), line
        ),
        before=before,
    )
