"""What the live page of a talk shows: its clock, a field a question, who was named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from config.kit import clock
from config.kit.htmx import show
from contacts.models import Person
from interviews.actions.sheets import open_sheet
from interviews.forms.talks import NewQuestionForm, NextPersonForm, TalkTimesForm
from interviews.models import AnswerVersion, FollowUpKind, Interview, Sheet
from interviews.rules.days import days_to_promise
from interviews.rules.marks import ALSO, PROMISES, SIGNS, MarkKind
from interviews.rules.stages import TOOK_PLACE, Stage, moves_from
from interviews.views.notes import NoteField, Trouble

PAGE = "interviews/talk/live.html"


@dataclass(frozen=True)
class MarkButton:
    """One kind of mark: the sign that its button writes, and those that mean the same."""

    kind: MarkKind

    @property
    def label(self) -> str:
        """Return what it is called."""
        return _(self.kind.label)

    @property
    def sign(self) -> str:
        """Return the sign."""
        return SIGNS[self.kind]

    @property
    def also(self) -> str:
        """Return the other signs."""
        return ALSO[self.kind]

    @property
    def has_day(self) -> bool:
        """Return whether a day at its end counts."""
        return self.kind in PROMISES


def marking(interview: Interview, now: datetime) -> dict[str, Any]:
    """Return the buttons that mark a line, and the days that a promise is often for."""
    day = interview.day_told(now)
    return {
        "mark_buttons": [MarkButton(kind) for kind in MarkKind],
        "promise_from": day,
        "promise_days": days_to_promise(day),
    }


@dataclass
class TalkClock:
    """How long a talk has gone on, in whole minutes, and what is left of those agreed."""

    interview: Interview
    now: datetime
    closing_minutes: int
    elapsed: int = field(init=False, default=0)
    left: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Count up to the end, or to now while it goes on."""
        if began := self.interview.began_at:
            spent = (self.interview.ended_at or self.now) - began
            self.elapsed = max(0, int(spent.total_seconds() // 60))
        self.left = max(0, self.interview.minutes - self.elapsed)

    @property
    def is_running(self) -> bool:
        """Return whether the talk goes on."""
        return self.interview.began_at is not None and self.interview.ended_at is None

    @property
    def began_ms(self) -> int:
        """Return the beginning as scripts count."""
        return int(self.interview.began_at.timestamp() * 1000) if self.interview.began_at else 0

    @property
    def now_ms(self) -> int:
        """Return the server's clock as scripts count, so that a wrong device does not matter."""
        return int(self.now.timestamp() * 1000)


def note_fields(
    interview: Interview, sheet: Sheet, troubles: Mapping[str, Trouble]
) -> tuple[list[NoteField], list[NoteField], NoteField]:
    """Return the fields of the questions, of questions that left the sheet, and the free one."""
    recent = AnswerVersion.objects.order_by("-version")[:5]
    answers = list(
        interview.answers.prefetch_related(Prefetch("versions", queryset=recent, to_attr="recent"))
    )
    by_line = {answer.line_id: answer for answer in answers if answer.line_id and not answer.part}
    asked, number = [], 0
    for line in sheet.lines.all():
        key = f"line-{line.pk}"
        # On paper, too, only my questions are numbered; theirs come as they come.
        number += not line.is_theirs
        answer = by_line.get(line.pk)
        asked.append(NoteField(key, line.text, answer, troubles.get(key), line, number))
    loose = [
        NoteField(key, answer.asked, answer, troubles.get(key))
        for answer in answers
        if answer.is_aside
        for key in [f"answer-{answer.pk}"]
    ]
    free = next((answer for answer in answers if answer.is_free), None)
    return asked, loose, NoteField("free", _("Free notes"), free, troubles.get("free"))


def named_by(interview: Interview) -> QuerySet[Person]:
    """Return the people whom those in this talk named, latest first."""
    return (
        interview.account.people.filter(referred_by__in=interview.people.all())
        .select_related("organisation", "referred_by")
        .order_by("-pk")
    )


def talk_context(interview: Interview, **more: Any) -> dict[str, Any]:
    """Return what the page needs; `troubles` and forms may be given."""
    now = clock.now()
    troubles = more.get("troubles", {})
    sheet = open_sheet(interview, at=now)
    fields, loose, free = note_fields(interview, sheet, troubles)
    stage = Stage(interview.stage)
    moves = moves_from(stage, has_time=interview.starts_at is not None)
    return {
        "interview": interview,
        "people": list(interview.people.select_related("organisation")),
        "clock": TalkClock(interview, now, sheet.closing_minutes),
        "fields": fields,
        "loose": loose,
        "free": free,
        "named": named_by(interview),
        "next_form": NextPersonForm(interview=interview),
        "new_form": NewQuestionForm(sheet=sheet),
        "times_form": TalkTimesForm(interview=interview, now=now),
        "is_over": stage in TOOK_PLACE,
        "thank_you": interview.follow_ups.open().filter(kind=FollowUpKind.THANK).first(),
        "can_end": stage in TOOK_PLACE or Stage.HELD in moves,
        **marking(interview, now),
        **more,
    }


def show_talk(
    request: HttpRequest,
    interview: Interview,
    *,
    parts: Sequence[str] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Return the page, or the one of `parts` that was asked for."""
    return show(request, PAGE, talk_context(interview, **more), parts=parts, status=status)
